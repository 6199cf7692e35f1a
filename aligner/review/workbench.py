"""What the page shows: one bead with its surroundings, the queue, the progress."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from corpora import Document
from corpora.store import BeadRecord, PairRecord, Store
from corpora.store.documents import read_version

from ..confidence import fitted
from ..corpus.calibrated import kept_coefficients
from ..inspection.from_store import bead_view, document_view
from ..inspection.model import BeadView, PairView
from ..inspection.order import Gap, Row, reading_order
from .actions import following
from .alternatives import Alternative, alternatives
from .queue import PAGE, Item, Progress, Themes, Wanted, count, items, progress
from .undo import Undoable, undoable
from .why import Part, parts_of

_AROUND = 4
_FREE = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    Attributes:
        wanted: the queue.
        bead: the one to show; None for the first of the queue.
        page: of the queue, from 0.
        similar: with the alternatives of its sentences.
    """

    wanted: Wanted
    bead: int | None = None
    page: int = 0
    similar: bool = False

    def address(self, **changes: object) -> str:
        """The address of this, with something changed; "" for what is not given."""
        told: dict[str, str] = dict(self.wanted.query())
        if self.bead is not None:
            told["bead"] = str(self.bead)
        if self.page:
            told["page"] = str(self.page)
        told |= {name: str(value) for name, value in changes.items()}
        told = {name: value for name, value in told.items() if value or name == "state"}
        return "/?" + urlencode(told) if told else "/"


@dataclass(frozen=True, slots=True)
class Focus:
    """The bead that is decided on.

    Attributes:
        record: as it is stored.
        view: as it is shown.
        pair: its documents.
        before: rows before it in reading order.
        after: rows after it.
        free: sentences without a twin near it, by side: number and text.
        sentences: its texts as they stand in the documents.
        newest: the highest number of a bead of the pair.
        next_there: whether there is a bead to merge it with.
        parts: what its confidence was made of.
        similar: alternatives, if they were asked for and vectors are kept.
        place: which bead of the pair it is, from 1.
        of: how many there are.
    """

    record: BeadRecord
    view: BeadView
    pair: PairRecord
    before: tuple[Row, ...]
    after: tuple[Row, ...]
    free: tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]
    sentences: tuple[str, str]
    newest: int
    next_there: bool
    parts: tuple[Part, ...]
    similar: tuple[Alternative, ...] | None
    place: int
    of: int


@dataclass(frozen=True, slots=True)
class Workbench:
    """All of the page.

    Attributes:
        asked: what was asked for.
        focus: None where the queue is empty.
        queue: a page of it.
        count: how many beads are in the queue.
        counted: whether these are all, or more than were counted.
        progress: of the work.
        undoable: what can be taken back.
        previous: bead before this one in the queue.
        next: bead after it.
        last_decision: the number of the last one of anybody.
        gone: the bead that was asked for is no more.
    """

    asked: Asked
    focus: Focus | None
    queue: tuple[Item, ...]
    count: int
    counted: bool
    progress: Progress
    undoable: Undoable
    previous: int | None
    next: int | None
    last_decision: int
    gone: bool

    @property
    def pages(self) -> int:
        """How many pages the queue has."""
        return max(-(-self.count // PAGE), 1)


def workbench(store: Store, asked: Asked, who: str, themes: Themes = ()) -> Workbench:
    """Gather what the page shows, all of one moment."""
    with store.database.snapshot():
        so_far = progress(store, who)
        total, counted = count(store, asked.wanted, so_far, themes)
        page = min(asked.page, max(-(-total // PAGE) - 1, 0))
        queue = items(store, asked.wanted, PAGE, page * PAGE, themes)
        number = asked.bead
        focus = None if number is None else focus_on(store, number, similar=asked.similar)
        if focus is None and queue:
            focus = focus_on(store, queue[0].id, similar=asked.similar)
        shown = focus.record.id if focus else None
        ids = [item.id for item in queue]
        at = ids.index(shown) if shown in ids else -1
        return Workbench(
            asked=replace(asked, bead=shown, page=page),
            focus=focus,
            queue=tuple(queue),
            count=total,
            counted=counted,
            progress=so_far,
            undoable=undoable(store, who),
            previous=ids[at - 1] if at > 0 else None,
            next=ids[at + 1] if at + 1 < len(ids) else None,
            last_decision=last_decision(store),
            gone=number is not None and shown != number,
        )


def last_decision(store: Store) -> int:
    """The number of the last decision of anybody, 0 before the first."""
    return store.database.value("SELECT max(id) FROM decision") or 0


def pair_of(store: Store, bead: int) -> PairRecord | None:
    """The pair that a bead is in; None where there is no such bead (any more)."""
    number = store.database.value("SELECT pair_id FROM bead WHERE id = ?", (bead,))
    return None if number is None else store.pair(number)


def focus_on(store: Store, number: int, *, similar: bool = False) -> Focus | None:
    """A bead with all that is shown around it; None where there is none (any more)."""
    pair = pair_of(store, number)
    if pair is None:
        return None
    documents = (
        read_version(store.database, pair.source_version_id),
        read_version(store.database, pair.target_version_id),
    )
    beads = store.beads(pair.id)
    record = next(bead for bead in beads if bead.id == number)
    shown = [
        bead for bead in beads if bead.two_sided and (bead.state != "rejected" or bead is record)
    ]
    rows, at = _rows(documents, shown, record)
    texts = tuple(
        {n: " ".join(t.split()) for n, t in document_view(document).sentences.items()}
        for document in documents
    )
    similar_ones = alternatives(store, pair, record, (texts[0], texts[1])) if similar else None
    there = following(beads, record)
    near = rows[max(at - _AROUND, 0) : at], rows[at + 1 : at + 1 + _AROUND]
    return Focus(
        record=record,
        view=bead_view(record, documents),
        pair=pair,
        before=tuple(near[0]),
        after=tuple(near[1]),
        free=_free(rows, at),
        sentences=_standing(documents, record),
        newest=max(bead.id or 0 for bead in beads),
        next_there=there is not None,
        parts=tuple(parts_of(record.features, record.route, kept_coefficients(store) or fitted())),
        similar=None if similar_ones is None else tuple(similar_ones),
        place=1 + next(n for n, bead in enumerate(shown) if bead is record),
        of=len(shown),
    )


def _rows(
    documents: tuple[Document, Document], shown: list[BeadRecord], record: BeadRecord
) -> tuple[list[Row], int]:
    """All rows of the pair in reading order, and the place of the bead among them."""
    # A rejected bead that is looked at stands where it was; its sentences may be in others now.
    views = [bead_view(replace(bead, state="open"), documents) for bead in shown]
    pair = PairView((document_view(documents[0]), document_view(documents[1])), tuple(views))
    rows = reading_order(pair)
    at = next(
        n
        for n, row in enumerate(rows)
        if isinstance(row.item, BeadView) and row.item.number == record.id
    )
    return rows, at


def _free(
    rows: list[Row], at: int
) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str], ...]]:
    """The sentences without a twin nearest to a place, by side, in the order of the text."""
    found: list[list[tuple[int, int, str]]] = [[], []]
    for place, row in enumerate(rows):
        if isinstance(row.item, Gap) and not row.item.furniture and row.item.text:
            text = " ".join(row.item.text.split())
            found[row.item.side].append((abs(place - at), row.item.numbers[0], text))
    source, target = (
        tuple(
            (number, text) for _, number, text in sorted(sorted(side)[:_FREE], key=lambda f: f[1])
        )
        for side in found
    )
    return source, target


def _standing(documents: tuple[Document, Document], record: BeadRecord) -> tuple[str, str]:
    """The texts of a bead as they stand in the documents."""
    plain = bead_view(replace(record, source_text=None, target_text=None), documents)
    return plain.texts

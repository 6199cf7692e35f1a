"""What a reviewer can do to the beads of a pair: which beads go, and which take their place.

Pure functions over the beads of a pair; the store checks and keeps what comes out. Whoever joins,
splits or moves says that it is right so: such beads are accepted, and alignment leaves them alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpora.store import BeadRecord

from ..bead import BeadClass
from ..errors import AlignerError

NAMES = ("source", "target")
MOST_TEXT = 20_000
"""Characters of an edited side or a comment."""


class ActionError(AlignerError):
    """What cannot be done to a bead; the text is the key of a message, section "error"."""


@dataclass(frozen=True, slots=True)
class Change:
    """Beads that go, as they were seen, and beads that take their place."""

    before: tuple[BeadRecord, ...]
    after: tuple[BeadRecord, ...]

    @property
    def seen(self) -> list[tuple[int, int]]:
        """Id and version of the beads that go."""
        return [(bead.id or 0, bead.version) for bead in self.before]


Values = Mapping[str, str]
Action = Callable[[Sequence[BeadRecord], BeadRecord, Values], Change]
"""Takes all beads of the pair in reading order, the one it is about, and what was entered."""


def accept(_beads: Sequence[BeadRecord], bead: BeadRecord, _values: Values) -> Change:
    """The bead is right as it stands; one without a class is a translation."""
    kind = bead.kind or str(BeadClass.TRANSLATION)
    return Change((bead,), (replace(bead, state="accepted", kind=kind),))


def reject(_beads: Sequence[BeadRecord], bead: BeadRecord, _values: Values) -> Change:
    """The two sides do not belong together; their sentences are free again."""
    return Change((bead,), (replace(bead, state="rejected"),))


def reopen(_beads: Sequence[BeadRecord], bead: BeadRecord, _values: Values) -> Change:
    """Nothing is decided after all."""
    return Change((bead,), (replace(bead, state="open"),))


def classify(_beads: Sequence[BeadRecord], bead: BeadRecord, values: Values) -> Change:
    """The bead is right, and of this class."""
    kind = values.get("kind", "")
    if kind not in list(BeadClass):
        raise ActionError("class")
    return Change((bead,), (replace(bead, state="accepted", kind=kind),))


def edit(_beads: Sequence[BeadRecord], bead: BeadRecord, values: Values) -> Change:
    """The texts are to stand so in the memory; what stands in the document is no edit.

    `values` has the texts as they are wanted, and those that the sentences have.
    """
    texts: list[str | None] = []
    for name in NAMES:
        wanted = " ".join(values.get(name, "").split())
        if not wanted:
            raise ActionError("empty")
        if len(wanted) > MOST_TEXT:
            raise ActionError("long")
        texts.append(None if wanted == values.get(f"{name}_sentences") else wanted)
    kind = bead.kind or str(BeadClass.TRANSLATION)
    source, target = texts
    edited = replace(bead, state="accepted", kind=kind, source_text=source, target_text=target)
    return Change((bead,), (edited,))


def comment(_beads: Sequence[BeadRecord], bead: BeadRecord, values: Values) -> Change:
    """What the reviewer wants to be known of it."""
    text = values.get("comment", "").strip()
    if len(text) > MOST_TEXT:
        raise ActionError("long")
    return Change((bead,), (replace(bead, comment=text),))


def split(_beads: Sequence[BeadRecord], bead: BeadRecord, values: Values) -> Change:
    """Two beads out of one; `values` says how many sentences of each side the first one has.

    A part with sentences of one side only is no bead: they are left without a twin.
    """
    if len(bead.source) + len(bead.target) < 3:
        raise ActionError("small")
    at = [
        _number(values.get(name), default=(len(span) + 1) // 2, most=len(span))
        for name, span in zip(NAMES, (bead.source, bead.target), strict=True)
    ]
    parts = [
        (bead.source[: at[0]], bead.target[: at[1]]),
        (bead.source[at[0] :], bead.target[at[1] :]),
    ]
    whole = [part for part in parts if part[0] and part[1]]
    if not whole or whole == [(bead.source, bead.target)]:
        raise ActionError("split")
    first, *rest = whole
    fresh = [_made(bead, *part, id_=None) for part in rest]
    return Change((bead,), (_made(bead, *first, id_=bead.id), *fresh))


def merge(beads: Sequence[BeadRecord], bead: BeadRecord, _values: Values) -> Change:
    """This bead and the next one, with what lies between them, become one."""
    after = following(beads, bead)
    if after is None:
        raise ActionError("last")
    source, target = (
        range(
            min(getattr(bead, name).start, getattr(after, name).start),
            max(getattr(bead, name).stop, getattr(after, name).stop),
        )
        for name in NAMES
    )
    gone = [
        other
        for other in beads
        if other.state != "rejected"
        and (_meet(other.source, source) or _meet(other.target, target))
    ]
    if any(other.two_sided and other.id not in (bead.id, after.id) for other in gone):
        raise ActionError("between")
    confidence = min(bead.confidence, after.confidence)
    made = replace(_made(bead, source, target, id_=bead.id), confidence=confidence)
    return Change(tuple(gone), (made,))


def move(beads: Sequence[BeadRecord], bead: BeadRecord, values: Values) -> Change:
    """A sentence at the edge of a bead comes into it or leaves it.

    `values`: `side` ("source", "target"), `edge` ("start", "end"), `way` ("grow", "shrink"). What
    comes in is taken from the neighbour if it is in one; what leaves goes to the neighbour that
    borders on it, if there is one, else it is left without a twin.
    """
    name, edge, way = (values.get(key) for key in ("side", "edge", "way"))
    if name not in NAMES or edge not in ("start", "end") or way not in ("grow", "shrink"):
        raise ActionError("action")
    span: range = getattr(bead, name)
    grows = way == "grow"
    if not grows and len(span) == 1:
        raise ActionError("small")
    number = {
        ("start", True): span.start - 1,
        ("start", False): span.start,
        ("end", True): span.stop,
        ("end", False): span.stop - 1,
    }[edge, grows]
    beyond = number if grows else (span.stop if edge == "end" else span.start - 1)
    own = _with(span, number) if grows else _without(span, number)
    if own is None:
        raise ActionError("between")
    spans = (own, bead.target) if name == "source" else (bead.source, own)
    before, after = [bead], [_made(bead, *spans, id_=bead.id)]
    for other in beads:
        if other.id == bead.id or other.state == "rejected" or beyond not in getattr(other, name):
            continue
        theirs: range = getattr(other, name)
        left = _without(theirs, number) if grows else _with(theirs, number)
        if left is None:
            raise ActionError("between")
        if not other.two_sided and not grows:
            continue  # sentences without a twin stay as they are; the freed one joins them
        before.append(other)
        changed = _changed(other, name, left)
        if changed.two_sided:
            after.append(changed)
    return Change(tuple(before), tuple(after))


def pair(beads: Sequence[BeadRecord], _bead: BeadRecord, values: Values) -> Change:
    """Two sentences without a twin become a translation."""
    source, target = (_number(values.get(name), default=-1, most=10**9) for name in NAMES)
    if source < 0 or target < 0:
        raise ActionError("pair")
    spans = range(source, source + 1), range(target, target + 1)
    gone = _one_sided(beads, spans)
    return Change(tuple(gone), (_given(*spans),))


def choose(beads: Sequence[BeadRecord], bead: BeadRecord, values: Values) -> Change:
    """Another sentence is the twin of this bead's other side.

    `values`: `side`, that of the new twin, and `number`, the sentence. Whatever bead it was in lets
    it go.
    """
    name = values.get("side")
    number = _number(values.get("number"), default=-1, most=10**9)
    if name not in NAMES or number < 0:
        raise ActionError("action")
    span = range(number, number + 1)
    own = (span, bead.target) if name == "source" else (bead.source, span)
    before, after = [bead], [replace(_given(*own), id=bead.id, version=bead.version)]
    for other in beads:
        if other.id == bead.id or other.state == "rejected" or number not in getattr(other, name):
            continue
        left = _without(getattr(other, name), number)
        if left is None:
            raise ActionError("between")
        before.append(other)
        changed = _changed(other, name, left)
        if changed.two_sided:
            after.append(changed)
    return Change(tuple(before), tuple(after))


ACTIONS: dict[str, Action] = {
    "accept": accept,
    "reject": reject,
    "reopen": reopen,
    "class": classify,
    "edit": edit,
    "comment": comment,
    "split": split,
    "merge": merge,
    "move": move,
    "pair": pair,
    "choose": choose,
}


def following(beads: Sequence[BeadRecord], bead: BeadRecord) -> BeadRecord | None:
    """The next bead in the order of the source that joins both sides."""
    later = [
        other
        for other in beads
        if other.two_sided
        and other.state != "rejected"
        and other.id != bead.id
        and other.source.start >= bead.source.stop
    ]
    return min(later, key=lambda other: other.source.start, default=None)


def _made(bead: BeadRecord, source: range, target: range, id_: int | None) -> BeadRecord:
    """A bead that a person cut or joined out of another; edits of the old texts are of no use."""
    same = (source, target) == (bead.source, bead.target)
    return replace(
        bead,
        source=source,
        target=target,
        state="accepted",
        kind=bead.kind or str(BeadClass.TRANSLATION),
        source_text=bead.source_text if same else None,
        target_text=bead.target_text if same else None,
        features={},
        id=id_,
    )


def _changed(bead: BeadRecord, name: str, span: range) -> BeadRecord:
    """A neighbour that lost or won a sentence on one side."""
    if name == "source":
        return replace(bead, source=span, source_text=None, features={})
    return replace(bead, target=span, target_text=None, features={})


def _given(source: range, target: range) -> BeadRecord:
    """A bead that nothing but a person made."""
    return BeadRecord(
        source, target, kind=str(BeadClass.TRANSLATION), route="given", state="accepted"
    )


def _one_sided(beads: Sequence[BeadRecord], spans: tuple[range, range]) -> list[BeadRecord]:
    """Those that hold only sentences without a twin, among them some of these."""
    return [
        other
        for other in beads
        if not other.two_sided and (_meet(other.source, spans[0]) or _meet(other.target, spans[1]))
    ]


def _with(span: range, number: int) -> range | None:
    """A span and a number at its edge; None where it is not at the edge."""
    if number == span.start - 1 and number >= 0:
        return range(number, span.stop)
    return range(span.start, number + 1) if number == span.stop else None


def _without(span: range, number: int) -> range | None:
    """A span less a number at its edge; None where it is inside."""
    if number == span.start:
        return range(number + 1, span.stop)
    return range(span.start, number) if number == span.stop - 1 else None


def _meet(a: range, b: range) -> bool:
    return bool(a) and bool(b) and a.start < b.stop and b.start < a.stop


def _number(text: str | None, default: int, most: int) -> int:
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit()) or int(text[:10]) > most:
        raise ActionError("number")
    return int(text[:10])

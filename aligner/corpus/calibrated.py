"""A corpus's own confidence: learned from its decisions, kept in the store, taken back at will."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

import corpora.store.alignments as alignments
from corpora.store import BeadRecord, Store

from ..bead import BeadClass, Route
from ..confidence import (
    FEATURES,
    Coefficients,
    ConfidenceConfig,
    coefficients_from,
    fitted,
)
from ..errors import AlignerError
from ..learning import LEAST, Judged, Learned, enough, learn
from ..pipeline import AlignConfig

_SETTING = "confidence"
_REMADE = ("split", "merge", "move", "choose")
"""Actions that say of a bead that it was not right as the machine made it."""


class CalibrationError(AlignerError):
    """Why nothing can be learned, and what to do."""


def kept_coefficients(store: Store) -> dict[Route, Coefficients] | None:
    """The corpus's own coefficients; None where it has none.

    Raises:
        CalibrationError: what is kept cannot be read.
    """
    kept = store.database.value("SELECT value FROM setting WHERE name = ?", (_SETTING,))
    if kept is None:
        return None
    try:
        return coefficients_from(json.loads(kept))
    except (ValueError, KeyError, TypeError) as error:
        raise CalibrationError(
            f"{store.path}: its own confidence is of another version of Egiz. Take it away: "
            "egiz corpus calibrate --reset"
        ) from error


def with_own_confidence(store: Store, config: AlignConfig) -> AlignConfig:
    """The settings, with the confidence that the corpus has learned, if it has."""
    kept = kept_coefficients(store)
    if kept is None:
        return config
    confidence = replace(config.pairing.confidence, coefficients=kept)
    return replace(config, pairing=replace(config.pairing, confidence=confidence))


def judged_pairs(store: Store) -> list[Judged]:
    """What people's decisions say of pairs as the machine proposed them.

    Accepted as a translation and not edited: a translation. Rejected, accepted as another class,
    or cut and joined otherwise: none. Of a pair that was judged several times the last word counts.
    """
    found: dict[tuple[int, range, range], Judged] = {}
    for pair in store.pairs():
        undone = set()
        for decision in store.decisions(pair.id):
            if decision.undoes is not None:
                undone.add(decision.undoes)
            if decision.id in undone or decision.action not in _REMADE:
                continue
            for bead in decision.before:
                if not bead.human:
                    _note(found, pair.id, bead, right=False)
        for bead in store.beads(pair.id):
            if bead.state == "rejected":
                _note(found, pair.id, bead, right=False)
            elif bead.state == "accepted" and bead.source_text is bead.target_text is None:
                _note(found, pair.id, bead, right=bead.kind == BeadClass.TRANSLATION)
    return list(found.values())


def learned(store: Store) -> Learned:
    """Refit the confidence on all decisions of a store; changes nothing.

    It starts from the coefficients that ship with Egiz, whatever the corpus has learned before, so
    that the same decisions always teach the same.

    Raises:
        CalibrationError: there are too few decisions.
    """
    judged = judged_pairs(store)
    if not enough(judged):
        right = sum(pair.right for pair in judged)
        raise CalibrationError(
            f"{store.path}: too few decisions to learn from: {right} translations, "
            f"{len(judged) - right} others; {LEAST} of each are needed. Go on: egiz review"
        )
    return learn(judged, fitted())


def apply(store: Store, coefficients: Mapping[Route, Coefficients]) -> int:
    """Keep coefficients as the corpus's own, and give all open beads the confidence they make.

    Returns:
        How many beads have another class now.
    """
    data = {
        str(route): {
            "translation": _weights(found.translation),
            "shares_content": _weights(found.shares_content),
        }
        for route, found in coefficients.items()
    }
    text = json.dumps(data, ensure_ascii=False)
    with store.operation("calibrate") as operation, store.database.transaction():
        store.database.write("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_SETTING, text))
        changed = _rescore(store, coefficients_from(data), suffix_of(coefficients_from(data)))
        operation.count("reclassified", changed)
    return changed


def reset(store: Store) -> int:
    """Go back to the confidence that ships with Egiz.

    Returns:
        How many beads have another class now.
    """
    with store.operation("calibrate") as operation, store.database.transaction():
        store.database.write("DELETE FROM setting WHERE name = ?", (_SETTING,))
        changed = _rescore(store, fitted(), "")
        operation.count("reclassified", changed)
    return changed


def suffix_of(coefficients: Mapping[Route, Coefficients] | None) -> str:
    """What the signature of scores says of a confidence; nothing for that of Egiz."""
    if coefficients is None:
        return ""
    told = b"".join(coefficients[route].translation.tobytes() for route in sorted(coefficients))
    return f"|confidence:own-{hashlib.blake2b(told, digest_size=4).hexdigest()}"


def _weights(values: np.ndarray) -> dict[str, float]:
    return {name: round(float(w), 6) for name, w in zip(FEATURES, values, strict=True)}


def _note(
    found: dict[tuple[int, range, range], Judged], pair_id: int, bead: BeadRecord, *, right: bool
) -> None:
    if not bead.two_sided or not bead.features or bead.route not in (*fitted(),):
        return
    values = tuple(bead.features.get(name, 0.0) for name in FEATURES)
    found[pair_id, bead.source, bead.target] = Judged(Route(bead.route), values, right, pair_id)


def _rescore(store: Store, coefficients: Mapping[Route, Coefficients], suffix: str) -> int:
    """Confidences of all beads anew, classes of the open ones; by their kept features."""
    database = store.database
    config = ConfidenceConfig()
    changed = 0
    for pair in store.pairs():
        names = json.loads(
            database.value("SELECT features FROM pair WHERE id = ?", (pair.id,)) or "[]"
        )
        beads = [bead for bead in alignments.beads(database, pair.id) if bead.features]
        for bead, p, q in _scored(beads, coefficients):
            kind = config.kind_of(Route(bead.route), p, q, bead.features["similarity"])
            kept = bead.kind if bead.human else kind and str(kind)
            changed += kept != bead.kind
            fresh = replace(bead, confidence=p, kind=kept, version=bead.version + 1)
            alignments.update_bead(database, fresh, names)
    for table in ("pair", "matched"):
        for row in database.rows(f"SELECT DISTINCT signature FROM {table}"):  # noqa: S608
            fresh_signature = str(row[0]).partition("|confidence:")[0] + suffix
            database.write(
                f"UPDATE {table} SET signature = ? WHERE signature = ?",  # noqa: S608
                (fresh_signature, row[0]),
            )
    return changed


def _scored(
    beads: list[BeadRecord], coefficients: Mapping[Route, Coefficients]
) -> Iterator[tuple[BeadRecord, float, float]]:
    for route, found in coefficients.items():
        own = [bead for bead in beads if bead.route == route]
        if own:
            table = np.array([[b.features.get(n, 0.0) for n in FEATURES] for b in own], np.float32)
            translation, shares = found.probabilities(table)
            yield from zip(own, map(float, translation), map(float, shares), strict=True)

"""Results that are kept: found again for the very same work, never for other, without any text."""

import json
import zlib
from dataclasses import replace

import pytest

from aligner import AlignConfig, align_files, pipeline, program, results, vector_cache
from aligner.bead import Bead, BeadClass, Route
from aligner.candidates import PairingConfig
from aligner.gather import Gathered
from aligner.inspection.messages import messages
from aligner.matching import DocumentPair, MatchingConfig
from aligner.results import KeptResults, PairResult, Result, pack, unpack
from aligner.vector_cache import DiskShelf
from corpora import ReadOptions, read_text


def result_of(alignment) -> tuple[Result, Gathered]:
    """What is kept of an alignment, and the documents that it was of."""
    sides = [list(dict.fromkeys(side)) for side in zip(*_documents(alignment), strict=True)]
    pairs = tuple(
        PairResult(
            DocumentPair(
                sides[0].index(pair.source),
                sides[1].index(pair.target),
                *(pair.score, pair.route, pair.explanation),
            ),
            pair.beads,
        )
        for pair in alignment.pairs
    )
    return Result(pairs, alignment.embedded), Gathered.of(tuple(sides[0]), tuple(sides[1]))


def _documents(alignment):
    return [(pair.source, pair.target) for pair in alignment.pairs]


@pytest.fixture
def kept(samples):
    return result_of(samples)


def test_bytes_and_back(kept):
    result, gathered = kept
    assert len(result.pairs) > 5
    assert {bead.kind for found in result.pairs for bead in found.beads} >= {None, *BeadClass}
    assert unpack(pack(result, gathered), gathered) == result


def test_what_is_kept_has_no_text(kept):
    """A reason holds words of Egiz's own; the numbers of a text become places among them."""
    packed = pack(*kept)
    *_, pairs = json.loads(zlib.decompress(packed[4:]))
    wordings = set(messages("en").section("reason").values())
    phrases = {phrase for *_, beads in pairs for bead in beads for phrase in bead[8].split("; ")}
    assert any("{0}" in phrase for phrase in phrases)
    for phrase in phrases - {""}:
        words = phrase.split("{")[0].rstrip(": ")
        assert words in wordings or phrase.startswith(("the source is in", "the target is in"))
        assert not any(sign.isdigit() for sign in phrase.replace("{", "}").split("}")[::2])


@pytest.mark.parametrize("quote", ["Алматы", "17"])
def test_a_reason_that_quotes_more_is_not_kept(quote):
    documents = [
        read_text("Қар 12 күн жауды.", "kk", ReadOptions(language="kk")),
        read_text("Снег шёл 12 дней.", "ru", ReadOptions(language="ru")),
    ]
    gathered = Gathered.of((documents[0],), (documents[1],))
    pair = DocumentPair(0, 0, 1.0, Route.PARALLEL, "")
    for said, fits in (("12", True), (quote, False)):
        bead = Bead(range(1), range(1), kind=BeadClass.RELATED, reason=f"numbers differ: {said}")
        result = Result((PairResult(pair, (bead,)),), 2)
        packed = pack(result, gathered)
        assert (packed is not None) == fits
        assert packed is None or unpack(packed, gathered) == result


def test_damaged_bytes_are_told_from_whole_ones(kept):
    packed = pack(*kept)
    for place in range(0, len(packed), len(packed) // 7):
        broken = bytearray(packed)
        broken[place] ^= 1
        assert unpack(bytes(broken), kept[1]) is None
    assert unpack(packed[:-1], kept[1]) is None


def test_another_key_for_whatever_makes_another_result(kept, tmp_path, monkeypatch):
    result, gathered = kept
    shelf = DiskShelf(vector_cache.RESULTS, tmp_path / "vectors.sqlite", 10_000_000)
    settings = MatchingConfig(), PairingConfig()
    KeptResults(shelf, "a model", *settings).put(gathered, result)
    assert KeptResults(shelf, "a model", *settings).get(gathered) == result

    first, *rest = gathered.sides[0]
    for other in (
        replace(first, text=first.text.replace("а", "о", 1)),
        replace(first, sentences=first.sentences[:-1]),
        replace(first, date=None if first.date else "2020"),
        replace(first, language="kk-Latn"),
        replace(first, id="another name"),
    ):
        changed = replace(gathered, sides=((other, *rest), gathered.sides[1]))
        assert KeptResults(shelf, "a model", *settings).get(changed) is None
    moved = replace(gathered, sides=((*rest, first), gathered.sides[1]))
    assert KeptResults(shelf, "a model", *settings).get(moved) is None

    pairing = replace(PairingConfig(), mining=replace(PairingConfig().mining, neighbours=5))
    for other in (
        ("another model", *settings),
        ("a model", replace(settings[0], least_score=0.43), settings[1]),
        ("a model", settings[0], pairing),
    ):
        assert KeptResults(shelf, *other).get(gathered) is None
    monkeypatch.setattr(results, "program_hash", lambda: "another program")
    assert KeptResults(shelf, "a model", *settings).get(gathered) is None


def test_the_program_is_known_by_every_file(tmp_path, monkeypatch):
    def fingerprint():
        program.program_hash.cache_clear()
        return program.program_hash()

    before = fingerprint()
    assert fingerprint() == before
    for name in ("code.py", "data/weights.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    monkeypatch.setattr(program, "files", lambda _package: tmp_path)
    seen = {before, fingerprint()}
    for name in ("code.py", "data/weights.json"):
        (tmp_path / name).write_text("2")
        seen.add(fingerprint())
    (tmp_path / "data/weights.json").rename(tmp_path / "data/others.json")
    seen.add(fingerprint())
    assert len(seen) == 5
    program.program_hash.cache_clear()


def test_nothing_is_aligned_twice(egiz, reports, tmp_path, monkeypatch):
    """`egiz` only lends its model here."""
    assert egiz("--version").exit_code == 0
    monkeypatch.setenv(vector_cache.SIZE_SETTING, "50")
    monkeypatch.setattr(vector_cache, "cache_folder", lambda: tmp_path / "cache")
    worked = []
    work = pipeline.match_documents
    monkeypatch.setattr(
        pipeline, "match_documents", lambda *given: worked.append(1) or work(*given)
    )

    def times(config=None) -> int:
        worked.clear()
        alignment = align_files(reports, config)
        plain = align_files(reports, replace(config or AlignConfig(), cache=False))
        assert alignment.pairs == plain.pairs
        assert alignment.left_out == plain.left_out
        told = [(a.sentences, a.embedded, a.signature) for a in (alignment, plain)]
        assert told[0] == told[1]
        return len(worked) - 1  # without a cache it is worked every time

    assert [times(), times()] == [1, 0]
    other = AlignConfig().in_any_topic(True)
    assert [times(other), times(other), times()] == [1, 0, 0]
    before = reports[0].read_text(encoding="utf-8")
    reports[0].write_text(before.replace(" ", "  ", 1) + "\n\nҚар жауды.\n", encoding="utf-8")
    assert [times(), times()] == [1, 0]
    reports[0].write_text(before, encoding="utf-8")
    assert times() == 0
    path = vector_cache.cache_path()
    path.write_bytes(b"no database")
    assert [times(), times()] == [1, 0]
    state = vector_cache.cache_state()
    assert (state.results, state.readings) == (1, 2)

"""The way through, from documents in memory or files to beads."""

import pytest

from aligner import AlignConfig, Selection, align, align_files
from aligner.bead import BeadClass, Route
from aligner.embedded import text_numbers
from aligner.errors import InputError, LanguageError
from aligner.outputs import full_ladder
from aligner.summary import as_json
from corpora import ReadOptions, read_document, read_text


@pytest.fixture
def documents(reports):
    return [read_document(path) for path in reports]


def facts(alignment):
    """All but the time it took."""
    return alignment.languages, alignment.pairs, alignment.left_out, alignment.signature


def test_a_pair_is_aligned(library):
    (pair,) = library.pairs
    assert library.languages == ("kk", "ru")
    assert pair.route is Route.PARALLEL
    found = {
        (tuple(bead.source), tuple(bead.target))
        for bead in pair.beads
        if bead.kind is BeadClass.TRANSLATION
    }
    assert found == {*(((k,), (k,)) for k in range(7)), ((7,), (8,))}
    for bead in pair.beads:
        if bead.two_sided:
            assert -1 <= bead.similarity <= 1.0001
            assert -2 <= bead.margin <= 2
            assert 0 <= bead.confidence <= 1
            assert bead.reason
        else:
            assert (bead.similarity, bead.confidence, bead.kind) == (0, 0, None)


def test_files_and_documents_give_the_same(reports, documents, encoder, egiz):
    """`egiz` only lends its model here."""
    assert egiz("--version").exit_code == 0
    from_files = align_files(reports)
    assert facts(from_files) == facts(align(*documents, encoder=encoder))
    assert facts(from_files) == facts(align_files([str(path) for path in reports]))


def test_what_is_told_of_a_run(library, bundled_encoder):
    assert library.model == bundled_encoder.info
    assert library.sentences == (8, 9)
    assert library.embedded == 17
    assert list(library.seconds) == [
        *("loading the model", "embedding", "matching documents", "aligning")
    ]
    assert all(seconds >= 0 for seconds in library.seconds.values())
    assert not library.partial


def test_the_signature_tells_how_scores_were_made(documents, encoder, library):
    parts = dict(part.split(":", 1) for part in library.signature.split("|"))
    assert parts["fingerprint"] == encoder.info.fingerprint
    assert parts["route"] == "measured"
    assert parts["sentences"] == "split"
    config = AlignConfig(reading=ReadOptions(lines=True)).with_route(Route.COMPARABLE)
    signature = align(*documents, config, encoder).signature
    assert "route:comparable|sentences:as given" in signature
    assert "\n" not in signature


@pytest.mark.parametrize("route", Route)
def test_routes_as_told(documents, encoder, route):
    (pair,) = align(*documents, AlignConfig().with_route(route), encoder).pairs
    assert pair.route is route
    if route is Route.UNRELATED:
        assert pair.beads == ()
    elif route is Route.PARALLEL:
        ladder = [bead for bead in pair.beads if bead.route is Route.PARALLEL]
        for side, document in (("source", pair.source), ("target", pair.target)):
            numbers = [number for bead in ladder for number in getattr(bead, side)]
            assert numbers == list(text_numbers(document))
    else:
        scores = [bead.confidence for bead in pair.beads]
        assert scores == sorted(scores, reverse=True)
        assert all(bead.two_sided and bead.kind for bead in pair.beads)


def test_a_moved_paragraph_is_found_after_the_ladder(documents, encoder):
    source, target = documents
    texts = target.sentence_texts
    text = "\n\n".join([texts[0], " ".join(texts[4:]), " ".join(texts[1:4])])
    moved = read_text(text, "moved", ReadOptions("ru"))
    config = AlignConfig().with_route(Route.PARALLEL)
    (pair,) = align(source, moved, config, encoder).pairs
    beads = [bead for bead in pair.beads if bead.kind is BeadClass.TRANSLATION]
    paired = {source.sentence_text(n) for bead in beads for n in bead.source}
    assert set(source.sentence_texts[1:4]) <= paired
    ladder = full_ladder(pair)
    assert [n for a, _ in ladder for n in a] == list(range(len(source.sentences)))
    assert [n for _, b in ladder for n in b] == list(range(len(moved.sentences)))


def test_each_distinct_sentence_is_embedded_once(encoder):
    kazakh = read_text("Қар жауды.\nҚар жауды.\n\nЖел тұрды.", "a", ReadOptions("kk", lines=True))
    russian = read_text("Выпал снег.\nВыпал снег.", "b", ReadOptions("ru", lines=True))
    alignment = align(kazakh, russian, encoder=encoder)
    assert alignment.sentences == (3, 2)
    assert alignment.embedded == 3


def test_documents_without_a_counterpart_are_left_out(documents, encoder):
    snow = "Түнде қалың қар жауды. Таңертең көшелерді 30 трактор тазалады. Автобустар кешікті."
    other = read_text(snow, "snow", ReadOptions("kk"))
    alignment = align([other, documents[0]], documents[1], encoder=encoder)
    (pair,) = alignment.pairs
    assert pair.source.id == "kk.txt" or pair.source == documents[0]
    assert [(item.document, item.why) for item in alignment.left_out] == [
        ("snow", "no counterpart found")
    ]


def test_sides_that_are_none(documents, encoder):
    source, target = documents
    with pytest.raises(InputError, match="source"):
        align([], target, encoder=encoder)
    with pytest.raises(InputError, match="target"):
        align(source, [source, target], encoder=encoder)
    with pytest.raises(LanguageError, match="Kazakh"):
        align(source, source, encoder=encoder)


def test_the_same_run_twice(documents, encoder):
    assert facts(align(*documents, encoder=encoder)) == facts(align(*documents, encoder=encoder))


def test_steps_are_told(reports, egiz):
    assert egiz("--version").exit_code == 0
    told = []

    def step(name, size):
        told.append([name, size, 0])

        def advance(count):
            told[-1][2] += count

        return advance

    align_files(reports, step=step)
    by_name = {name: (size, done) for name, size, done in told}
    assert by_name["Embedding sentences"][0] >= by_name["Embedding sentences"][1] > 0
    assert by_name["Aligning"] == (1, 1)


def test_a_single_sentence_a_side(encoder):
    kazakh = read_text("Қар жауды.", "a", ReadOptions("kk"))
    russian = read_text("Выпал снег.", "b", ReadOptions("ru"))
    (pair,) = align(kazakh, russian, AlignConfig().with_route(Route.PARALLEL), encoder).pairs
    assert [n for bead in pair.beads for n in bead.source] == [0]


QUOTED = "«Мы ждали этот мост больше двадцати лет, и теперь дети будут ходить в школу безопасно.»"


def test_a_sentence_in_the_other_language_is_no_translation(encoder):
    """A Russian quotation in the Kazakh report has its very twin in the Russian one."""
    kazakh = read_text(
        "Бүгін Қарабұлақ ауылында жаңа көпірдің ашылу салтанаты өтті. "
        "Оның құрылысына облыс бюджетінен 420 млн. теңге бөлінген. "
        f"{QUOTED} Тұрғындар құрылысшыларға алғыс айтты.",
        "kk",
    )
    russian = read_text(
        "Сегодня в селе Карабулак прошла церемония открытия нового моста. "
        "На его строительство из областного бюджета выделили 420 млн. тенге. "
        f"{QUOTED} Жители поблагодарили строителей.",
        "ru",
    )
    alignment = align([kazakh], [russian], encoder=encoder)
    told = as_json(alignment, Selection(), None, 0)["other_language"]
    assert told == [{"document": "kk", "language": "ru", "text": QUOTED}]
    (pair,) = alignment.pairs
    kinds = {kazakh.sentence_texts[bead.source[0]]: bead for bead in pair.beads if bead.two_sided}
    quoted = kinds.pop(QUOTED)
    assert quoted.kind is BeadClass.RELATED
    assert quoted.confidence == 0
    assert quoted.reason == "the source is in ru, its document in kk"
    assert {bead.kind for bead in kinds.values()} == {BeadClass.TRANSLATION}

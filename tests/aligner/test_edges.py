"""Documents at the edge of what one is: the commands give a sensible result or a clear error."""

import pytest
from places import SAMPLES
from test_mine_match import links

from aligner import align
from aligner.bead import BeadClass
from aligner.evaluation import read_ladder
from corpora import ReadOptions, read_document, read_text
from tmx import open_tmx

KAZAKH = read_document(SAMPLES / "kk" / "ukimet-otyrysy-temirzhol.txt").sentence_texts
RUSSIAN = read_document(SAMPLES / "ru" / "zasedanie-pravitelstva-tranzit.txt").sentence_texts
OTHERS = [
    text
    for name in ("bazovaya-stavka", "teatralnaya-premera", "mchs-brifing-kokshetau")
    for text in read_document(SAMPLES / "ru" / f"{name}.txt").sentence_texts
]
LANGUAGES = ("--source-lang", "kk", "--target-lang", "ru")
NO_LETTERS = ["12 345 — 67 %.", "***", "3,14;", "№ 8 / 9", "---"]


@pytest.fixture
def files(tmp_path):
    """Writes two files of lines."""

    def write(source, target):
        paths = tmp_path / "a.txt", tmp_path / "b.txt"
        for path, lines in zip(paths, (source, target), strict=True):
            path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return paths

    return write


@pytest.fixture
def ladder(egiz, files, tmp_path):
    """The ladder that the command writes of two lists of lines; both sides whole and in order."""

    def run(source, target, *options):
        output = tmp_path / "out.align"
        given = (*files(source, target), "--lines", "--to", "ladder", "-o", output, *options)
        result = egiz("align", *given)
        assert result.exit_code == 0, result.stderr
        beads = list(read_ladder(output))
        for side, lines in enumerate((source, target)):
            assert sorted(n for bead in beads for n in bead[side]) == list(range(len(lines)))
        return beads

    return run


@pytest.fixture
def units(egiz, files, tmp_path):
    """How many units the command writes of two lists of lines."""

    def run(source, target, *options):
        output = tmp_path / "out.tmx"
        result = egiz("align", *files(source, target), "--lines", "-o", output, *options)
        assert result.exit_code == 0, result.stderr
        with open_tmx(output) as found:
            return sum(1 for _ in found)

    return run


@pytest.mark.parametrize("command", ["align", "mine", "match", "topics"])
@pytest.mark.parametrize("empty", [[], ["", "", ""]], ids=["empty", "blank"])
@pytest.mark.parametrize("side", [0, 1])
def test_an_empty_side_is_told(egiz, files, tmp_path, command, empty, side):
    paths = files(*((empty, RUSSIAN) if side == 0 else (KAZAKH, empty)))
    output = () if command == "topics" else ("-o", tmp_path / "out")
    result = egiz(command, *paths, *output)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"egiz: {paths[side]}: empty")
    assert not (tmp_path / "out").exists()


def test_one_sentence_against_fifty(ladder, units):
    fifty = (*RUSSIAN, *OTHERS)[:50]
    beads = ladder(KAZAKH[3:4], fifty)
    (bead,) = (bead for bead in beads if bead[0])
    assert bead[1] in [(), *((n,) for n in range(1, 6))]  # its twin stands there, or nothing does
    assert units(KAZAKH[3:4], OTHERS[:50]) == 0


def test_sentences_that_are_all_the_same(ladder):
    """Nothing but their order tells them apart."""
    beads = ladder([KAZAKH[2]] * 40, [RUSSIAN[2]] * 55)
    paired = [bead for bead in beads if all(bead)]
    assert len(paired) >= 30
    assert paired == sorted(paired)


def test_very_long_sentences(ladder, units):
    """Ten thousand characters each; more than a model reads at once."""
    source, target = ([" ".join([*texts] * 4)[:10_000]] * 2 for texts in (KAZAKH, RUSSIAN))
    ladder(source, target)
    assert units(source, target) <= 2


def test_a_document_against_itself_is_refused(egiz, tmp_path):
    path = SAMPLES / "kk" / "ukimet-otyrysy-temirzhol.txt"
    copy = tmp_path / "copy.txt"
    copy.write_bytes(path.read_bytes())
    for files, options, said in (
        ((path, path), (), "given twice"),
        ((path, copy), (), "Both sides are in Kazakh"),
        ((path, copy), LANGUAGES, "No text is in Russian"),
    ):
        result = egiz("align", *files, "-o", tmp_path / "out.tmx", *options)
        assert result.exit_code == 1
        assert said in result.stderr
    assert not (tmp_path / "out.tmx").exists()


@pytest.mark.parametrize("turned", [False, True])
def test_a_side_ten_times_longer(ladder, turned):
    """The translation of the shorter side stands in one stretch of the longer one."""
    filling = OTHERS * 4
    longer = [*filling[:130], *RUSSIAN, *filling[130 : 10 * len(KAZAKH) - len(RUSSIAN)]]
    assert len(longer) == 10 * len(KAZAKH)
    beads = [(b, a) for a, b in ladder(longer, KAZAKH)] if turned else ladder(KAZAKH, longer)
    inside = [
        bead for bead in beads if all(bead) and set(bead[1]) <= set(range(130, 130 + len(RUSSIAN)))
    ]
    assert len(inside) >= 0.6 * len(KAZAKH)
    assert len([bead for bead in beads if all(bead)]) - len(inside) <= 0.2 * len(KAZAKH)


def test_text_without_letters(egiz, files, ladder, tmp_path):
    """Digits and signs have no language; where it is given, each line finds its equal."""
    paths = files(NO_LETTERS, NO_LETTERS)
    output = tmp_path / "pairs.tsv"
    untold = egiz("mine", *paths, "-o", output)
    assert untold.exit_code == 1
    assert "--source-lang" in untold.stderr
    assert egiz("mine", *paths, "-o", output, *LANGUAGES).exit_code == 0
    assert {row[:2] for row in links(output)} <= {(str(n), str(n)) for n in range(5)}
    assert sorted(ladder(NO_LETTERS, NO_LETTERS, *LANGUAGES)) == [((n,), (n,)) for n in range(5)]


def test_a_report_within_ten_times_as_much_text(encoder):
    """Its translations are units, though the documents' lengths have nothing to say."""
    source = read_document(SAMPLES / "kk" / "ukimet-otyrysy-temirzhol.txt")
    target = read_document(SAMPLES / "ru" / "zasedanie-pravitelstva-tranzit.txt")
    others = [
        text
        for path in sorted((SAMPLES / "ru").iterdir())
        if path.name != target.id
        for text in read_document(path).sentence_texts
    ]
    lines = [*others[:120], *target.sentence_texts, *others[120:]]
    assert len(lines) > 8 * len(source.sentences)
    long = read_text("\n".join(lines), "long", ReadOptions("ru", lines=True))
    (pair,) = align(source, long, encoder=encoder).pairs
    units = [bead for bead in pair.beads if bead.kind is BeadClass.TRANSLATION]
    inside = range(120, 120 + len(target.sentences))
    assert len([bead for bead in units if set(bead.target) <= set(inside)]) >= 18
    assert len(units) <= 24  # of 25 translations; nothing out of the other reports

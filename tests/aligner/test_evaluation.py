"""Figures against gold, worked out by hand; the files they come from; errors in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tmx
from aligner.evaluation import (
    Counts,
    EvaluationError,
    Kind,
    TextPair,
    brier_score,
    calibrate,
    evaluate,
    expected_calibration_error,
    ladder_counts,
    read_ladder,
    read_links,
    read_pairs,
    read_sentences,
    read_table,
    read_units,
    reliability_table,
    unit_counts,
)
from aligner.outputs import TSV_COLUMNS

GOLD = "[0]:[0]\n[1, 2]:[1]\n[]:[2]\n[3]:[3]\n[4]:[]\n"
# One bead as in the gold, one short of a sentence, one wrong, two of one side, one too long.
LADDER = "[0]:[0]\n[1]:[1]\n[2]:[]\n[]:[2]\n[3]:[3, 4]\n[4]:[]\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def figures(counts):
    return pytest.approx((counts.precision, counts.recall, counts.f1))


def memory(path, units, srclang="kk"):
    """A translation memory of (Kazakh, Russian, confidence)."""

    def unit(source, target, confidence):
        props = (tmx.Prop("x-egiz-confidence", confidence),) if confidence else ()
        sides = (("kk", source), ("ru", target))
        variants = tuple(tmx.Variant(name, tmx.Segment.of(text)) for name, text in sides)
        return tmx.TranslationUnit(variants, props=props)

    tmx.write_tmx(path, tmx.Header(srclang=srclang), [unit(*given) for given in units])
    return path


def table(*rows):
    """A table of Egiz; a row is documents, sentences from and to, confidence."""
    lines = ["\t".join(TSV_COLUMNS)]
    for source, first, last, target, third, fourth, confidence in rows:
        cells = (source, first, last, target, third, fourth, "translation", confidence)
        lines.append("\t".join([*map(str, cells), "0.9", "0.3", "Мәтін", "Текст"]))
    return "\n".join(lines) + "\n"


def test_a_ladder_is_scored_strictly_and_laxly(tmp_path):
    out, gold = (
        read_ladder(write(tmp_path / n, t)) for n, t in (("o.align", LADDER), ("g.gold", GOLD))
    )
    strict, lax = ladder_counts(out, gold)
    assert strict == Counts(right=3, out=6, found=1, gold=3)
    assert lax == Counts(right=5, out=6, found=3, gold=3)
    assert figures(strict) == (1 / 2, 1 / 3, 2 / 5)
    assert figures(lax) == (5 / 6, 1.0, 10 / 11)


rungs = st.sets(
    st.tuples(*[st.lists(st.integers(0, 5), max_size=3, unique=True).map(sorted).map(tuple)] * 2)
)


@given(rungs, rungs)
def test_lax_is_what_shares_a_link(out, gold):
    """The definition to the letter: pairs of sentences, compared one by one."""

    def linked(rung, others):
        links = {(i, j) for a, b in others for i in a for j in b}
        return any((i, j) in links for i in rung[0] for j in rung[1])

    wanted = [rung for rung in gold if all(rung)]
    _, lax = ladder_counts(out, gold)
    assert lax.right == sum(rung in gold or linked(rung, gold) for rung in out)
    assert lax.found == sum(linked(rung, out) for rung in wanted)


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        (Counts(), (1, 1, 1)),  # nothing to be found, nothing said
        (Counts(out=2), (0, 0, 0)),
        (Counts(gold=2), (0, 0, 0)),
        (Counts(right=1, out=2, found=1, gold=4), (1 / 2, 1 / 4, 1 / 3)),
    ],
)
def test_precision_recall_f1(counts, wanted):
    assert wanted == figures(counts)


def test_documents_are_pooled_by_their_counts(tmp_path):
    for name, out in (("00", GOLD), ("01", "[0]:[0]\n")):
        write(tmp_path / "gold" / f"{name}.gold", GOLD)
        write(tmp_path / "out" / f"{name}.align", out)
    evaluation = evaluate(tmp_path / "out", tmp_path / "gold")
    assert [document.name for document in evaluation.documents] == ["00", "01"]
    assert evaluation.pooled.counts["strict"] == Counts(right=6, out=6, found=4, gold=6)
    assert evaluation.calibration is None


CONFIDENCES, HITS = [0.95, 0.95, 0.85, 0.15, 1.0], [1, 0, 1, 0, 1]


def test_calibration():
    """Bins .9-1: three, mean .967, two right; .8-.9: one, right; .1-.2: one, wrong."""
    assert expected_calibration_error(CONFIDENCES, HITS) == pytest.approx((3 * 0.3 + 0.3) / 5)
    assert brier_score(CONFIDENCES, HITS) == pytest.approx((0.0025 + 0.9025 + 2 * 0.0225) / 5)
    bins = reliability_table(CONFIDENCES, HITS)
    assert [bin_.count for bin_ in bins] == [0, 1, 0, 0, 0, 0, 0, 0, 1, 3]
    assert (bins[9].low, bins[9].high) == (0.9, 1.0)
    assert bins[9].confidence == pytest.approx(2.9 / 3)
    assert bins[9].right == pytest.approx(2 / 3)
    found = calibrate(CONFIDENCES, HITS)
    assert (found.count, found.sure, found.sure_right) == (5, 3, pytest.approx(2 / 3))


def test_what_is_right_in_part_counts_in_part():
    assert expected_calibration_error([0.5, 0.5], [0.5, 0.5]) == 0
    assert brier_score([0.5], [0.75]) == pytest.approx(1 / 16)


def test_no_confidences_have_no_error():
    found = calibrate([], [])
    assert (found.count, found.error, found.brier, found.sure) == (0, 0, 0, 0)


@pytest.mark.parametrize(("confidences", "hits"), [([1.2], [1]), ([-0.1], [0]), ([0.5], [])])
def test_what_is_no_probability_is_refused(confidences, hits):
    with pytest.raises(ValueError, match=r"confidence|argument"):
        calibrate(confidences, hits)


def test_ladders_of_other_aligners_are_read(tmp_path):
    text = "\ufeff[0]:[0]:0.1234\r\n\r\n[2,1] : [1]:-1e-3\n[]:[2]:0.0\n"
    found = read_ladder(write(tmp_path / "a.align", text))
    assert found == {((0,), (0,)): None, ((1, 2), (1,)): None, ((), (2,)): None}


def test_pairs_links_and_sentences_are_read(tmp_path):
    path = write(tmp_path / "p.tsv", "3\t4\t0.75\n5\t6\n")
    assert read_pairs(path) == {(3, 4): 0.75, (5, 6): None}
    assert read_links(path) == {("3", "4"): 0.75, ("5", "6"): None}
    assert read_sentences(path) == [("3", "4"), ("5", "6")]
    gold = write(tmp_path / "gold.tsv", "3\t4\tpartial\n")
    assert read_pairs(gold, scored=False) == {(3, 4): None}


def test_a_table_of_egiz_gives_beads_and_their_confidences(tmp_path):
    rows = ("kk.txt", 0, 0, "ru.txt", 0, 0, 0.9), ("kk.txt", 1, 2, "ru.txt", 1, 1, 0.6)
    path = write(tmp_path / "00.tsv", table(*rows))
    assert read_table(path) == {((0,), (0,)): 0.9, ((1, 2), (1,)): 0.6}

    ladder = evaluate(path, write(tmp_path / "00.gold", GOLD))
    assert ladder.kind is Kind.LADDER
    assert ladder.pooled.counts["strict"] == Counts(right=2, out=2, found=2, gold=3)
    assert ladder.pooled.judged == ((0.9, 1.0), (0.6, 1.0))

    pairs = evaluate(path, write(tmp_path / "links.tsv", "0\t0\n2\t1\n"))
    assert pairs.kind is Kind.PAIRS
    assert pairs.pooled.counts["pairs"] == Counts(right=2, out=3, found=2, gold=2)
    assert sorted(pairs.pooled.judged) == [(0.6, 0.0), (0.6, 1.0), (0.9, 1.0)]


WANTED = [("Бір екі.", "Раз два."), ("Үш төрт бес.", "Три четыре пять.")]


def test_a_memory_is_scored_by_what_it_holds(tmp_path):
    """A gold pair, a piece of one (6 of 9 and 9 of 13 letters), and one with 11 letters more."""
    path = memory(
        tmp_path / "a.tmx",
        [
            ("«Бір — екі»", "РАЗ, ДВА", "0.9"),
            ("Үш төрт", "Три четыре", "0.8"),
            ("Бір екі. Артық.", "Раз два. Лишнее.", None),
            ("Үш төрт бес.", "Раз два.", "0.1"),  # the halves of different pairs
        ],
    )
    gold = write(tmp_path / "a.gold.tsv", "".join(f"{a}\t{b}\n" for a, b in WANTED))
    evaluation = evaluate(path, gold)
    assert evaluation.kind is Kind.TMX
    counts = evaluation.pooled.counts["units"]
    assert (counts.out, counts.gold) == (4, 2)
    assert counts.right == pytest.approx(1 + 1 + 12 / 23)
    assert counts.found == pytest.approx(1 + 6 / 9)
    assert evaluation.pooled.judged == ((0.9, 1.0), (0.8, 1.0), (0.1, 0.0))


def test_no_unit_and_no_gold_pair_are_found_in_nothing():
    empty = TextPair.of("«…»", "—")
    counts, right = unit_counts([empty], [TextPair.of("Бір", "Раз"), empty])
    assert (counts, right) == (Counts(0, 1, 0, 2), [0.0])


def test_the_languages_of_a_memory_can_be_said(tmp_path):
    path = memory(tmp_path / "a.tmx", [("Бір", "Раз", None)], srclang="*all*")
    with pytest.raises(EvaluationError, match="--source-lang"):
        read_units(path)
    assert read_units(path, ("ru", "kk")) == [TextPair("раз", "бір")]
    with pytest.raises(EvaluationError, match="no unit is in de and another language"):
        read_units(path, ("de", None))


def test_a_unit_in_three_languages_asks_for_the_second(tmp_path):
    texts = (("kk-KZ", "Бір"), ("ru", "Раз"), ("en", "One"))
    variants = tuple(tmx.Variant(name, tmx.Segment.of(text)) for name, text in texts)
    path = tmp_path / "a.tmx"
    tmx.write_tmx(path, tmx.Header(srclang="kk"), [tmx.TranslationUnit(variants)])
    with pytest.raises(EvaluationError, match=r"a\.tmx, line \d+: .*--target-lang"):
        read_units(path)
    assert read_units(path, (None, "en")) == [TextPair("бір", "one")]


def test_files_of_folders_belong_together_by_name(tmp_path):
    for name, out in (("00.ladder", GOLD), ("01.align", LADDER), ("more.align", GOLD)):
        write(tmp_path / "out" / name, out)
    for name in ("00.gold", "01.gold", "00.kk", "README.md"):
        write(tmp_path / "gold" / name, GOLD)
    evaluation = evaluate(tmp_path / "out", tmp_path / "gold")
    found = [document.counts["strict"].right for document in evaluation.documents]
    assert found == [5, 3]
    assert evaluation.remarks == ("Not scored, for there is no gold: more.align.",)


def test_outputs_and_gold_may_lie_in_one_folder(tmp_path):
    memory(tmp_path / "00.tmx", [(*pair, None) for pair in WANTED])
    write(tmp_path / "00.gold.tsv", "".join(f"{a}\t{b}\n" for a, b in WANTED))
    evaluation = evaluate(tmp_path, tmp_path)
    assert (evaluation.kind, evaluation.pooled.counts["units"].f1) == (Kind.TMX, 1)


def test_scores_that_are_no_probabilities_are_not_judged(tmp_path):
    out = write(tmp_path / "out.tsv", "0\t0\t1.23\n1\t1\t0.9\n")
    evaluation = evaluate(out, write(tmp_path / "gold.tsv", "0\t0\n"))
    assert evaluation.calibration is None
    assert evaluation.pooled.counts["pairs"] == Counts(1, 2, 1, 1)
    assert evaluation.remarks == ("Scores are not judged: those of out are no probabilities.",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [(GOLD, Kind.LADDER), ("1\t2\n", Kind.PAIRS), ("kk.txt\tru.txt\n", Kind.LINKS)],
)
def test_the_kind_is_known_by_the_gold_even_if_nothing_was_found(tmp_path, text, kind):
    gold, out = write(tmp_path / "gold", text), write(tmp_path / "out", "")
    assert evaluate(out, gold).kind is kind
    assert evaluate(gold, out).kind is kind
    assert next(iter(evaluate(gold, gold).pooled.counts.values())).f1 == 1


READ = {
    "ladder": read_ladder,
    "pairs": read_pairs,
    "links": read_links,
    "table": read_table,
}
FAULTS = [
    ("ladder", "[0]:[0]\n\n[1]-[2]\n", "line 3: '[1]-[2]' is no bead. Write it as [0, 1]:[2]"),
    ("ladder", "[0,,1]:[0]\n", "line 1: '[0,,1]:[0]' is no bead"),
    ("ladder", "[-1]:[0]\n", "line 1: '[-1]:[0]' is no bead"),
    ("ladder", "[0]:[0]:good\n", "is no bead"),
    ("ladder", "[" + "9" * 5000 + "]:[0]\n", "is no bead"),
    ("ladder", "[]:[]\n", "line 1: a bead without sentences. Take the line out"),
    ("pairs", "1 2\n", "line 1: one column, and two are needed. Separate them with a tab"),
    ("pairs", "source\ttarget\n", "line 1: the first two columns are no line numbers"),
    ("pairs", "1\t2\tpartial\n", "line 1: 'partial' is no number. Write a confidence from 0 to 1"),
    ("pairs", "1\t2\tnan\n", "'nan' is no number"),
    ("links", "kk.txt\n", "line 1: one column"),
    ("table", "1\t2\n", "is no table of Egiz. Make one with: egiz align --to tsv"),
    ("table", "", "is no table of Egiz"),
    ("table", table(("k", 2, 1, "r", 0, 0, 0.5)), "line 2: '2' to '1' are no sentences"),
    ("table", table(("k", 0, 10**12, "r", 0, 0, 0.5)), "are no sentences"),
    ("table", table(("k", 0, 0, "r", 0, 0, "high")), "line 2: 'high' is no number"),
    ("table", table(*(("k", 0, 0, r, 0, 0, 1) for r in "ab")), "a second document pair begins"),
    ("table", "\t".join(TSV_COLUMNS) + "\nkk.txt\t0\n", "line 2: 2 columns instead of 12"),
]


@pytest.mark.parametrize(("kind", "text", "what"), FAULTS)
def test_a_fault_is_told_with_its_place(tmp_path, kind, text, what):
    path = write(tmp_path / "file", text)
    with pytest.raises(EvaluationError) as raised:
        READ[kind](path)
    assert str(raised.value).startswith(str(path))
    assert what in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "a.align"
    with pytest.raises(EvaluationError, match=r"a\.align: cannot be read .*Check the name"):
        read_ladder(path)
    path.write_bytes("[0]:[0] сөз".encode("cp1251", "replace") + b"\xff")
    with pytest.raises(EvaluationError, match="is no text in UTF-8"):
        read_ladder(path)


@pytest.mark.parametrize(
    ("out", "gold", "kind", "what"),
    [
        (["00.align"], ["00.gold", "01.gold"], None, "has no output for 01.gold. Call outputs"),
        (["00.align"], ["00.txt"], None, "holds no gold. Call its files NAME.gold"),
        (["00.align"], ["00.gold"], Kind.PAIRS, "holds no gold of kind pairs"),
        (["00.align", "00.tsv"], ["00.gold"], None, "00.align could be meant as well"),
        (["00.align"], ["00.gold", "00.gold.tsv"], None, "00.gold could be meant as well"),
        (["00.align"], None, None, "gold: is not there. Check the name"),
    ],
)
def test_folders_that_do_not_fit_are_told(tmp_path, out, gold, kind, what):
    for folder, names in (("out", out), ("gold", gold or ())):
        for name in names:
            write(tmp_path / folder / name, GOLD)
    with pytest.raises(EvaluationError) as raised:
        evaluate(tmp_path / "out", tmp_path / "gold", kind)
    assert what in str(raised.value)


def test_a_file_and_a_folder_do_not_fit(tmp_path):
    with pytest.raises(EvaluationError, match="Give two files or two folders"):
        evaluate(tmp_path, write(tmp_path / "00.gold", GOLD))


def test_two_empty_files_have_no_kind(tmp_path):
    empty = write(tmp_path / "empty", "\n")
    with pytest.raises(EvaluationError, match="--kind"):
        evaluate(empty, empty)
    assert evaluate(empty, empty, Kind.LADDER).pooled.counts["strict"].f1 == 1

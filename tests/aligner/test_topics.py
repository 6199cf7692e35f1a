"""What documents speak of: passages, groups, labels, and the command that shows them."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import corpora
from aligner.embedded import embed_corpus
from aligner.gather import gather
from aligner.topics import describe, find_topics, may_pair
from aligner.topics.grouping import GroupingConfig, group
from aligner.topics.labels import label_topics
from aligner.topics.passages import passage_vectors, passages_of
from aligner.topics.words import is_function_word, stem
from corpora import ReadOptions, read_text

SAMPLES = Path(corpora.__file__).parent / "samples"

# Each is spoken of by one report in each language, or by one report alone.
STORIES = {
    "auyl-mektepteri-bayandama.txt": "doklad-selskie-shkoly-uchitelya.txt",
    "ukimet-otyrysy-temirzhol.txt": "zasedanie-pravitelstva-tranzit.txt",
    "arheologtar-altyn-zhapsyrma.txt": "zolotoy-olen-kyzyltas.txt",
    "sarybulak-kanaly-iske-qosyldy.txt": "orositelnyy-kanal-zhambyl.txt",
    "sarysai-memlekettik-sapar.txt": "itogi-vizita-berdalina.txt",
    "tasqyn-baspasoz-maslihaty.txt": "mchs-brifing-kokshetau.txt",
    "zhualy-zhel-stansasy.txt": "vetropark-zheltau-zapusk.txt",
    "mal-egu-nauqany.txt": None,
    "ult-kuresi-turniri.txt": None,
}


@pytest.fixture(scope="module")
def corpus(encoder):
    """All sample reports."""
    return embed_corpus(gather([SAMPLES / "kk", SAMPLES / "ru"], ReadOptions()).sides, encoder)


@pytest.fixture(scope="module")
def topics(corpus):
    return find_topics(corpus)


@pytest.fixture(scope="module")
def described(corpus, topics):
    return describe(corpus, topics)


def embedded(encoder, source, target, **options):
    """A corpus of texts in memory; None for a side without documents."""
    sides = [
        [] if text is None else [read_text(text, "report", ReadOptions(language, **options))]
        for language, text in (("kk", source), ("ru", target))
    ]
    return embed_corpus((sides[0], sides[1]), encoder)


def of_samples(encoder, kazakh, russian):
    texts = [(SAMPLES / "kk" / kazakh), (SAMPLES / "ru" / russian)]
    return embedded(encoder, *(path.read_text(encoding="utf-8") for path in texts))


def test_reports_of_one_event_share_a_topic(described):
    shared = {tuple(side.documents[0][0] for side in t.sides) for t in described if t.overlapping}
    assert shared == {pair for pair in STORIES.items() if pair[1]}


def test_other_reports_have_topics_of_their_own(described):
    for topic in described:
        if not topic.overlapping:
            assert [side.sentences > 0 for side in topic.sides].count(True) == 1
            assert sum(len(side.documents) for side in topic.sides) == 1


def test_overlapping_topics_come_first_and_shares_add_up(described, corpus):
    flags = [topic.overlapping for topic in described]
    assert flags == sorted(flags, reverse=True)
    for side, pool in enumerate(corpus.pools):
        assert sum(topic.sides[side].share for topic in described) == pytest.approx(1)
        assert sum(topic.sides[side].sentences for topic in described) == len(pool)


@pytest.mark.parametrize(
    ("kazakh", "russian"),
    [
        ("mal-egu-nauqany.txt", "teatralnaya-premera.txt"),
        ("ult-kuresi-turniri.txt", "bazovaya-stavka.txt"),
        ("zhualy-zhel-stansasy.txt", "itogi-vizita-berdalina.txt"),
    ],
)
def test_unrelated_reports_do_not_overlap(encoder, kazakh, russian):
    corpus = of_samples(encoder, kazakh, russian)
    found = describe(corpus, find_topics(corpus))
    assert not any(topic.overlapping for topic in found)


def test_one_report_each_of_one_event_overlap(encoder):
    corpus = of_samples(encoder, "tasqyn-baspasoz-maslihaty.txt", "mchs-brifing-kokshetau.txt")
    found = describe(corpus, find_topics(corpus))
    assert all(topic.overlapping for topic in found)


def gold_pairs(corpus):
    """Rows of the sentences that translate each other, from the samples' gold."""
    rows = [{}, {}]
    for side, documents in enumerate(corpus.sides):
        for document in documents:
            for text in document.texts():
                rows[side][document.document.id, text] = len(rows[side])
    pairs = []
    for kind in ("parallel", "comparable"):
        gold = SAMPLES / "gold" / f"{kind}.pairs.tsv"
        with gold.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                pair = (
                    rows[0].get((row["kk_doc"], row["kk"])),
                    rows[1].get((row["ru_doc"], row["ru"])),
                )
                if row["class"] == "translation" and None not in pair:
                    pairs.append(pair)
    return np.array(pairs)


def test_no_translation_is_kept_apart_but_most_pairs_are(corpus, topics):
    gold = gold_pairs(corpus)
    assert len(gold) > 90
    assert may_pair(topics, gold).all()
    every = np.stack(np.indices([len(pool) for pool in corpus.pools]), -1).reshape(-1, 2)
    assert may_pair(topics, every).mean() < 0.3


def test_the_same_input_gives_the_same_topics(corpus, topics, described):
    again = find_topics(corpus)
    for name in ("of_passage", "of_sentence", "weights"):
        for one, other in zip(getattr(again, name), getattr(topics, name), strict=True):
            assert np.array_equal(one, other)
    assert describe(corpus, again) == described


@pytest.mark.parametrize("side", [0, 1])
def test_one_empty_side(encoder, side):
    text = "Су тасқыны басталды." if side else "Начался паводок."
    corpus = embedded(encoder, *((None, text) if not side else (text, None)))
    found = find_topics(corpus)
    (topic,) = describe(corpus, found)
    assert not topic.overlapping
    assert topic.strength == 0
    assert len(may_pair(found, np.zeros((0, 2), np.int64))) == 0


def test_nothing_at_all(encoder):
    corpus = embedded(encoder, None, None)
    assert describe(corpus, find_topics(corpus)) == ()


@pytest.mark.parametrize(
    ("kazakh", "russian"),
    [
        ("Өзен арнасынан асып, ауылды су басты.", "Река вышла из берегов, село затопило."),
        ("Ауылда мектеп ашылды. " * 40, "В селе открыли школу. " * 40),
    ],
    ids=["one sentence", "identical sentences"],
)
def test_a_single_topic(encoder, kazakh, russian):
    corpus = embedded(encoder, kazakh, russian)
    found = find_topics(corpus)
    (topic,) = describe(corpus, found)
    assert topic.overlapping
    assert may_pair(found, np.array([[0, 0]])).all()


def test_text_without_letters(encoder):
    corpus = embedded(encoder, "12 34.\n\n56 — 78!", "…\n\n1990, 2000.")
    for topic in describe(corpus, find_topics(corpus)):
        assert [side.label for side in topic.sides] == [(), ()]


def test_passages_follow_paragraphs_and_are_all_of_the_document(corpus):
    for document in (*corpus.sides[0], *corpus.sides[1]):
        passages = passages_of(document)
        assert [row for rows in passages for row in rows] == list(range(len(document)))
        assert all(len(rows) <= 6 for rows in passages)
        vectors = passage_vectors(document, passages)
        for rows, vector in zip(passages, vectors, strict=True):
            cut = slice(rows.start, rows.stop)
            mean = np.average(document.vectors[cut], axis=0, weights=document.tokens[cut])
            assert np.allclose(vector, mean, atol=1e-4)


def test_lines_in_no_order_are_passages_each(corpus, encoder):
    """Every seventh sentence of all samples, one a line: neighbours have nothing in common."""
    sides = [[text for d in side for text in d.texts()] for side in corpus.sides]
    order = np.random.default_rng(1).permutation(min(map(len, sides)))[:120]
    texts = ["\n".join(texts[number] for number in order) for texts in sides]
    mixed = embedded(encoder, *texts, lines=True)
    for (document,) in mixed.sides:
        assert [len(rows) for rows in passages_of(document)] == [1] * len(document)


def test_groups_of_plain_vectors():
    """Three bundles in twenty dimensions come apart, in the order of their first members."""
    chance = np.random.default_rng(0)
    middles = np.eye(20)[:3]
    truth = np.array([0, 1, 0, 2, 1, 2, 0, 1, 2] * 8)
    vectors = middles[truth] + 0.1 * chance.standard_normal((len(truth), 20))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    assert np.array_equal(group(vectors, GroupingConfig()), truth)


def test_cells_give_the_same_groups():
    """Many vectors are gathered into cells first; clear groups come out all the same."""
    chance = np.random.default_rng(0)
    truth = np.concatenate([np.arange(5), chance.integers(0, 5, 995)])
    vectors = np.eye(20)[truth] + 0.05 * chance.standard_normal((1000, 20))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    found = group(vectors, GroupingConfig(cells=100))
    assert np.array_equal(found, group(vectors, GroupingConfig()))
    assert np.array_equal(found, truth)


def test_labels_tell_topics_apart_and_hold_no_function_words(described):
    labels = [word for t in described for side in t.sides for word in side.label]
    assert labels
    for side, language in enumerate(("kk", "ru")):
        for topic in described:
            label = topic.sides[side].label
            assert not any(is_function_word(word.casefold(), language) for word in label)
            assert not any(char.isdigit() for word in label for char in word)
    by_document = {t.sides[0].documents[0][0]: t for t in described if t.sides[0].documents}
    schools = by_document["auyl-mektepteri-bayandama.txt"]
    assert "мектеп" in schools.sides[0].label
    assert stem("школы", "ru") in {stem(word.casefold(), "ru") for word in schools.sides[1].label}


def test_a_label_shows_a_short_form_and_keeps_capitals():
    sentences = [
        (0, "Каналды жөндеу аяқталды."),
        (0, "Ауылға канал қазылды, Сарыбұлақ суы келді."),
        (0, "Бүгін Сарыбұлақ каналы ашылды."),
        (1, "Ауылда театр ашылды."),
        (1, "Бүгін театр ойнады."),
    ]
    labels = label_topics(sentences, "kk")
    assert labels[0][:2] == ("канал", "Сарыбұлақ")
    assert labels[1][0] == "театр"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("kk", "мектеп мектептер мектептерінің мектебі мектептен мектебінде"),
        ("kk", "су судың сумен"),
        ("kk", "ауыл ауылға ауылдардың ауылдарда"),
        ("ru", "канал канала каналом каналами каналов"),
        ("ru", "сельские сельских сельского сельская"),
    ],
)
def test_forms_of_a_word_have_one_stem(language, forms):
    assert len({stem(form, language) for form in forms.split()}) == 1


def test_the_command_shows_shared_topics_first(egiz):
    result = egiz("topics", SAMPLES / "kk", SAMPLES / "ru")
    assert (result.exit_code, result.stderr) == (0, "")
    shared, kazakh, russian = (
        result.stdout.index(heading)
        for heading in ("Both sides speak of", "the Kazakh side", "the Russian side")
    )
    assert shared < result.stdout.index("doklad-selskie-shkoly-uchitelya.txt") < kazakh < russian
    assert russian < result.stdout.index("bazovaya-stavka.txt")
    assert "11 topics, 7 of them shared" in result.stdout


def test_the_command_as_json(egiz, reports):
    result = egiz("topics", *reports, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert told["languages"] == ["kk", "ru"]
    for topic in told["topics"]:
        assert set(topic) == {"number", "overlapping", "strength", "sides"}
        for side, language in zip(topic["sides"], told["languages"], strict=True):
            assert side["language"] == language
            assert sum(d["sentences"] for d in side["documents"]) == side["sentences"]


def test_one_folder_may_hold_both_languages_and_quiet_says_nothing(egiz, reports):
    result = egiz("topics", reports[0].parent, "-q")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_the_command_says_what_is_wrong_in_one_line(egiz, tmp_path):
    result = egiz("topics", tmp_path / "none")
    assert result.exit_code == 1
    assert result.stderr.startswith("egiz: ")
    assert result.stderr.count("\n") == 1

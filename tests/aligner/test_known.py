"""Memories, XLIFF files and tables are parallel texts whose pairs are taken over as they are."""

import json

import pytest
from typer.testing import CliRunner

from aligner.bead import BeadClass
from aligner.cli import app
from aligner.errors import InputError
from aligner.gather import gather
from aligner.known import EXPLANATION
from aligner.pipeline import AlignConfig, align_files
from corpora import CorpusError, ReadOptions, read_documents
from corpora.reading import read_parts
from tmx import Header, Segment, TranslationUnit, Variant, open_tmx, write_tmx
from tmx.convert.run import convert

PAIRS = [
    ("Ауыл тұрғындары көктемде жаңа бақ отырғызды.", "Жители аула весной посадили новый сад."),
    ("Қазір онда екі жүз алма ағашы өсіп тұр.", "Сейчас в нём растут двести яблонь."),
    ("Басты бет", "Главная"),
]


def unit(*texts):
    return TranslationUnit(tuple(Variant(tag, Segment.of(text)) for tag, text in texts))


@pytest.fixture
def memory(tmp_path):
    path = tmp_path / "old.tmx"
    units = [unit(("kk-KZ", a), ("ru-RU", b)) for a, b in PAIRS]
    units.insert(1, unit(("ru-RU", "Его нет по-казахски.")))
    units.append(unit(("kk-KZ", "Екі жол\nбір бөлікте."), ("en", "Two lines in a unit.")))
    write_tmx(path, Header("kk-KZ"), units)
    return path


def test_a_memory_is_a_text_for_each_language(memory):
    documents = read_documents(memory)
    assert [document.id for document in documents] == [
        "old.tmx (kk)",
        "old.tmx (ru)",
        "old.tmx (en)",
    ]
    kazakh, russian, english = (document.sentence_texts for document in documents)
    assert kazakh == [PAIRS[0][0], "", PAIRS[1][0], PAIRS[2][0], "Екі жол бір бөлікте."]
    assert russian == [PAIRS[0][1], "Его нет по-казахски.", PAIRS[1][1], PAIRS[2][1]]
    assert english == ["", "", "", "", "Two lines in a unit."]


@pytest.mark.parametrize("form", ["xliff12", "xliff21"])
def test_xliff_is_read_the_same_way(memory, form):
    from tmx.convert.form import Languages

    path = memory.with_suffix(".xlf")
    convert(memory, path, output_form=form, languages=Languages("kk", "ru"))
    kazakh, russian = read_documents(path)
    pairs = zip(kazakh.sentence_texts, russian.sentence_texts, strict=True)
    assert list(pairs) == PAIRS


@pytest.mark.parametrize(
    "content",
    [
        "<tmx",
        '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tmx><body/></tmx>',
        '<tmx version="1.4"><header/><body></body></tmx>',
    ],
)
def test_a_bad_memory_is_named_in_one_line(tmp_path, content):
    path = tmp_path / "bad.tmx"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"bad\.tmx: ") as error:
        read_documents(path)
    assert "\n" not in str(error.value)


def test_a_memory_is_what_its_bytes_say_whatever_becomes_of_its_file(memory):
    data = memory.read_bytes()
    write_tmx(memory, Header("kk-KZ"), [unit(("kk-KZ", "Басқа."), ("ru-RU", "Другое."))])
    assert read_parts(data, memory)[0].sentence_texts[0] == PAIRS[0][0]
    memory.unlink()
    assert read_parts(data, memory)[0].sentence_texts[0] == PAIRS[0][0]


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("more")
    texts = {
        "kk": "Облыста жаңа көпір ашылды. Оның ұзындығы – екі жүз метр. Құрылыс үш жылға созылды.",
        "ru": "В области открыли новый мост. Его длина – двести метров. Строили его три года.",
    }
    for language, text in texts.items():
        (folder / language).mkdir()
        (folder / language / "a.txt").write_text(text, encoding="utf-8")
    return folder


def test_known_pairs_are_taken_over_beside_reports(memory, reports):
    alignment = align_files([memory, reports / "kk", reports / "ru"])
    known, found = alignment.pairs
    assert (known.source.id, known.target.id) == ("old.tmx (kk)", "old.tmx (ru)")
    assert known.explanation == EXPLANATION
    beads = [bead for bead in known.beads if bead.two_sided]
    assert [(bead.source.start, bead.target.start) for bead in beads] == [(0, 0), (2, 2), (3, 3)]
    assert {bead.kind for bead in beads} == {BeadClass.TRANSLATION}
    assert all(0 < bead.confidence < 1 for bead in beads)
    assert [list(bead.target) for bead in known.beads if not bead.source] == [[1]]
    assert (found.source.id, found.target.id) == ("a.txt", "a.txt")
    assert [item.document for item in alignment.left_out] == ["old.tmx (en)"]


def test_a_memory_of_the_same_sentences_changes_nothing_for_the_reports(reports, tmp_path):
    places = [reports / "kk", reports / "ru"]
    (alone,) = align_files(places).pairs
    memory = tmp_path / "same.tmx"
    texts = [document.sentence_texts for document in (alone.source, alone.target)]
    units = [unit(("kk", a), ("ru", b)) for a, b in zip(*texts, strict=True)]
    write_tmx(memory, Header("kk"), units)
    _, beside = align_files([*places, memory]).pairs
    assert [(b.source, b.target, b.kind) for b in beside.beads] == [
        (b.source, b.target, b.kind) for b in alone.beads
    ]
    margins = [[bead.margin for bead in pair.beads] for pair in (alone, beside)]
    # The centre of a language is taken from all its sentences, so a little may change.
    assert margins[1] == pytest.approx(margins[0], abs=0.02)


def test_a_memory_alone_is_enough(memory):
    alignment = align_files([memory], AlignConfig(languages=("ru", "kk")))
    (known,) = alignment.pairs
    assert alignment.languages == ("ru", "kk")
    assert (known.source.language, known.target.language) == ("ru", "kk")


def test_the_command_takes_memories_in_any_place(memory, reports, tmp_path):
    output = tmp_path / "new.tmx"
    places = [memory, reports / "kk", reports / "ru"]
    told = CliRunner().invoke(app, ["align", *map(str, places), "-o", str(output), "--json"])
    assert told.exit_code == 0
    assert json.loads(told.output)["pairs"][0]["explanation"] == EXPLANATION
    with open_tmx(output) as units:
        texts = [tuple(variant.text for variant in unit.variants) for unit in units]
    assert texts[: len(PAIRS)] == PAIRS
    assert len(texts) > len(PAIRS)


def test_the_output_of_the_last_run_is_no_input(reports):
    own = reports / "memory.tmx"
    write_tmx(own, Header("kk"), [unit(("kk", "а"), ("ru", "б"))])
    names = [d.id for side in gather([reports], ReadOptions()).sides for d in side]
    assert "memory.tmx (kk)" in names
    gathered = gather([reports], ReadOptions(), passed_over=frozenset({own}))
    assert [d.id for side in gathered.sides for d in side] == ["kk/a.txt", "ru/a.txt"]
    own.unlink()


def test_three_sides_are_refused(reports):
    with pytest.raises(InputError, match="a third side"):
        gather([reports / "kk", reports / "ru", reports], ReadOptions())

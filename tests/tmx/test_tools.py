"""Merging, filtering, splitting, slicing, comparing, counting and renaming whole memories."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from memories import memory, pair, texts_of, units_of

from tmx import History, Note, Prop, Segment, TmxError, TranslationUnit, Variant, open_tmx
from tmx.checks import validate
from tmx.repair import repair
from tmx.tools.dedupe import dedupe
from tmx.tools.diff import Change, compare
from tmx.tools.edit_lang import edit_lang
from tmx.tools.expression import parse_expression
from tmx.tools.filter import filter_tmx
from tmx.tools.merge import FORMER_TUID, merge
from tmx.tools.places import check_output
from tmx.tools.slice import slice_tmx
from tmx.tools.split import By, SplitOptions, split
from tmx.tools.stats import stats

YES, NO = pair("Иә.", "Да.", tuid="1"), pair("Жоқ.", "Нет.", tuid="2")
THREE = TranslationUnit(
    tuple(Variant(tag, Segment.of(text)) for tag, text in (("kk", "Қар"), ("ru", "Снег"),
                                                          ("en", "Snow")))
)  # fmt: skip


def test_merge_keeps_what_units_mean(tmp_path: Path) -> None:
    first = memory(tmp_path / "a.tmx", [YES], props=(Prop("x-a", "1"),), datatype="plaintext")
    second = memory(
        tmp_path / "b.tmx",
        [pair("Иә.", "Да.", tuid="1"), pair("Ол", "Он", tuid="3")],
        srclang="ru",
        datatype="html",
        props=(Prop("x-a", "1"), Prop("x-b", "2")),
        notes=(Note("екінші"),),
    )
    report = merge([first, second], tmp_path / "out.tmx")
    with open_tmx(tmp_path / "out.tmx") as reader:
        units = list(reader)
        assert reader.header.props == (Prop("x-a", "1"), Prop("x-b", "2"))
        assert reader.header.notes == (Note("екінші"),)
    assert [(unit.tuid, unit.srclang, unit.attributes) for unit in units] == [
        ("1", None, ()),
        (None, "ru", (("datatype", "html"),)),
        ("3", "ru", (("datatype", "html"),)),
    ]
    assert units[1].prop(FORMER_TUID) == "1"
    assert (report.read, report.written, report.renamed) == ((1, 2), 3, 1)


def test_merge_of_one_memory_changes_nothing(tmp_path: Path) -> None:
    first = memory(tmp_path / "a.tmx", [YES, NO])
    merge([first], tmp_path / "out.tmx")
    assert (tmp_path / "out.tmx").read_bytes() == first.read_bytes()


def test_filter_and_its_trial_run(tmp_path: Path) -> None:
    source = memory(tmp_path / "a.tmx", [YES, NO])
    wanted = parse_expression('source ~ "Иә"')
    trial = filter_tmx(source, None, wanted)
    assert filter_tmx(source, tmp_path / "out.tmx", wanted) == trial
    assert (trial.read, trial.written, trial.dropped) == (2, 1, 1)
    assert texts_of(tmp_path / "out.tmx") == [("Иә.", "Да.")]


def test_split_by_pair_cuts_units_of_three_languages(tmp_path: Path) -> None:
    source = memory(tmp_path / "a.tmx", [YES, THREE], srclang="*all*")
    report = split(source, tmp_path / "parts", SplitOptions(By.PAIR))
    assert report.parts == {"a.kk-ru.tmx": 2, "a.kk-en.tmx": 1}
    assert texts_of(tmp_path / "parts" / "a.kk-ru.tmx") == [("Иә.", "Да."), ("Қар", "Снег")]
    assert texts_of(tmp_path / "parts" / "a.kk-en.tmx") == [("Қар", "Snow")]
    with open_tmx(tmp_path / "parts" / "a.kk-en.tmx") as reader:
        assert reader.header.srclang == "kk"


def test_split_by_units_and_property(tmp_path: Path) -> None:
    units = [pair(f"{n}", f"{n}", props=(Prop("x-p", "АB"[n % 2]),)) for n in range(5)]
    source = memory(tmp_path / "a.tmx", [*units, YES])
    assert split(source, None, SplitOptions(By.UNITS, size=4)).parts == {
        "a.0001.tmx": 4,
        "a.0002.tmx": 2,
    }
    report = split(source, tmp_path / "parts", SplitOptions(By.PROP, prop="x-p"))
    assert report.parts == {"a.А.tmx": 3, "a.B.tmx": 2, "a.none.tmx": 1}
    assert sorted(path.name for path in (tmp_path / "parts").iterdir()) == sorted(report.parts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tmx", "parts"]


def test_split_by_document_trusts_no_name(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "a/b.txt", "a b.txt", "A-B.txt", "..", "ұзақ" * 99]
    units = [pair(name, "x", documents=(name, "ru")) for name in names]
    report = split(memory(tmp_path / "m.tmx", units), tmp_path / "parts", SplitOptions(By.DOCUMENT))
    found = sorted(path.name for path in (tmp_path / "parts").iterdir())
    assert found == sorted(report.parts)
    assert len(found) == len(names)
    assert {path.name for path in tmp_path.iterdir()} == {"m.tmx", "parts"}
    assert "m.a-b.txt.2.tmx" in found


def test_split_makes_all_files_or_none(tmp_path: Path) -> None:
    many = [pair(f"{n}", "x", documents=(f"{n:03}", "ru")) for n in range(250)]
    source = memory(tmp_path / "m.tmx", many)
    assert len(split(source, tmp_path / "all", SplitOptions(By.DOCUMENT)).parts) == 250
    with pytest.raises(TmxError, match="is there already"):
        split(source, tmp_path / "all", SplitOptions(By.DOCUMENT))
    source.write_bytes(source.read_bytes()[:-60])
    with pytest.raises(TmxError):
        split(source, tmp_path / "none", SplitOptions(By.DOCUMENT))
    assert {path.name for path in tmp_path.iterdir()} == {"m.tmx", "all"}


def test_slice_keeps_what_a_document_can_match(tmp_path: Path) -> None:
    units = [
        pair("Ауылға су құбыры тартылды, екі мың тұрғын таза суға қол жеткізді.", "1"),
        pair("Ауылға газ құбыры тартылды, үш мың тұрғын көгілдір отынға қол жеткізді.", "2"),
        pair("Мектепте жаңа оқу жылы басталды.", "3"),
        pair("АУЫЛҒА су құбыры  тартылды, екі мың тұрғын таза суға қол жеткізді.", "4"),
        pair("Иә", "5"),
    ]
    source = memory(tmp_path / "a.tmx", units)
    sentences = ["Ауылға су құбыры тартылды, екі мың тұрғын таза суға қол жеткізді.", "Жоқ."]
    report = slice_tmx(source, tmp_path / "out.tmx", sentences, threshold=0.6)
    assert [ru for _, ru in texts_of(tmp_path / "out.tmx")] == ["1", "2", "4"]
    assert (report.written, report.exact, report.sentences, report.matched) == (3, 2, 2, 1)
    assert slice_tmx(source, None, sentences, threshold=1.0).written == 2
    assert slice_tmx(source, None, ["5"], language="ru").exact == 1
    with pytest.raises(TmxError, match="no sentence"):
        slice_tmx(source, None, ["", " "])


def test_diff_tells_added_removed_and_changed(tmp_path: Path) -> None:
    old = memory(
        tmp_path / "old.tmx",
        [YES, NO, pair("Ол", "Он"), pair("Сен", "Ты"), pair("Бар", "Есть"), pair("Бар", "Есть")],
    )
    new = memory(
        tmp_path / "new.tmx",
        [pair("Бар", "Есть"), YES, pair("Жоқ!", "Нету!", tuid="2"), pair("Ол", "Она"), THREE],
    )
    with compare(old, new) as found:
        told = {
            (d.change, d.numbers, d.texts[0].get("kk"), d.texts[1].get("kk"))
            for d in found.differences()
        }
        assert (found.units, found.same) == ((6, 5), 2)
        assert found.counts == {Change.ADDED: 1, Change.REMOVED: 2, Change.CHANGED: 2}
    assert told == {
        (Change.CHANGED, (2, 3), "Жоқ.", "Жоқ!"),
        (Change.CHANGED, (3, 4), "Ол", "Ол"),
        (Change.REMOVED, (4, None), "Сен", None),
        (Change.REMOVED, (6, None), "Бар", None),
        (Change.ADDED, (None, 5), None, "Қар"),
    }


def test_stats(tmp_path: Path) -> None:
    made = History(creationdate=datetime(2023, 5, 1, tzinfo=UTC))
    units = [
        pair("Қар жауды.", "Выпал снег.", score=0.95, history=made),
        pair("Қар  жауды.", "Выпал снег.", score=1.0),
        pair("Қар жауды.", "Снег.", score=0.05),
        THREE,
    ]
    found = stats(memory(tmp_path / "a.tmx", units))
    assert (found.units, found.duplicates, found.repeated_sources) == (4, 1, 2)
    assert found.languages["ru"].words == 6
    assert found.languages["kk"].characters == 34
    assert found.languages["en"].variants == 1
    assert found.pairs == {"kk → ru": 4, "kk → en": 1}
    assert found.scores == (1, 0, 0, 0, 0, 0, 0, 0, 0, 2)
    assert found.unscored == 1
    assert found.first == found.last == datetime(2023, 5, 1, tzinfo=UTC)
    assert found.props == {"x-egiz-confidence": 3}


def test_edit_lang(tmp_path: Path) -> None:
    unit = TranslationUnit(
        (
            Variant("KK", Segment.of("Қар"), props=(Prop("x", "y", "kk"),)),
            Variant("kk_KZ", Segment.of("Қар")),
            Variant("ru", Segment.of("Снег"), notes=(Note("z", "kk"),)),
        ),
        srclang="kk",
    )
    source = memory(tmp_path / "a.tmx", [unit, YES])
    names = {"kk": "kk-Cyrl-KZ", "kk-kz": "kk-Cyrl-KZ"}
    report = edit_lang(source, tmp_path / "out.tmx", names)
    found, _ = units_of(tmp_path / "out.tmx")
    assert [v.language for v in found.variants] == ["kk-Cyrl-KZ", "kk-Cyrl-KZ", "ru"]
    assert found.srclang == found.variants[0].props[0].language == "kk-Cyrl-KZ"
    assert found.variants[2].notes[0].language == "kk-Cyrl-KZ"
    with open_tmx(tmp_path / "out.tmx") as reader:
        assert reader.header.srclang == "kk-Cyrl-KZ"
    assert report.renamed == {"KK": 1, "kk_KZ": 1, "ru": 0, "kk": 1}
    assert report.doubled == 1
    with pytest.raises(TmxError, match="'kk_KZ' is no language code"):
        edit_lang(source, None, {"kk": "kk_KZ"})


def test_regions_are_added_where_there_is_no_doubt(tmp_path: Path) -> None:
    tags = ("kk", "RU", "en", "kk-Cyrl", "uk-UA")
    unit = TranslationUnit(tuple(Variant(language, Segment.of("а")) for language in tags))
    source = memory(tmp_path / "a.tmx", [unit])
    edit_lang(source, tmp_path / "out.tmx", {"kk-Cyrl": "kk-Cyrl-KZ"}, regions=True)
    (found,) = units_of(tmp_path / "out.tmx")
    assert [v.language for v in found.variants] == ["kk-KZ", "RU-RU", "en", "kk-Cyrl-KZ", "uk-UA"]
    with open_tmx(tmp_path / "out.tmx") as reader:
        assert reader.header.srclang == "kk-KZ"


def test_progress_goes_to_the_end_of_the_file(tmp_path: Path) -> None:
    """In bytes where a file is read, also a packed one; in units elsewhere."""
    steps: list[tuple[str, int, list[int]]] = []

    def step(name: str, size: int) -> Callable[[int], None]:
        steps.append((name, size, []))
        return steps[-1][2].append

    source = memory(tmp_path / "a.tmx.gz", [YES] * 2500)
    dedupe(source, tmp_path / "out.tmx", step=step)
    list(validate(source, step=step))
    repair(source, None, step=step)
    size = source.stat().st_size
    assert [(name, size, sum(done)) for name, size, done in steps] == [
        ("comparing", size, size),
        ("writing", 1, 1),
        ("a.tmx.gz", size, size),
        ("a.tmx.gz", size, size),
    ]


def test_an_output_is_never_an_input(tmp_path: Path) -> None:
    source = memory(tmp_path / "a.tmx", [YES])
    (tmp_path / "link.tmx").symlink_to(source)
    for output in (source, tmp_path / "link.tmx"):
        with pytest.raises(TmxError, match="would replace the file that is read"):
            check_output(output, [source])
    with pytest.raises(TmxError, match="there is no folder"):
        check_output(tmp_path / "none" / "a.tmx", [source])
    with pytest.raises(TmxError, match="is a folder"):
        check_output(tmp_path, [source])

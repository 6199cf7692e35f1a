"""Of units that say the same the best stays, and learns where the others came from."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from memories import memory, pair, texts_of, units_of

from tmx import Element, History, Segment, TmxError, TranslationUnit, Variant
from tmx.tools.dedupe import DedupeOptions, dedupe
from tmx.tools.keys import Compare, Key


def test_the_best_stays_in_its_place(tmp_path: Path) -> None:
    source = memory(
        tmp_path / "in.tmx",
        [
            pair("Қар жауды.", "Выпал снег.", score=0.7, tuid="1"),
            pair("Жел тұрды.", "Поднялся ветер.", score=0.9, tuid="2"),
            pair("Қар жауды.", "Выпал снег.", score=0.8, tuid="3"),
            pair("Қар жауды.", "Снег выпал.", score=0.6, tuid="4"),
            pair("Қар жауды.", "Выпал снег.", tuid="5"),
        ],
    )
    report = dedupe(source, tmp_path / "out.tmx")
    assert [unit.tuid for unit in units_of(tmp_path / "out.tmx")] == ["2", "3", "4"]
    assert (report.read, report.written, report.folded, report.groups) == (5, 3, 2, 1)


def test_documents_of_folded_units_are_collected_once(tmp_path: Path) -> None:
    source = memory(
        tmp_path / "in.tmx",
        [
            pair("Иә.", "Да.", score=0.7, documents=("a.kk", "a.ru")),
            pair("Иә.", "Да.", score=0.9, documents=("b.kk", "b.ru")),
            pair("Иә.", "Да.", score=0.8, documents=("a.kk", "c.ru")),
        ],
    )
    dedupe(source, tmp_path / "out.tmx")
    (unit,) = units_of(tmp_path / "out.tmx")
    found = [[p.text for p in v.props if p.type == "x-document"] for v in unit.variants]
    assert found == [["b.kk", "a.kk"], ["b.ru", "a.ru", "c.ru"]]
    assert unit.prop("x-egiz-confidence") == "0.9000"


BOLD = (Element("bpt", (("i", "1"),), ("<b>",)), Element("ept", (("i", "1"),), ("</b>",)))
ALIKE = {
    "letter by letter": ("Қар жауды.", Compare.EXACT),
    "decomposed": ("\u041a\u0430\u0438\u0306.", Compare.EXACT),
    "spaces": ("Қар  жауды. ", Compare.TEXT),
    "tags": (Segment((BOLD[0], "Қар", BOLD[1], " жауды.")), Compare.TEXT),
    "capitals and signs": ("«қар жауды»!", Compare.LOOSE),
}


@pytest.mark.parametrize("name", ALIKE)
def test_each_comparison_ignores_what_it_says(name: str, tmp_path: Path) -> None:
    other, compare = ALIKE[name]
    first = "\u041a\u0430\u0439." if name == "decomposed" else "Қар жауды."
    segment = other if isinstance(other, Segment) else Segment.of(other)
    units = [
        TranslationUnit((Variant("kk", one), Variant("ru", Segment.of("Выпал снег."))))
        for one in (Segment.of(first), segment)
    ]
    source = memory(tmp_path / "in.tmx", units)
    assert dedupe(source, None, DedupeOptions(compare)).written == 1
    stricter = list(Compare)[: list(Compare).index(compare)]
    for other_compare in stricter:
        assert dedupe(source, None, DedupeOptions(other_compare)).written == 2


def test_languages_and_order_of_variants(tmp_path: Path) -> None:
    kk, ru = (Variant("kk", Segment.of("Да")), Variant("ru", Segment.of("Да")))
    units = [
        TranslationUnit((kk, ru)),
        TranslationUnit((ru, kk)),
        TranslationUnit((kk, Variant("RU", Segment.of("Да")))),
        TranslationUnit((kk, Variant("tr", Segment.of("Да")))),
    ]
    report = dedupe(memory(tmp_path / "in.tmx", units), None)
    assert (report.written, report.folded) == (2, 2)


def test_by_source_the_latest_of_equal_scores_stays(tmp_path: Path) -> None:
    def made(year: int) -> History:
        return History(creationdate=datetime(year, 1, 1, tzinfo=UTC))

    units = [
        pair("Иә.", "Да.", history=made(2023)),
        pair("Иә.", "Ага.", history=made(2024)),
        pair("Иә.", "Угу.", history=made(2022)),
    ]
    source = memory(tmp_path / "in.tmx", units)
    dedupe(source, tmp_path / "out.tmx", DedupeOptions(key=Key.SOURCE))
    assert texts_of(tmp_path / "out.tmx") == [("Иә.", "Ага.")]


def test_what_no_tmx_can_hold_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "in.tmx"
    memory(path, [pair("Иә.", "Да."), pair("Жоқ.", "Нет.")])
    path.write_text(path.read_text().replace("Нет.", ""))
    report = dedupe(path, tmp_path / "out.tmx")
    assert (report.read, report.written, report.refused) == (2, 1, 1)
    assert report.reasons == ("unit 2: the ru segment is empty: fill it, or leave the unit out",)


def test_a_damaged_file_leaves_nothing_behind(tmp_path: Path) -> None:
    source = memory(tmp_path / "in.tmx", [pair("Иә.", "Да.")] * 3)
    source.write_bytes(source.read_bytes()[:-60])
    with pytest.raises(TmxError):
        dedupe(source, tmp_path / "out.tmx")
    assert [path.name for path in tmp_path.iterdir()] == ["in.tmx"]


def test_a_packed_output_is_packed(tmp_path: Path) -> None:
    source = memory(tmp_path / "in.tmx", [pair("Иә.", "Да.")] * 3)
    dedupe(source, tmp_path / "out.tmx.gz")
    assert (tmp_path / "out.tmx.gz").read_bytes().startswith(b"\x1f\x8b")
    assert texts_of(tmp_path / "out.tmx.gz") == [("Иә.", "Да.")]


def test_without_duplicates_nothing_changes(tmp_path: Path) -> None:
    units = [pair(f"Сан {n}.", f"Число {n}.", score=0.5, documents=("a", "b")) for n in range(50)]
    source = memory(tmp_path / "in.tmx", units)
    dedupe(source, tmp_path / "out.tmx")
    assert (tmp_path / "out.tmx").read_bytes() == source.read_bytes()

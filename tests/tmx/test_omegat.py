"""OmegaT 3.6 takes our memories as they are, and inserts just our translations."""

from pathlib import Path

import headless_omegat as omegat
import pytest

from tmx import Element, Header, History, Prop, Segment, TranslationUnit, Variant, write_tmx

pytestmark = pytest.mark.skipif(not omegat.OMEGAT, reason=omegat.INSTALL)

HEADER = Header(srclang="kk", creationtool="egiz", segtype="sentence", datatype="plaintext")
SOURCE = (
    "Қар 2023 ж. ерте түсті. Жол жабылып қалды.\n\n"
    "Б. Әлиева «мектеп ашық» деді! Балалар 5 < 7 екенін біледі & қуанады.\n\n"
    "Бұл сөйлемнің аудармасы жоқ.\n"
)
PAIRS = {
    "Қар 2023 ж. ерте түсті.": "В 2023 г. снег выпал рано.",
    "Жол жабылып қалды.": "Дорогу занесло.",
    "Б. Әлиева «мектеп ашық» деді!": "Б. Алиева сказала: «Школа открыта!»",
    "Балалар 5 < 7 екенін біледі & қуанады.": "Дети знают, что 5 < 7 & рады.",
}
TARGET = (
    "В 2023 г. снег выпал рано. Дорогу занесло.\n\n"
    "Б. Алиева сказала: «Школа открыта!» Дети знают, что 5 < 7 & рады.\n\n"
    "Бұл сөйлемнің аудармасы жоқ.\n"
)


def unit(source: str, target: str, *, language: str = "kk", **fields: object) -> TranslationUnit:
    sides = (Variant(language, Segment.of(source)), Variant("ru", Segment.of(target)))
    return TranslationUnit(sides, **fields)


def test_our_memory_translates_the_source_sentence_by_sentence(tmp_path: Path) -> None:
    memory = tmp_path / "our.tmx"
    write_tmx(memory, HEADER, (unit(*pair) for pair in PAIRS.items()))

    outcome = omegat.translate(tmp_path / "work", {"report.txt": SOURCE}, [memory])

    assert outcome.complaints == ()
    assert outcome.targets == {"report.txt": TARGET}


def test_our_memory_translates_whole_paragraphs(tmp_path: Path) -> None:
    memory = tmp_path / "our.tmx"
    paragraphs = zip(SOURCE.split("\n\n")[:2], TARGET.split("\n\n")[:2], strict=True)
    write_tmx(memory, HEADER, (unit(*pair) for pair in paragraphs))

    outcome = omegat.translate(tmp_path / "work", {"report.txt": SOURCE}, [memory], sentences=False)

    assert outcome.complaints == ()
    assert outcome.targets == {"report.txt": TARGET}


def test_nothing_that_we_write_puts_omegat_off(tmp_path: Path) -> None:
    """One control character would lose it the whole file, a kept date or element might."""
    memory = tmp_path / "our.tmx"
    bold = Element("bpt", (("i", "1"),), ("<b>",)), Element("ept", (("i", "1"),), ("</b>",))
    write_tmx(
        memory,
        HEADER,
        [
            unit("Қар\x01 жауды.\ufffe", "Выпал\x00 снег."),
            unit(
                "Жаңбыр жауды.",
                "Прошёл дождь.",
                language="kk-KZ",
                tuid="2",
                history=History(creationdate="кеше", usagecount=3),
                props=(Prop("x-score", "0.98"),),
                elements=(Element("{urn:own}mark", (("{urn:own}a", "1"),), ("сыр",)),),
            ),
            TranslationUnit(
                (
                    Variant("kk", Segment(("Жел ", bold[0], "тұрды", bold[1], "."))),
                    Variant("ru", Segment(("Поднялся ", bold[0], "ветер", bold[1], "."))),
                )
            ),
        ],
    )

    source = "Қар жауды. Жаңбыр жауды. Жел тұрды."
    outcome = omegat.translate(tmp_path / "work", {"weather.txt": source}, [memory])

    assert outcome.complaints == ()
    assert outcome.targets == {"weather.txt": "Выпал снег. Прошёл дождь. Поднялся ветер."}


def test_refusals_are_noticed(tmp_path: Path) -> None:
    """OmegaT ends as if all were well; the tests above would prove nothing without this one."""
    memory = tmp_path / "cut-off.tmx"
    write_tmx(memory, HEADER, (unit(*pair) for pair in PAIRS.items()))
    memory.write_bytes(memory.read_bytes()[:-20])

    outcome = omegat.translate(tmp_path / "work", {"report.txt": SOURCE}, [memory])

    assert any("TF_TM_LOAD_ERROR" in line for line in outcome.complaints)
    assert outcome.targets == {"report.txt": SOURCE}

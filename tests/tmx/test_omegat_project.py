"""OmegaT takes the projects we make, cuts Kazakh as we do, and fills in what is sure."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import headless_omegat as omegat
import pytest
from lxml import etree
from memories import memory, pair, texts_of
from srx import segment

import corpora
from corpora import read_document
from corpora.split import split_sentences
from corpora.wordlists import rows
from tmx import Prop, Segment, TmxError, TranslationUnit, Variant, open_tmx
from tmx.omegat.placing import Place, PlacingOptions
from tmx.omegat.project import make_project
from tmx.omegat.rulefiles import conf, srx
from tmx.omegat.segmentation import abbreviations, rules_for

needs_omegat = pytest.mark.skipif(not omegat.OMEGAT, reason=omegat.INSTALL)
SAMPLES = Path(corpora.__file__).parent / "samples"
REAL = Path(__file__).parents[3] / "shared" / "eval"

# A bar stands where a sentence begins.
SENTENCES = {
    "kk": """
Қар 2023 ж. ерте түсті. |Жол жабылып қалды.
Ол 2023 жж. бойы осында болды. |Б. Әлиева келді.
XIX ғ. салынған үй. |Алматы қ. орналасқан. |Көшеде қар жатыр.
Нан, су, т.б. керек. |Т.ғ.к. А.С. Омаров айтты.
Бюджет 5 млн. теңге. |Оның 2 млрд. теңгесі игерілді.
Аумағы 0,38 га. |Ғимарат екі қабатты.
Ұзындығы 12 м. |Бұл аз емес. |Иә!
Ол 1994 ж. АҚШ-қа кетті. |Қайтып келмеді.
Жоба (2006 ж.) Ресейде жасалды. |Нәтиже бар.
1. Бірінші тармақ. |2. Екінші тармақ.
«Мектеп ашық!» |Балалар қуанды.
Жиын 12. 05. 2024 күні өтті. |Оған екі жүз адам қатысты.
Күн жылыды.|Ол далаға шықты.
Проф. Сейітов сөйледі... |Жұрт қол соқты.
Су келе ме? |– Келеді!
Жұмыс аяқталды деп айтады Министр. |Жол ашық.
Бүгін қар жауады |Жер құрғайды.
2015 жылдың 28 тамызы |Бүгін жиын өтті.
""",
    "ru": """
В 2023 г. снег выпал рано. |Дорогу занесло.
Работы вёл к.т.н. А.С. Омаров. |Он приехал вчера.
Выделено 5 млн. тенге. |Освоено 2 млрд. тенге, т.е. почти половина.
Ул. Абая, д. 5, кв. 12. |Вход со двора.
Хлеб, вода и т.д. |Всё привезли.
2.1. Пароль хранят в тайне. |2.2. Передавать его нельзя.
Доклад акима области К. А. Серикбаева прочли. |А вопросы были потом.
Приём с 9.00 ч. – 18.30 ч. |Почта на ул. Ак. Маргулана.
Плату берут за всё (кроме входа). |10. Касса закрыта в обед.
Мост через р. Иртыш закрыли. |Дачи стоят у оз. Балхаш.
Построено в XIX в. |По словам историков, церковь сгорела.
Ширина 12 м. |Длина 30 м. |Высоту не измеряли.
""",
    "tr": """
Kar yağdı. |Yol kapandı! |Mr. Smith geldi.
""",
}


def lines() -> Iterator[tuple[str, str]]:
    for language, text in SENTENCES.items():
        for line in text.strip().splitlines():
            yield language, line


@pytest.mark.parametrize(("language", "line"), list(lines()))
def test_the_rules_cut_where_sentences_begin(language: str, line: str) -> None:
    expected = [sentence.strip() for sentence in line.split("|")]
    assert segment(line.replace("|", ""), rules_for(language)) == expected


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_rules_know_the_abbreviations_that_the_splitter_knows(language: str) -> None:
    listed = rows(f"abbreviations.{language}.txt")
    there = {word: kind for kind, words in listed for word in words.split()}
    known = abbreviations(language)
    assert {word: known.get(word) for word in there} == there


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.txt")), ids=lambda path: path.name)
def test_the_rules_cut_the_samples_as_the_splitter_does(path: Path) -> None:
    language = path.parent.name
    for line in path.read_text(encoding="utf-8").splitlines():
        expected = [line[span.start : span.end] for span in split_sentences(line, language)]
        assert segment(line, rules_for(language)) == expected


@pytest.mark.skipif(
    not REAL.is_dir(), reason="needs the real pages, which are not in the repository"
)
@pytest.mark.parametrize(("language", "least"), [("kk", 0.97), ("ru", 0.97)])
@pytest.mark.parametrize("folder", ["gov", "raw"])
def test_real_sentences_are_cut_as_the_splitter_does(
    folder: str, language: str, least: float
) -> None:
    rules = rules_for(language)
    alike = total = 0
    for path in sorted((REAL / folder).glob(f"*.{language}.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            spans = split_sentences(line, language)
            expected = Counter(line[span.start : span.end] for span in spans)
            alike += (expected & Counter(segment(line, rules))).total()
            total += expected.total()
    assert total > 500
    assert alike / total >= least


def test_rule_files_are_well_formed_and_tell_the_same() -> None:
    namespace = {"s": "http://www.lisa.org/srx20"}
    tree = etree.fromstring(srx().encode())
    told = [
        (rule.get("break") == "yes", rule.findtext("s:beforebreak", None, namespace))
        for rule in tree.iterfind(".//s:rule", namespace)
    ]
    assert told == [
        (rule.breaks, rule.before) for tag in ("kk", "ru", "") for rule in rules_for(tag)
    ]
    beans = etree.fromstring(conf().encode())
    befores = beans.xpath("//void[@property='beforebreak']/string")
    assert [element.text for element in befores] == [before for _, before in told]


def graded() -> list[TranslationUnit]:
    return [
        pair("Бір.", "Один.", score=0.99),
        pair("Екі.", "Два.", score=0.8),
        pair("Үш.", "Три.", score=0.5),
        pair("Төрт.", "Четыре."),
        pair("Бір.", "Одна.", score=0.95),
        pair("Бес.", "Пять.", score=0.97, props=(Prop("x-egiz-class", "partial"),)),
        TranslationUnit((Variant("kk", Segment.of("Алты.")),)),
    ]


def test_units_stand_where_their_confidence_lets_them(tmp_path: Path) -> None:
    source = memory(tmp_path / "m.tmx", graded())
    report = make_project(source, tmp_path / "project")
    told = {place: texts_of(tmp_path / "project" / place / "m.tmx") for place in Place}
    assert told == {
        Place.AUTO: [("Бір.", "Один.")],
        Place.SLIGHT: [("Екі.", "Два."), ("Бір.", "Одна.")],
        Place.DOUBTFUL: [("Үш.", "Три."), ("Бес.", "Пять.")],
        Place.UNSCORED: [("Төрт.", "Четыре.")],
    }
    assert report.placed == {place: len(texts) for place, texts in told.items()}
    assert (report.read, report.other_languages, report.languages) == (7, 1, ("kk", "ru"))
    assert make_project(source, None) == report
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.tmx", "project"]


def test_languages_are_known_or_asked_for(tmp_path: Path) -> None:
    variants = [Variant(tag, Segment.of(tag)) for tag in ("kk_KZ", "ru", "en")]
    source = memory(tmp_path / "m.tmx", [TranslationUnit(tuple(variants))], srclang="*all*")
    with pytest.raises(TmxError, match="name it with --source-lang"):
        make_project(source, None)
    with pytest.raises(TmxError, match="there is ru, en: name it with --target-lang"):
        make_project(source, None, options=PlacingOptions("kk"))
    report = make_project(source, tmp_path / "p", options=PlacingOptions("kk-KZ", "ru"))
    assert report.languages == ("kk-KZ", "ru")
    with open_tmx(tmp_path / "p" / "tm" / "m.tmx") as reader:
        assert reader.header.srclang == "kk-KZ"
        assert [v.language for v in next(reader).variants] == ["kk-KZ", "ru"]


def test_nothing_is_replaced_and_nothing_left_behind(tmp_path: Path) -> None:
    source = memory(tmp_path / "m.tmx", graded())
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    with pytest.raises(TmxError, match="is there already"):
        make_project(source, tmp_path / "full")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Есеп.txt").touch()
    with pytest.raises(TmxError, match="has the same name"):
        make_project(source, tmp_path / "p", [tmp_path / "a/Есеп.txt", tmp_path / "b/Есеп.txt"])
    with pytest.raises(TmxError, match="is no file"):
        make_project(source, tmp_path / "p", [tmp_path / "none.txt"])
    source.write_bytes(source.read_bytes()[:-60])
    with pytest.raises(TmxError):
        make_project(source, tmp_path / "p")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "full", "m.tmx"]


@needs_omegat
def test_omegat_fills_every_sentence_of_a_report(tmp_path: Path) -> None:
    """The report as it lies in the folder; a made-up translation stands for each sentence."""
    report = SAMPLES / "kk" / "sarybulak-kanaly-iske-qosyldy.txt"
    document = read_document(report)
    translations = {
        sentence: f"Предложение {number} переведено."
        for number, sentence in enumerate(dict.fromkeys(document.sentence_texts), 1)
    }
    units = [pair(*texts, score=0.95) for texts in translations.items()]
    doubtful = pair(document.sentence_texts[0], "Это не то.", score=0.5)
    source = memory(
        tmp_path / "m.tmx", [doubtful, *units, pair("x", "y", props=(Prop("file", "a"),))]
    )
    make_project(source, tmp_path / "project", [report])
    (tmp_path / "settings").mkdir()

    outcome = omegat.run(tmp_path / "project", tmp_path / "settings")

    assert outcome.complaints == ()
    target = outcome.targets[report.name]
    missing = [text for text in translations.values() if text not in target]
    assert not missing
    assert "Это не то." not in target
    assert len(translations) >= 25

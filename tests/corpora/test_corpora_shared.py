"""The two real reports and the development sets beside the repository, where they are at hand."""

from pathlib import Path

import pytest

from corpora import ReadOptions, read_document, recognise, split_sentences
from corpora.language import foreign_to

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "reports").is_dir(), reason="no ../shared beside the repository"
)


def documents():
    return [read_document(path) for path in sorted((SHARED / "reports").rglob("*.txt"))]


def test_furniture_is_in_no_sentence():
    kazakh, russian = documents()
    assert (kazakh.language, russian.language) == ("kk", "ru")
    dropped = {
        kazakh: ["1,220", "оқылды"],
        russian: ["Поделиться в:", "ok", "Ссылка:", "Добавить комментарий", "11 апреля 2023 10:17"],
    }
    for document, wordings in dropped.items():
        marked = "\n".join(line.text for line in document.furniture)
        for wording in wordings:
            assert wording in marked
            assert not any(
                text == wording or (len(wording) > 6 and wording in text)
                for text in document.sentence_texts
            )
    assert str(russian.date) == "2023-04-11"
    assert russian.source.startswith("https://")


def test_faults_are_repaired_and_listed():
    kazakh, _ = documents()
    repaired = {repair.before: repair.after for repair in kazakh.repairs}
    assert repaired["мүмкін-дік"] == "мүмкіндік"
    assert repaired["Cондай-ақ"] == "Сондай-ақ"
    assert any("жақсы мүмкіндік, – деді" in text for text in kazakh.sentence_texts)
    for kept in ("мән-маңызы", "інжу-маржаны", "СПЕКА-ны", "БҰҰ-ның", "қазақ-әзербайжан"):
        assert kept in kazakh.text


@pytest.mark.parametrize(
    "pattern", ["ladder/*.kk", "ladder/*.ru", "text+berg/dev.de", "text+berg/dev.fr"]
)
def test_no_line_of_the_aligned_sets_is_furniture(pattern):
    for path in sorted((SHARED / "eval").glob(pattern)):
        document = read_document(path, ReadOptions(lines=True))
        assert document.furniture == (), path.name
        assert document.language == path.suffix[1:]


@pytest.mark.parametrize(("column", "language"), [(0, "kk"), (1, "ru")])
def test_sentence_ends_of_news_joined_in_fives(column, language):
    """Translators wrote two sentences for one (precision); headlines have no stop (recall)."""
    right = found = wanted = 0
    for path in sorted((SHARED / "eval" / "raw").glob("*.gold.tsv")):
        rows = path.read_text(encoding="utf-8").splitlines()
        lines = [" ".join(row.split("\t")[column].split()) for row in rows]
        for first in range(0, len(lines), 5):
            group = lines[first : first + 5]
            text = " ".join(group)
            gold = {sum(map(len, group[:n])) + n - 1 for n in range(1, len(group))}
            ends = {span.end for span in split_sentences(text, language)} - {len(text)}
            right += len(gold & ends)
            found += len(ends)
            wanted += len(gold)
    assert right / found >= {"kk": 0.96, "ru": 0.945}[language]
    assert right / wanted >= 0.945


def test_no_sentence_of_crawled_pages_is_endless():
    for path in sorted((SHARED / "eval" / "gov").glob("*.txt")):
        for text in read_document(path).sentence_texts:
            assert len(text) <= 2000, path.name


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_language_of_lines(language):
    """Of `tatoeba/`, the half that nothing was fitted on; figures: docs/sentences.md."""
    short = (SHARED / "eval" / "tatoeba" / f"{language}.txt").read_text(encoding="utf-8")
    news = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((SHARED / "eval" / "ladder").glob(f"*.{language}"))
    )
    for lines, least in ((short.splitlines()[1::2], 0.995), (news.splitlines(), 0.998)):
        right = sum(recognise(line).language == language for line in lines if line)
        assert right >= least * len([line for line in lines if line])
        strange = [foreign_to(line, language) for line in lines]
        assert not {"kk", "ru"}.intersection(strange)

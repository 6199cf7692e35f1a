"""What was found out of a text is kept in numbers, and found again for the very same text."""

import json
import zlib
from pathlib import Path

import pytest

import corpora
from corpora import ReadOptions, find_documents, read_documents
from corpora.findings import Findings, pack, unpack
from corpora.model import Repair

SAMPLES = Path(corpora.__file__).parent / "samples"
# A site's page: a broken word, a Latin letter in a Cyrillic one, an entity, a button.
PAGE = """Басты бет > Жаңалықтар
Көктемгі егіс бас\xadталды

Ауданда көктемгі егіс бүгін басталды. Cондай-ақ диқандар мүмкін-дік болса, &quot;ерте\u200b
піседі&quot; деген арпаны да себеді.
Бөлісу
"""


class Kept:
    """A shelf in memory that counts what it is asked."""

    def __init__(self):
        self.items, self.found = {}, 0

    def get(self, keys):
        found = {key: self.items[key] for key in keys if key in self.items}
        self.found += len(found)
        return found

    def put(self, items):
        self.items |= items


def read(path, shelf=None, **options):
    return read_documents(path, ReadOptions(**options), shelf=shelf)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.mark.parametrize("options", [{}, {"lines": True}, {"keep_furniture": True}])
def test_a_text_is_read_the_same_from_what_is_kept(page, options):
    shelf = Kept()
    for path in [*find_documents(SAMPLES), page]:
        whole = read(path, **options)
        assert read(path, shelf, **options) == whole
        asked = shelf.found
        assert read(path, shelf, **options) == whole
        assert shelf.found > asked, path


def test_the_page_has_what_is_to_be_kept(page):
    (document,) = read(page)
    rules = {rule for repair in document.repairs for rule in repair.rule.split("+")}
    assert {"invisible", "lookalikes", "hyphen", "entities", "line-breaks"} <= rules
    assert document.furniture


def test_what_is_kept_has_no_text(page):
    """Beside numbers: a tag, names of rules, and at most two letters that a repair put in."""
    shelf = Kept()
    read(page, shelf)
    (packed,) = shelf.items.values()
    words = strings(json.loads(zlib.decompress(packed[4:])))
    assert {"kk", "С"} < words
    for said in words:
        assert len(said) <= 2 or said.isascii(), said


def strings(data) -> set[str]:
    """All of some plain data."""
    if isinstance(data, dict):
        data = [*data, *data.values()]
    if isinstance(data, list):
        return {said for item in data for said in strings(item)}
    return {data} if isinstance(data, str) else set()


def findings(before, after):
    repair = Repair("spaced", 0, len(before), before, after)
    return Findings(after, (repair,), (), "kk", ())


def test_a_repair_that_would_quote_the_text_is_not_kept():
    assert pack(findings("Қ А У Л Ы", "ҚАУЛЫ"), "Қ А У Л Ы") is None
    kept = pack(findings("Cондай", "Сондай"), "Cондай")
    assert unpack(kept, "Cондай") == findings("Cондай", "Сондай")


@pytest.mark.parametrize(
    ("before", "after"),
    [("аа", "а"), ("а", "аа"), ("абаб", "аб"), ("а б", "аб"), ("x", "х"), ("-", "")],
)
def test_letters_that_stay_are_not_told_twice(before, after):
    assert unpack(pack(findings(before, after), before), before) == findings(before, after)


def test_other_text_and_other_options_are_told_apart(page):
    shelf = Kept()
    read(page, shelf)
    for options in (
        {"lines": True},
        {"keep_furniture": True},
        {"language": "ru"},
        {"skip_repairs": frozenset({"hyphen"})},
    ):
        assert read(page, shelf, **options) == read(page, **options)
    page.write_text(PAGE.replace("бүгін", "кеше"), encoding="utf-8")
    assert read(page, shelf) == read(page)
    assert not shelf.found


def test_damaged_bytes_are_read_anew(page):
    shelf = Kept()
    whole = read(page, shelf)
    ((key, packed),) = shelf.items.items()
    for place in range(0, len(packed), 7):
        broken = bytearray(packed)
        broken[place] ^= 1
        shelf.items[key] = bytes(broken)
        assert read(page, shelf) == whole
        assert shelf.items[key] == packed  # mended

"""The model finds, compares and keeps; it knows no file format."""

import ast
import dataclasses
import doctest
import importlib
import pkgutil
import sys
from pathlib import Path

import pytest

import tmx
from tmx import Element, Header, Prop, Segment, TmxError, TranslationUnit, Variant


def unit_in(*languages: str) -> TranslationUnit:
    return TranslationUnit(tuple(Variant(language, Segment.of("Қар")) for language in languages))


@pytest.mark.parametrize(
    ("languages", "wanted", "found"),
    [
        (["kk", "ru"], "kk", "kk"),
        (["KK", "ru"], "kk", "KK"),
        (["kk-KZ", "ru-RU"], "ru", "ru-RU"),
        (["kk-KZ", "ru"], "KK_kz", "kk-KZ"),
        (["kk", "ru"], "kk-KZ", "kk"),
        (["kk_KZ", "ru"], "kk", "kk_KZ"),
        (["kk-KZ", "kk-CN"], "kk", None),  # which one?
        (["kk-KZ", "kk", "kk-CN"], "kk", "kk"),
        (["kk-Cyrl-KZ"], "kk-Cyrl", "kk-Cyrl-KZ"),
        (["pt-PT"], "pt-BR", None),
        (["kk"], "k", None),
        (["kkj"], "kk", None),
        ([], "kk", None),
    ],
)
def test_variant(languages: list[str], wanted: str, found: str | None) -> None:
    variant = unit_in(*languages).variant(wanted)
    assert (variant and variant.language) == found


def test_first_of_several_variants_in_one_language() -> None:
    unit = TranslationUnit((Variant("kk", Segment.of("а")), Variant("kk", Segment.of("ә"))))
    assert unit.variant("kk") is unit.variants[0]


def test_prop_is_the_first_of_its_type() -> None:
    props = (Prop("x-score", "0.9"), Prop("x-route", "parallel"), Prop("x-score", "0.1"))
    for owner in (
        TranslationUnit((), props=props),
        Variant("kk", Segment(), props=props),
        Header("kk", props=props),
    ):
        assert owner.prop("x-score") == "0.9"
        assert owner.prop("x-none") is None


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ((), ""),
        (("Қар",), "Қар"),
        (("Қар ", Element("bpt", (("i", "1"),), ("<b>",)), "жауды"), "Қар жауды"),
        ((Element("hi", (), ("Қар ", Element("ph", (), ("<br/>",)), "жауды")), "."), "Қар жауды."),
        (("а", Element("ph", (), ("{", Element("sub", (), ("ескерту",)), "}")), "б"), "аб"),
        (("а", Element("mark", (), ("б", Element("x"), "в")), "г"), "абвг"),
        (tuple(Element(name, (), ("код",)) for name in ("bpt", "ept", "it", "ph", "ut")), ""),
    ],
)
def test_text_has_no_native_codes(content: tuple[str | Element, ...], text: str) -> None:
    assert Segment(content).text == text
    assert Variant("kk", Segment(content)).text == text


def test_segment_of_text() -> None:
    assert Segment.of("Қар") == Segment(("Қар",))
    assert Segment.of("") == Segment()


def test_model_is_frozen_and_hashable() -> None:
    unit = unit_in("kk", "ru")
    with pytest.raises(dataclasses.FrozenInstanceError):
        unit.tuid = "1"  # type: ignore[misc]
    assert not hasattr(unit, "__dict__")
    assert len({unit, unit_in("kk", "ru"), unit_in("kk")}) == 2
    assert len({Header("kk"), Header("kk"), Header("ru")}) == 2


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (TmxError("broken"), "broken"),
        (TmxError("broken", "a.tmx"), "a.tmx: broken"),
        (TmxError("broken", "a.tmx", 3, 1), "a.tmx, line 3, unit 1: broken"),
        (TmxError("broken", line=3), "line 3: broken"),
    ],
)
def test_error_says_where(error: TmxError, text: str) -> None:
    assert str(error) == text


def test_examples_in_the_documentation() -> None:
    names = [module.name for module in pkgutil.iter_modules(tmx.__path__, "tmx.")]
    results = [doctest.testmod(importlib.import_module(name)) for name in ("tmx", *names)]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0


BESIDES = {"convert": {"openpyxl"}, "tools": {"rapidfuzz"}}
"""What parts of the package need that the rest of it can do without."""


def test_package_needs_only_lxml() -> None:
    root = Path(tmx.__path__[0])
    imported: dict[str, set[str]] = {}
    for path in root.rglob("*.py"):
        found = imported.setdefault(path.relative_to(root).parts[0], set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                found.add((node.module or "").partition(".")[0])
    for part, names in imported.items():
        needed = names - sys.stdlib_module_names - {"tmx", "lxml"}
        assert needed <= BESIDES.get(part, set()), part

"""Whatever is written is read back the same, and written again is the same to the byte."""

import tempfile
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from unicodedata import normalize

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tmx import (
    Element,
    Header,
    History,
    Note,
    Prop,
    Segment,
    TmxError,
    TmxWriter,
    TranslationUnit,
    Variant,
    open_tmx,
    write_tmx,
)

unhurried = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
LEGAL = st.characters(
    exclude_categories=["Cs"], exclude_characters="\ufffe\uffff", min_codepoint=32
) | st.sampled_from("\t\n\r")
legal_texts = st.text(LEGAL, max_size=20).map(lambda text: normalize("NFC", text))
any_texts = st.text(st.characters(categories=None), max_size=20)
own_names = st.sampled_from(["x-own", "ы", "{urn:own}mark", "{http://own.kz/?a=1&b=2#}mark"])
inline_names = st.sampled_from(["bpt", "ept", "it", "ph", "hi", "sub", "ut"]) | own_names


def attributes(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    names = st.sampled_from(["i", "x", "type", "xml:space", "{urn:own}x"]) | own_names
    return st.dictionaries(names, values, max_size=3).map(lambda found: tuple(found.items()))


def merged(parts: list[str | Element]) -> tuple[str | Element, ...]:
    """Join texts that stand side by side, as a reader must find them."""
    content: list[str | Element] = []
    for part in parts:
        if isinstance(part, str) and content and isinstance(content[-1], str):
            content[-1] = normalize("NFC", content[-1] + part)
        elif part != "":
            content.append(part)
    return tuple(content)


def elements(
    names: st.SearchStrategy[str], texts: st.SearchStrategy[str]
) -> st.SearchStrategy[Element]:
    return st.recursive(
        st.builds(Element, names, attributes(texts)),
        lambda inner: st.builds(
            Element, names, attributes(texts), st.lists(texts | inner, max_size=4).map(merged)
        ),
        max_leaves=6,
    )


def units(texts: st.SearchStrategy[str]) -> st.SearchStrategy[TranslationUnit]:
    languages = st.sampled_from(["kk", "ru", "kk-KZ", "RU"])
    maybe = st.none() | texts
    dates = st.datetimes(timezones=st.just(UTC)).map(lambda date: date.replace(microsecond=0))
    histories = st.builds(
        History,
        creationdate=st.none() | dates | st.just("кеше"),
        creationid=maybe,
        changedate=st.none() | dates,
        changeid=maybe,
        lastusagedate=st.none() | dates,
        usagecount=st.none() | st.integers(0, 10**17) | st.just("көп"),
    )
    details = {
        "history": histories,
        "props": st.lists(
            st.builds(Prop, texts, texts, st.none() | languages, attributes(texts).map(untyped)),
            max_size=2,
        ).map(tuple),
        "notes": st.lists(
            st.builds(Note, texts, st.none() | languages, attributes(texts)), max_size=2
        ).map(tuple),
        "attributes": attributes(texts),
        "elements": st.lists(elements(own_names, texts), max_size=2).map(tuple),
    }
    # what is drawn may be blank or unstable at its ends, so letters enclose it
    contents = st.lists(texts | elements(inline_names, texts), max_size=5).map(
        lambda parts: merged(["Қ", *parts, "р"])
    )
    segments = st.builds(Segment, contents, attributes(texts))
    variants = st.lists(st.builds(Variant, languages, segments, **details), min_size=1, max_size=3)
    return st.builds(TranslationUnit, variants.map(tuple), maybe, maybe, **details)


def untyped(found: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in found if name != "type")


def write_and_read(
    path: Path, header: Header, originals: list[TranslationUnit]
) -> tuple[Header, list[TranslationUnit]]:
    assert write_tmx(path, header, originals) == len(originals)
    with open_tmx(path) as reader:
        return reader.header, list(reader)


@settings(unhurried)
@given(st.lists(units(legal_texts), max_size=2))
def test_what_is_legal_is_read_back_as_it_was(originals: list[TranslationUnit]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        header, read = write_and_read(Path(folder, "a.tmx"), Header("kk"), originals)
    assert header == Header("kk")
    assert read == originals


@settings(unhurried)
@given(st.lists(units(any_texts), max_size=2), units(any_texts))
def test_second_writing_gives_the_same_bytes(
    originals: list[TranslationUnit], model: TranslationUnit
) -> None:
    header = Header(
        "kk",
        history=replace(model.history, usagecount=None),
        props=model.props,
        notes=model.notes,
        attributes=tuple((name, value) for name, value in model.attributes if name != "type"),
        elements=model.elements,
    )
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "a.tmx"), Path(folder, "b.tmx")
        read = write_and_read(first, header, originals)
        assert write_and_read(second, *read) == read
        assert first.read_bytes() == second.read_bytes()


@settings(deadline=None)
@given(any_texts)
@example("".join(map(chr, range(0x20))))
@example("\ud800\udc00")  # the two halves of one character are no character
def test_exactly_what_xml_forbids_is_removed(text: str) -> None:
    forbidden = sum(
        not (c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff")
        for c in text
    )
    unit = TranslationUnit((Variant("kk", Segment.of(f"Қ{text}р")),))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.tmx")
        with TmxWriter(path, Header("kk")) as writer:
            writer.write(unit)
        with open_tmx(path) as reader:
            (read,) = reader
    assert writer.removed_characters == forbidden
    assert len(read.variants[0].text) <= len(text) + 2
    assert normalize("NFC", read.variants[0].text) == read.variants[0].text


def test_every_plane_of_unicode(tmp_path: Path) -> None:
    """Every code point but those XML forbids comes back, each for itself."""
    points = [p for p in range(0x20, 0x110000) if not 0xD800 <= p < 0xE000]
    for plane in range(0x11):
        text = "|".join(
            c
            for c in map(chr, (p for p in points if p >> 16 == plane))
            if c not in "\ufffe\uffff" and normalize("NFC", f"|{c}|") == f"|{c}|"
        )
        unit = TranslationUnit((Variant("kk", Segment.of(text)),), tuid=text)
        assert write_and_read(tmp_path / "a.tmx", Header("kk"), [unit])[1] == [unit]


WHOLE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd" [<!-- а -->]>\n'
    '<tmx version="1.4">\n<header srclang="kk" creationdate="20240131T120000Z"><prop type="x">а'
    '</prop></header>\n<body>\n<tu tuid="1" usagecount="1"><note>ә</note><tuv xml:lang="kk">'
    '<seg>Қар <bpt i="1">&lt;b&gt;</bpt>жауды<ept i="1"/>&#13;</seg></tuv><tuv lang="ru"><seg>'
    "<![CDATA[Выпал]]> снег</seg></tuv></tu>\n<tu/>\n</body>\n</tmx>\n"
).encode()


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 4), st.binary(max_size=3)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from([b"", b"\xff\xfe", b"\x1f\x8b", b"PK\3\4"]),
)
def test_damage_is_an_error_of_ours_or_none(
    changes: list[tuple[int, int, bytes]], mark: bytes
) -> None:
    data = WHOLE
    for place, cut, new in changes:
        data = data[:place] + new + data[place + cut :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.tmx")
        path.write_bytes(mark + data)
        error = None
        try:
            with open_tmx(path) as reader:
                list(reader)
        except TmxError as caught:
            error = caught
    assert error is None or (error.path == str(path) and error.message)

"""Reads OpenDocument texts (.odt, .ott, .fodt): paragraphs, headings, lists, tables and notes.

Own reading over lxml, with the bounds of `archive`: odfpy unpacks without bounds and loads a whole
document with a parser that resolves entities. What is read is OpenDocument 1.3, Part 3, chapter 5
and 6.
"""

from typing import Any

from corpora.errors import LEAVE_OUT, CorpusError
from corpora.readers.archive import Archive, attribute, day, local, one_line, parse
from corpora.readers.content import Content, Paragraph, lay_out

_MIMETYPE = "application/vnd.oasis.opendocument.text"
_PASSED = frozenset(
    (
        "tracked-changes",
        "annotation",
        "sequence-decls",
        "forms",
        "scripts",
        "note-citation",
        "ruby-text",
    )
)
_INDEXES = frozenset(("table-of-content", "alphabetical-index", "illustration-index"))
_INSIDE = frozenset(("note-body", "text-box"))
_MOST_SPACES = 100
_SCRIPTS = ("Basic/", "Scripts/")


def read(data: bytes, path: str, encoding: str | None = None) -> Content:  # noqa: ARG001
    """The text of an OpenDocument text; indexes are marked as furniture.

    Tracked deletions and comments are left out, headers and footers are not read, footnotes follow
    their paragraph. Macros are never run; that there are some is noted.

    Raises:
        CorpusError: It is damaged, encrypted, hostile, or no text document.
    """
    if data.lstrip()[:5] == b"<?xml":  # the flat form, one XML file
        root = parse(data, "it", path)
        return _content(root, root, path, macros=False)
    archive = Archive(data, path)
    if "mimetype" in archive.names:
        kind = archive.read("mimetype").decode("ascii", "replace").strip()
        if not kind.startswith(_MIMETYPE):
            raise CorpusError(f"no text document ({kind[:80]})", path, "Save it as .odt.")
    if "META-INF/manifest.xml" in archive.names:
        manifest = archive.xml("META-INF/manifest.xml")
        if next(manifest.iter("{*}encryption-data"), None) is not None:
            raise CorpusError("encrypted with a password", path, "Save it without a password.")
    meta = archive.xml("meta.xml") if "meta.xml" in archive.names else None
    macros = any(
        name.startswith(_SCRIPTS) and not name.endswith(("/", "-lc.xml")) for name in archive.names
    )
    return _content(archive.xml("content.xml"), meta, path, macros=macros)


def _content(root: Any, meta: Any, path: str, *, macros: bool) -> Content:
    body = root.find("{*}body/{*}text")
    if body is None:
        raise CorpusError("no text document", path, "Save it as .odt.")
    paragraphs: list[Paragraph] = []
    _blocks(body, paragraphs, "")
    text, marked = lay_out(paragraphs)
    if not text:
        raise CorpusError("empty, no text in it", path, LEAVE_OUT)
    found = {}
    if meta is not None:
        found = {local(child): child.text for part in meta.iter("{*}meta") for child in part}
    return Content(
        text,
        "",
        title=one_line(found.get("title")),
        author=one_line(found.get("creator") or found.get("initial-creator")),
        created=day(found.get("creation-date")),
        furniture=marked,
        notes=("It has macros; they were not run.",) if macros else (),
    )


def _blocks(element: Any, out: list[Paragraph], rule: str) -> None:
    for child in element:
        name = local(child)
        if name in ("p", "h"):
            words: list[str] = []
            inside: list[Any] = []
            _inline(child, words, inside)
            out.append(Paragraph("".join(words), rule))
            for block in inside:
                _blocks(block, out, rule)
        elif not _is_passed(child):
            _blocks(child, out, "contents" if name in _INDEXES else rule)


def _inline(element: Any, words: list[str], inside: list[Any]) -> None:
    """Text of a paragraph; line ends in the file are spaces (chapter 6.1.2)."""
    words.append(_one_space(element.text))
    for child in element:
        name = local(child)
        if name == "s":
            count = attribute(child, "c")
            words.append(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES))
        elif name == "tab":
            words.append(" ")
        elif name == "line-break":
            words.append("\n")
        elif name in _INSIDE:
            inside.append(child)
        elif not _is_passed(child):
            _inline(child, words, inside)
        words.append(_one_space(child.tail))


def _is_passed(element: Any) -> bool:
    """Whether an element holds no text of the document; names of pictures are SVG's."""
    return local(element) in _PASSED or ":svg-compatible:" in str(element.tag)


def _one_space(text: str | None) -> str:
    return (text or "").replace("\r", " ").replace("\n", " ").replace("\t", " ")

"""Reads Word documents (.docx, .docm): paragraphs, cells, text boxes and notes, in reading order.

Own reading over lxml: python-docx unpacks every member of an archive whatever its size, and leaves
out tracked insertions, content controls, text boxes and footnotes. What is read is a small and
stable part of ECMA-376, Part 1, chapter 17.
"""

import re
from typing import Any

from corpora.errors import LEAVE_OUT, CorpusError
from corpora.readers.archive import Archive, attribute, day, local, one_line
from corpora.readers.content import Content, Paragraph, lay_out

# Elements that hold no text of the document: deleted and moved text, field codes, the second
# version of what some programs cannot show.
_PASSED = frozenset(("del", "moveFrom", "instrText", "delText", "Fallback", "delInstrText"))
_BREAKS = {"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "\u2011"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_CONTENTS = re.compile(r"(?:TOC|Contents)\s*\d+|TOCHeading", re.IGNORECASE)


def read(data: bytes, path: str, encoding: str | None = None) -> Content:  # noqa: ARG001
    """The text of a Word document: deleted and hidden text left out, footnotes where they belong.

    Tables of contents are marked as furniture; headers, footers and comments are other parts of
    the file and not read. Macros are never run; that there are some is noted.

    Raises:
        CorpusError: It is damaged, encrypted, hostile, or no Word document.
    """
    archive = Archive(data, path)
    main = _main_part(archive)
    folder = main.rpartition("/")[0]
    notes = {
        kind: _notes(archive, f"{folder}/{part}.xml" if folder else f"{part}.xml")
        for kind, part in _NOTES.items()
    }
    body = archive.xml(main)
    text, marked = lay_out(_Walk(notes).paragraphs(body))
    if not text:
        raise CorpusError("empty, no text in it", path, LEAVE_OUT)
    title, author, created = _properties(archive)
    macros = any(name.endswith("vbaProject.bin") for name in archive.names)
    return Content(
        text,
        "",
        title=title,
        author=author,
        created=created,
        furniture=marked,
        notes=("It has macros; they were not run.",) if macros else (),
    )


def _main_part(archive: Archive) -> str:
    """The name of the part that holds the text."""
    for relation in archive.xml("_rels/.rels"):
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            name = str(relation.get("Target", "")).lstrip("/")
            if name in archive.names:
                return name
    raise CorpusError("no Word document", archive.path, "Save it as .docx.")


def _properties(archive: Archive) -> tuple[str, str, Any]:
    if "docProps/core.xml" not in archive.names:
        return "", "", None
    found = {local(child): child.text for child in archive.xml("docProps/core.xml")}
    return one_line(found.get("title")), one_line(found.get("creator")), day(found.get("created"))


def _notes(archive: Archive, name: str) -> dict[str, Any]:
    """The footnotes or endnotes by their ids, without those that only draw lines."""
    if name not in archive.names:
        return {}
    return {
        attribute(note, "id"): note
        for note in archive.xml(name)
        if attribute(note, "type") in ("", "normal")
    }


class _Walk:
    """Gathers the paragraphs of a part, those inside others after them."""

    def __init__(self, notes: dict[str, dict[str, Any]]) -> None:
        self._notes = notes

    def paragraphs(self, root: Any) -> list[Paragraph]:
        out: list[Paragraph] = []
        self._blocks(root, out, in_contents=False)
        return out

    def _blocks(self, element: Any, out: list[Paragraph], *, in_contents: bool) -> None:
        for child in element:
            name = local(child)
            if name == "p":
                self._paragraph(child, out, in_contents)
            elif name == "sdt":
                self._blocks(child, out, in_contents=in_contents or _is_contents(child))
            elif name not in _PASSED:
                self._blocks(child, out, in_contents=in_contents)

    def _paragraph(self, element: Any, out: list[Paragraph], in_contents: bool) -> None:
        words: list[str] = []
        inside: list[Any] = []
        self._runs(element, words, inside)
        style = next(
            (attribute(style, "val") for style in element.iterfind("{*}pPr/{*}pStyle")), ""
        )
        rule = "contents" if in_contents or _CONTENTS.fullmatch(style) else ""
        out.append(Paragraph("".join(words), rule))
        for block in inside:
            self._blocks(block, out, in_contents=in_contents)

    def _runs(self, element: Any, words: list[str], inside: list[Any]) -> None:
        for child in element:
            name = local(child)
            if name == "t":
                words.append(child.text or "")
            elif name in _BREAKS:
                is_page = name == "br" and attribute(child, "type") in ("page", "column")
                words.append(" " if is_page else _BREAKS[name])
            elif name == "softHyphen":
                words.append("\xad")
            elif name in _NOTES:
                note = self._notes[name].pop(attribute(child, "id"), None)
                if note is not None:
                    inside.append(note)
            elif name == "txbxContent":
                inside.append(child)
            elif name not in _PASSED and not (name == "r" and _is_hidden(child)):
                self._runs(child, words, inside)


def _is_hidden(run: Any) -> bool:
    return any(
        attribute(mark, "val") not in ("0", "false", "off")
        for mark in run.iterfind("{*}rPr/{*}vanish")
    )


def _is_contents(control: Any) -> bool:
    return any(
        attribute(gallery, "val") == "Table of Contents"
        for gallery in control.iterfind("{*}sdtPr/{*}docPartObj/{*}docPartGallery")
    )

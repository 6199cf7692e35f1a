"""Reads documents: a file to text, text to clean text, clean text to sentences."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from corpora import clean, dates, edits, furniture, language, repeated
from corpora.decode import MAX_BYTES, MAX_LINES_BYTES, read_bytes
from corpora.errors import LEAVE_OUT, CorpusError
from corpora.findings import Findings, pack, unpack
from corpora.model import Document, Furniture, Repair, Sentence
from corpora.readers import NAMED_ONLY, READERS, Content, Parallel, reader_for
from corpora.shelf import Shelf
from corpora.spans import Span, lines, trimmed
from corpora.split import Splitter


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How documents are read.

    Attributes:
        language: BCP-47 primary tag; None to have it recognised.
        encoding: Name of the encoding; None to have it detected.
        lines: Each line of the file is one sentence, as given.
        keep_furniture: The site's lines are taken for report text.
        skip_repairs: Names of cleaning rules switched off (see `corpora.clean.RULES`).
    """

    language: str | None = None
    encoding: str | None = None
    lines: bool = False
    keep_furniture: bool = False
    skip_repairs: frozenset[str] = frozenset()


_DEFAULTS = ReadOptions()


def read_document(
    path: Path | str,
    options: ReadOptions = _DEFAULTS,
    *,
    id: str | None = None,  # noqa: A002 - the name users know
) -> Document:
    """The document in a file.

    Args:
        path: The file. Its suffix says which reader reads it; an unknown suffix means plain text.
        options: How to read it.
        id: What to call it; its file name by default.

    Raises:
        CorpusError: The file is missing, too large, empty, binary, hostile or in an unknown
            encoding, or holds the same text in several languages.
    """
    return _only(read_documents(path, options, id=id), path)


def read_documents(
    path: Path | str,
    options: ReadOptions = _DEFAULTS,
    *,
    id: str | None = None,  # noqa: A002 - the name users know
    shelf: Shelf | None = None,
) -> list[Document]:
    """The documents in a file: one, save where it holds the same text in several languages.

    A table of sentence pairs, a memory or an XLIFF file gives a document for each language, called
    such as "memory.tmx (kk)"; their `Document.pairing` is the same, and so are the numbers of
    sentences that belong together.

    Args:
        path: The file. Its suffix says which reader reads it; an unknown suffix means plain text.
        options: How to read it.
        id: What to call it; its file name by default.
        shelf: Where what was found out of texts is kept, of this very program.

    Raises:
        CorpusError: The file is missing, too large, empty, binary, hostile or in an unknown
            encoding.
    """
    path = Path(path)
    is_text = READERS.get(path.suffix.lower(), "text") == "text"
    most = MAX_LINES_BYTES if options.lines and is_text else MAX_BYTES
    return read_parts(read_bytes(path, most), path, options, id=id, shelf=shelf)


def read_parts(
    data: bytes,
    path: Path | str,
    options: ReadOptions = _DEFAULTS,
    *,
    id: str | None = None,  # noqa: A002 - the name users know
    shelf: Shelf | None = None,
) -> list[Document]:
    """The documents in the bytes of a file, for whoever has read them already.

    Args:
        data: What is in the file.
        path: The file.
        options: How to read it.
        id: What to call it; its file name by default.
        shelf: Where what was found out of texts is kept, of this very program.

    Raises:
        CorpusError: The bytes are empty, binary, hostile or in an unknown encoding.
    """
    path = Path(path)
    name = path.name if id is None else id
    found = reader_for(path.suffix)(data, str(path), options.encoding)
    if isinstance(found, Parallel):
        return [
            _document(content, f"{name} ({content.language})", options, path, str(path), shelf)
            for content in found.contents
        ]
    return [_document(found, name, options, path, shelf=shelf)]


def read_data(
    data: bytes,
    path: Path | str,
    options: ReadOptions = _DEFAULTS,
    *,
    id: str | None = None,  # noqa: A002 - the name users know
) -> Document:
    """The one document in the bytes of a file; see `read_parts`.

    Raises:
        CorpusError: As `read_parts`, or there are texts in several languages.
    """
    return _only(read_parts(data, path, options, id=id), path)


def _only(documents: list[Document], path: Path | str) -> Document:
    if len(documents) > 1:
        tags = ", ".join(document.language for document in documents)
        raise CorpusError(
            f"texts in several languages ({tags})", path, "Save one of them as a file of its own."
        )
    return documents[0]


def read_text(
    text: str,
    id: str,  # noqa: A002 - the name users know
    options: ReadOptions = _DEFAULTS,
) -> Document:
    """The document in a text in memory, made the same way as from a plain text file.

    Raises:
        CorpusError: There is no text in it.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise CorpusError("empty, no text in it", id, LEAVE_OUT)
    return _document(Content(text, ""), id, options, None)


def find_documents(path: Path | str) -> list[Path]:
    """The files to read: a file itself, or those below a folder that have a known suffix.

    Hidden files and folders are skipped, tables too, which are read when named one by one; the
    order is that of the paths.

    Raises:
        CorpusError: There is no such file or folder, or nothing below it that can be read.
    """
    path = Path(path)
    known = ", ".join(suffix for suffix in READERS if suffix not in NAMED_ONLY)
    if path.is_file():
        return [path]
    if not path.exists():
        raise CorpusError("no such file or folder", path, "Check the path.")
    try:
        found = sorted(file for file in path.rglob("*") if _is_readable(file, path))
    except OSError as error:
        raise CorpusError(
            f"cannot be listed ({error.strerror})", path, "Check its rights."
        ) from None
    if not found:
        raise CorpusError("nothing to read in this folder", path, f"Known suffixes: {known}.")
    return found


def mark_repeated(
    documents: Sequence[Document], options: ReadOptions = _DEFAULTS
) -> list[Document]:
    """The documents with the lines marked that many of them have at their edges: a site's menu.

    Documents in different languages are not compared; see `corpora.repeated`.

    Args:
        documents: Of a folder, or of a site.
        options: How they were read; with `keep_furniture` nothing is marked.
    """
    out = list(documents)
    if options.keep_furniture:
        return out
    pages: defaultdict[str, list[int]] = defaultdict(list)
    for place, document in enumerate(documents):
        if not document.pairing:
            pages[document.language].append(place)
    for places in pages.values():
        spans = [_text_lines(documents[place].text) for place in places]
        texts = [
            [documents[place].text[start:end] for start, end in of_page]
            for place, of_page in zip(places, spans, strict=True)
        ]
        for place, of_page, numbers in zip(places, spans, repeated.learn(texts), strict=True):
            out[place] = _marked(documents[place], [of_page[n] for n in sorted(numbers)], options)
    return out


def _text_lines(text: str) -> list[Span]:
    return [span for line in lines(text) if (span := trimmed(text, *line)).start < span.end]


def _marked(document: Document, found: list[Span], options: ReadOptions) -> Document:
    """A document with further lines marked as the site's; text that is nothing else is left."""
    text = document.text
    known = {line.start for line in document.furniture}
    new = [Furniture(repeated.RULE, a, b, text[a:b]) for a, b in found if a not in known]
    marked = tuple(sorted((*document.furniture, *new), key=lambda line: line.start))
    if not new or not _without(text, marked).strip():
        return document
    if options.lines:
        sentences = tuple(_lines(text, marked))
    else:
        sentences = tuple(_sentences(text, document.language, marked))
    return replace(document, sentences=sentences, furniture=marked)


def _is_readable(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    known = READERS.keys() - NAMED_ONLY
    return not hidden and file.suffix.lower() in known and file.is_file()


def _document(
    content: Content,
    name: str,
    options: ReadOptions,
    path: Path | None,
    pairing: str = "",
    shelf: Shelf | None = None,
) -> Document:
    found = _found(content, options, bool(pairing), shelf)
    if not found.text.strip():
        raise CorpusError("empty once cleaned, no text in it", path or name, LEAVE_OUT)
    return Document(
        id=name,
        language=found.language,
        text=found.text,
        sentences=found.sentences,
        path=path,
        title=content.title,
        date=content.date or _date(found.text, found.furniture) or content.created,
        source=content.source or furniture.source_link(found.furniture),
        encoding=content.encoding,
        author=content.author,
        pairing=pairing,
        notes=content.notes,
        repairs=found.repairs,
        furniture=() if options.keep_furniture else found.furniture,
    )


def _found(content: Content, options: ReadOptions, paired: bool, shelf: Shelf | None) -> Findings:
    """What there is to find out of a text: from the shelf if it was found out before."""
    if shelf is None:
        return _find_out(content, options, paired)
    key = _key(content, options, paired)
    kept = shelf.get([key]).get(key)
    found = unpack(kept, content.text) if kept else None
    if found is None:
        found = _find_out(content, options, paired)
        packed = pack(found, content.text)
        if packed is not None:
            shelf.put({key: packed})
    return found


def _key(content: Content, options: ReadOptions, paired: bool) -> bytes:
    """16 bytes that stand for a text and for all that decides what is found out of it."""
    lines = [(line.rule, line.start, line.end) for line in content.furniture]
    how = [content.language, content.lines, lines, paired, options.language, options.lines]
    how += [options.keep_furniture, sorted(options.skip_repairs)]
    digest = blake2b(repr(how).encode(), digest_size=16)
    digest.update(content.text.encode("utf-8", "surrogatepass"))
    return digest.digest()


def _find_out(content: Content, options: ReadOptions, paired: bool) -> Findings:
    as_lines = options.lines or content.lines
    skip = options.skip_repairs | (clean.LINE_RULES if as_lines else frozenset())
    repairs = clean.plan(content.text, skip)
    text = clean.apply(content.text, repairs)
    found = () if paired else tuple(_furniture(text, content, repairs))
    marked = () if options.keep_furniture else found
    tag = content.language or options.language or language.recognise(_without(text, marked)).tag
    sentences = _lines(text, marked) if as_lines else _sentences(text, tag, marked)
    return Findings(text, repairs, found, tag, tuple(sentences))


def _furniture(text: str, content: Content, repairs: tuple[Repair, ...]) -> Iterator[Furniture]:
    """The lines of a cleaned text that its format or their wording marks, in order."""
    found = {line.start: line for line in furniture.find(text)}
    ends = [end for line in content.furniture for end in (line.start, line.end)]
    places = list(edits.moved(ends, repairs))
    for line, *span in zip(content.furniture, places[::2], places[1::2], strict=True):
        start, end = trimmed(text, *span)
        if start < end:
            found[start] = Furniture(line.rule, start, end, text[start:end])
    yield from sorted(found.values(), key=lambda line: line.start)


def _report(text: str, marked: tuple[Furniture, ...]) -> Iterator[Span]:
    """The stretches of a text between its furniture."""
    start = 0
    for line in marked:
        yield Span(start, line.start)
        start = line.end
    yield Span(start, len(text))


def _without(text: str, marked: tuple[Furniture, ...]) -> str:
    return "".join(text[start:end] for start, end in _report(text, marked))


def _lines(text: str, marked: tuple[Furniture, ...]) -> Iterator[Sentence]:
    rules = {(line.start, line.end): line.rule for line in marked}  # of whole lines
    paragraph = 0
    after_blank = False
    for number, line in enumerate(lines(text)):
        start, end = trimmed(text, line.start, line.end)
        if start == end:
            after_blank = number > 0
        elif after_blank:
            paragraph += 1
            after_blank = False
        yield Sentence(start, end, paragraph, rules.get((start, end), ""))


def _sentences(text: str, tag: str, marked: tuple[Furniture, ...]) -> Iterator[Sentence]:
    splitter = Splitter(text, tag)
    paragraph = 0
    for stretch in _report(text, marked):
        for sentences in splitter.paragraphs(*stretch):
            for start, end in sentences:
                yield Sentence(start, end, paragraph)
            paragraph += 1


def _date(text: str, marked: tuple[Furniture, ...]) -> datetime.date | None:
    """The date of the report: its first date line's, else one that leads its first sentence."""
    for line in marked:
        if line.rule in ("dateline", "agency") and (found := dates.first(line.text)):
            return found
    return dates.leading(_without(text, marked))

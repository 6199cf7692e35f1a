"""Gives an untrusted XML file to a push parser chunk by chunk, and puts its faults into words."""

from __future__ import annotations

import os
from collections.abc import Iterator

from lxml import etree

from tmx.errors import TmxError
from tmx.unpack import chunks

MAX_PENDING_BYTES = 16 * 2**20
"""Bytes of XML fed without anything coming to its end that can be let go from memory."""

_ERRORS = etree.ErrorTypes
_CUT_OFF = "the file is cut off; fetch or export it again"
_NO_ENTITIES = "write the character itself instead of the entity"
_REMEDIES = {
    _ERRORS.ERR_ATTRIBUTE_NOT_FINISHED: _CUT_OFF,
    _ERRORS.ERR_COMMENT_NOT_FINISHED: _CUT_OFF,
    _ERRORS.ERR_DOCUMENT_EMPTY: "this is not XML; export the memory as TMX",
    _ERRORS.ERR_GT_REQUIRED: _CUT_OFF,
    _ERRORS.ERR_INVALID_CHAR: "remove the control character",
    _ERRORS.ERR_INVALID_ENCODING: "save the file in the encoding that its first line names",
    _ERRORS.ERR_RESERVED_XML_NAME: "delete what stands before the XML declaration",
    _ERRORS.ERR_RESOURCE_LIMIT: "no tool writes this; do not trust the file",
    _ERRORS.ERR_TAG_NAME_MISMATCH: "close the elements in the order they were opened",
    _ERRORS.ERR_TAG_NOT_FINISHED: _CUT_OFF,
    _ERRORS.ERR_UNDECLARED_ENTITY: _NO_ENTITIES,
    _ERRORS.WAR_UNDECLARED_ENTITY: _NO_ENTITIES,
}
_OTHER_REMEDY = "correct it there, or export the memory again"


class Feed:
    """A file on its way through the parser; nothing outside the file is ever fetched.

    Attributes:
        steps: feeds one chunk each time it is asked, and yields it; ends with the file, or
            after the chunk that has a fault.
        fault: the first fault, with its line; None as long as all is well.
        ended: whether the whole file has been fed.
    """

    def __init__(self, path: str | os.PathLike[str], tags: tuple[str, ...]) -> None:
        """Open nothing yet; ``tags`` are the elements that `events` will tell of."""
        self._chunks = chunks(path)
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=tags,
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
        )
        self._pending_bytes = 0
        self._closed = False
        self.fault: TmxError | None = None
        self.ended = False
        self.steps = self._feed()

    def events(self) -> Iterator[tuple[str, etree._Element]]:
        """Yield what began ("start") and ended ("end") since the last call."""
        yield from self._parser.read_events()

    def let_go(self) -> None:
        """Note that what was fed so far no longer takes up memory."""
        self._pending_bytes = 0

    def close(self) -> None:
        """Close the file."""
        self._closed = True
        self._chunks.close()

    def _feed(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._pending_bytes += len(chunk)
            self.fault = self._parse(chunk)
            yield chunk
            if self.fault:
                return
        if self._closed:
            raise ValueError("the TMX file is closed")
        self.ended = True
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            self.fault = _fault(error.code, error.msg, error.lineno)

    def _parse(self, chunk: bytes) -> TmxError | None:
        if self._pending_bytes > MAX_PENDING_BYTES:
            return TmxError(
                f"more than {MAX_PENDING_BYTES // 2**20} MiB without a unit coming to its end: "
                "no tool writes this; do not trust the file"
            )
        fault = None
        try:
            self._parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            fault = _fault(error.code, error.msg, error.lineno)
        # The log also has faults that are raised late, or (an entity not declared, where a DTD
        # is named that could declare it) not at all, though text is lost.
        for entry in self._parser.feed_error_log:
            lost_entity = entry.type == _ERRORS.WAR_UNDECLARED_ENTITY
            if lost_entity or entry.level >= etree.ErrorLevels.ERROR:
                return _fault(entry.type, entry.message, entry.line)
        return fault


def _fault(code: int, message: str | None, line: int | None) -> TmxError:
    """Put a fault of the XML into words: what, and what to do."""
    what = (message or "unknown error").partition(", line ")[0].strip()
    return TmxError(
        f"the XML is not well formed ({what}): {_REMEDIES.get(code, _OTHER_REMEDY)}",
        line=line or None,
    )

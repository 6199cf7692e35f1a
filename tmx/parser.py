"""The XML parser, set up to trust nothing, and its faults in words."""

from __future__ import annotations

import re

from lxml import etree

from tmx.blocks import TooBigError
from tmx.errors import TmxError

_ERRORS = etree.ErrorTypes
CUT_OFF = "the file is cut off; fetch or export it again"
_NO_ENTITIES = "write the character itself instead of the entity"
_REMEDIES = {
    _ERRORS.ERR_ATTRIBUTE_NOT_FINISHED: CUT_OFF,
    _ERRORS.ERR_COMMENT_NOT_FINISHED: CUT_OFF,
    _ERRORS.ERR_DOCUMENT_EMPTY: "this is not XML; export the memory as TMX",
    _ERRORS.ERR_GT_REQUIRED: CUT_OFF,
    _ERRORS.ERR_INVALID_CHAR: "remove the control character",
    _ERRORS.ERR_INVALID_ENCODING: "save the file in the encoding that its first line names",
    _ERRORS.ERR_RESERVED_XML_NAME: "delete what stands before the XML declaration",
    _ERRORS.ERR_RESOURCE_LIMIT: "no tool writes this; do not trust the file",
    _ERRORS.ERR_TAG_NAME_MISMATCH: "close the elements in the order they were opened",
    _ERRORS.ERR_TAG_NOT_FINISHED: CUT_OFF,
    _ERRORS.ERR_UNDECLARED_ENTITY: _NO_ENTITIES,
    _ERRORS.WAR_UNDECLARED_ENTITY: _NO_ENTITIES,
}
_MANY_ATTRIBUTES = 1000
_TAG = re.compile(r"<[^<>]{6000,}")  # of so many attributes, each six letters at the least
_OTHER_REMEDY = "correct it there, or export the memory again"


def new_parser(*tags: str, encoding: str | None = None) -> etree.XMLPullParser:
    """Make a parser that resolves no entity, reads no DTD and opens nothing.

    It tells of the start and the end of elements with these tags. ``encoding`` overrules what
    the file says of itself.
    """
    return etree.XMLPullParser(
        events=("start", "end"),
        tag=tags,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        encoding=encoding,
    )


def check_attributes(text: str) -> None:
    """Refuse an element with so many attributes that the parser would take hours for them.

    Raises:
        TooBigError: there is one.
    """
    if len(text) < _MANY_ATTRIBUTES * len(' a="b"'):
        return
    for tag in _TAG.finditer(text):
        if tag[0].count("=") > _MANY_ATTRIBUTES:
            raise TooBigError(
                f"an element has more than {_MANY_ATTRIBUTES:,} attributes: no tool writes this; "
                "do not trust the file",
                line=text.count("\n", 0, tag.start()) + 1,
            )


def feed(parser: etree.XMLPullParser, data: bytes) -> TmxError | None:
    """Give a parser what comes next; return the first fault that it has found so far."""
    fault = None
    try:
        parser.feed(data)
    except etree.XMLSyntaxError as error:
        fault = fault_of(error)
    # The log also has faults that are raised late, or (an entity not declared, where a DTD
    # is named that could declare it) not at all, though text is lost.
    for entry in parser.feed_error_log:
        lost_entity = entry.type == _ERRORS.WAR_UNDECLARED_ENTITY
        if lost_entity or entry.level >= etree.ErrorLevels.ERROR:
            return _fault(entry.type, entry.message, entry.line)
    return fault


def finish(parser: etree.XMLPullParser) -> TmxError | None:
    """Tell a parser that nothing comes any more; return the fault of what is missing."""
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        return fault_of(error)
    return None


def fault_of(error: etree.XMLSyntaxError) -> TmxError:
    """Put what the parser raised into words."""
    return _fault(error.code, error.msg, error.lineno)


def _fault(code: int, message: str | None, line: int | None) -> TmxError:
    """Put a fault of the XML into words: what, and what to do."""
    what = (message or "unknown error").partition(", line ")[0].strip()
    return TmxError(
        f"the XML is not well formed ({what}): {_REMEDIES.get(code, _OTHER_REMEDY)}",
        line=line or None,
    )

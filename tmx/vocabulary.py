"""What reading and writing must agree on: names and limits of TMX as XML."""

from __future__ import annotations

XML_NAMESPACE = "{http://www.w3.org/XML/1998/namespace}"

HISTORY = ("creationdate", "creationid", "changedate", "changeid", "lastusagedate", "usagecount")
"""The attributes that tell of an element's history, in the order they are written."""

DATES = frozenset({"creationdate", "changedate", "lastusagedate"})

MAX_DEPTH = 64
"""How deep elements may be nested in a segment, or in an element this package does not know."""

TOO_DEEP = f"elements are nested more than {MAX_DEPTH} deep, which no tool can use: take some out"

MAX_PENDING_BYTES = 16 * 2**20
"""How much of a file may go by without a unit coming to its end: bytes, or letters of text."""

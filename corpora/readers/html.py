"""Reads web pages: the report without the page around it."""

import re

from corpora.decode import decode
from corpora.readers.content import Content


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    raise NotImplementedError

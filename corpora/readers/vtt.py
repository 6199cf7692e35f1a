"""Reads subtitles of the web (.vtt, WebVTT): what is said, without notes and styles."""

import html
import re
from collections.abc import Iterator

from corpora.decode import decode
from corpora.errors import CorpusError
from corpora.readers.content import Content
from corpora.readers.srt import TIMES, put_together

_HEAD = re.compile(r"WEBVTT(?:[ \t]|$)")
# Times inside a subtitle, for singing along: "<00:01:02.500>".
_WHEN = re.compile(r"<\d[\d:.]{0,20}>")


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """What is said, a line for each run of subtitles that ends a sentence, as of .srt files.

    A subtitle ends at a blank line; blocks without times are comments, styles and regions.

    Raises:
        CorpusError: It is no WebVTT, or holds no text.
    """
    text, found = decode(data, path, encoding)
    lines = text.split("\n")
    if not _HEAD.match(lines[0].lstrip("\ufeff")):
        raise CorpusError("no WebVTT: its first line does not say so", path, "Save it as .srt.")
    return put_together(_cues(lines), found, path)


def _cues(lines: list[str]) -> Iterator[list[str]]:
    cue: list[str] | None = None
    for line in lines:
        if TIMES.fullmatch(line):
            cue = []
        elif cue is not None and line.strip():
            cue.append(html.unescape(_WHEN.sub("", line)))
        elif cue is not None:
            yield cue
            cue = None
    if cue is not None:
        yield cue

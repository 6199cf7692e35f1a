"""Reads subtitles (.srt): what is said, without numbers, times and formatting."""

import re
from collections.abc import Iterable, Iterator

from corpora.decode import decode
from corpora.errors import LEAVE_OUT, CorpusError
from corpora.readers.content import Content

_POINT = r"\s*(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
TIMES = re.compile(rf"{_POINT}\s*-->{_POINT}.*")
_NUMBER = re.compile(r"\s*\d+\s*")
_FORMAT = re.compile(
    r"</?(?:[ibus]|font|c|v|lang|ruby|rt)\b[^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}", re.IGNORECASE
)
_ENDED = re.compile(r"""[.!?…♪][»"'”’)\]]*$""")
_SPEAKER = re.compile(r"[-–—]\s?\S")


def read(data: bytes, path: str, encoding: str | None = None) -> Content:
    """What is said, a line for each run of subtitles that ends a sentence.

    Raises:
        CorpusError: It holds no text, or no subtitle.
    """
    text, found = decode(data, path, encoding)
    return put_together(cues(text.split("\n"), path), found, path)


def cues(lines: list[str], path: str) -> Iterator[list[str]]:
    """The lines of each subtitle: from its times on, to the number of the next.

    Raises:
        CorpusError: There are no times.
    """
    times = [number for number, line in enumerate(lines) if TIMES.fullmatch(line)]
    if not times:
        raise CorpusError("no subtitles in it", path, "Save its text as .txt.")
    for start, end in zip(times, [*times[1:], len(lines)], strict=True):
        cue = lines[start + 1 : end]
        while cue and not cue[-1].strip():
            cue.pop()
        if end < len(lines) and cue and _NUMBER.fullmatch(cue[-1]):
            cue.pop()  # the number of the next subtitle
        yield cue


def put_together(subtitles: Iterable[list[str]], encoding: str, path: str) -> Content:
    """The lines of subtitles without formatting, a line for each run that ends a sentence.

    A sentence that goes on in the next subtitle is put together; a dash begins another speaker's.

    Raises:
        CorpusError: There is no text in them.
    """
    said: list[str] = []
    for line in (line for cue in subtitles for line in cue):
        line = " ".join(_FORMAT.sub("", line).split())
        if not line:
            continue
        if said and not _ENDED.search(said[-1]) and not _SPEAKER.match(line):
            said[-1] += f" {line}"
        else:
            said.append(line)
    if not said:
        raise CorpusError("empty, no text in it", path, LEAVE_OUT)
    return Content("\n".join(said), encoding)

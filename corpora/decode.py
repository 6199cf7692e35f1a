"""Bytes of a text file to text: which encoding, decided by evidence, never guessed in silence."""

import codecs
import math
import re
from collections import Counter
from pathlib import Path

from corpora.errors import LEAVE_OUT, CorpusError

MAX_BYTES = 64 * 1024 * 1024
MAX_LINES_BYTES = (
    1024 * 1024 * 1024
)  # of a plain text with a sentence a line, for pools of millions
SAMPLE_BYTES = 64 * 1024  # enough to know an encoding by

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF document"),
)
_SAVE_AS_TEXT = "Give it the suffix of what it is, or save it as plain text."
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_USUAL = re.compile("[\t\n\r -~\xa0-\u052f\u2010-\u2030]")
_NEW_LINE = re.compile(r"\r\n?")

# Single-byte code pages that Kazakh and Russian texts come in, likeliest first. KZ-1048 is
# Windows-1251 with the Kazakh letters in place of those of other Slavic languages.
CYRILLIC_CODE_PAGES = ("cp1251", "koi8-r", "kz1048", "ptcp154", "cp866", "iso8859-5")
# Letters in a thousand letters of running text, Kazakh and Russian taken together.
_PER_THOUSAND = (
    "а110 е80 н68 о65 т58 р50 л48 с47 и45 ы45 д38 к32 м28 і26 в25 п22 у22 б20 з17 қ17 й14 ж12 ш12 "
    "ғ11 ң11 ә11 я10 г10 ь9 ч7 х7 ө7 ү7 ұ6 ю4 ц4 э3 ф3 щ2 ъ.5 ё.5 һ.5"
)
_LOG_LETTER = {entry[0]: math.log(float(entry[1:]) / 1000) for entry in _PER_THOUSAND.split()}
_LOG_SIGN = dict.fromkeys("«»–—…№“”„’‘ \xa0\xad§°•", math.log(0.005))
_LOG_STRANGE = math.log(1e-5)
_LOG_CAPITAL = math.log(0.2)
_LOG_CAPITAL_INSIDE = math.log(0.001)
_WESTERN = frozenset("àâäçéèêëîïôöùûüÿñßœæáíóúÀÂÄÇÉÈÊËÎÏÔÖÙÛÜÑŒ¡¿«»‹›“”„‘’‚–—…•·°§€†%\xa0\xad")
_WORST_CYRILLIC = -5.0  # mean log probability; running text is near -3, a wrong code page below -5


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file.

    Raises:
        CorpusError: The file cannot be read or has more than `most` bytes.
    """
    try:
        if not path.is_file() and path.exists():
            raise CorpusError("no ordinary file", path, "Name a file or a folder.")
        size = path.stat().st_size
        if size <= most:
            with path.open("rb") as file:
                data = file.read(most + 1)  # it may grow while it is read
            size = len(data)
        if size > most:
            raise CorpusError(
                f"larger than {most // 2**20} MiB ({size / 2**20:.0f} MiB)",
                path,
                "Cut it into several files.",
            )
        return data
    except OSError as error:
        reason = error.strerror or str(error)
        raise CorpusError(
            f"cannot be read ({reason})", path, "Check its name and rights."
        ) from None


def decode(data: bytes, path: Path | str, encoding: str | None = None) -> tuple[str, str]:
    r"""Text and encoding of a file's bytes; all line ends are "\n".

    Args:
        data: The bytes.
        path: Where they come from, for the error.
        encoding: The encoding, where it is known; otherwise it is found out.

    Raises:
        CorpusError: No text at all, no text but binary data, an encoding unknown to Python or
            one that does not fit, or bytes that fit no encoding known.
    """
    if not data.strip(b"\0\t\n\r\x0b\x0c "):
        raise CorpusError("empty, no text in it", path, LEAVE_OUT)
    text, name = _stated(data, path, encoding) if encoding else _found(data, path)
    text = _NEW_LINE.sub("\n", text.removeprefix("\ufeff"))
    if not text.strip():
        raise CorpusError("empty, no text in it", path, LEAVE_OUT)
    if _is_binary(text):
        raise CorpusError("binary data, not text", path, _SAVE_AS_TEXT)
    return text, name


def _stated(data: bytes, path: Path | str, encoding: str) -> tuple[str, str]:
    try:
        name = codecs.lookup(encoding).name
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"not {encoding}: byte {error.start} (0x{data[error.start]:02x}) does not fit",
            path,
            "Name another encoding, or leave it out to have it found.",
        ) from None
    except (LookupError, UnicodeError, ValueError):
        raise CorpusError(
            f"no such encoding: {encoding}", path, "Try utf-8, windows-1251, koi8-r or utf-16."
        ) from None
    return text, name


def _found(data: bytes, path: Path | str) -> tuple[str, str]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _stated(data[len(bom) :], path, name)
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise CorpusError(f"{what}, not text", path, _SAVE_AS_TEXT)
    try:
        text = data.decode("utf-8")
        if not _is_binary(text):
            return text, "utf-8"
    except UnicodeDecodeError:
        pass
    wide = _utf_16(data)
    if wide:
        return wide
    if _is_binary(data.decode("latin-1")):
        raise CorpusError("binary data, not text", path, _SAVE_AS_TEXT)
    narrow = _cyrillic(data) or _western(data) or _by_library(data)
    if narrow is None:
        raise CorpusError(
            "in no encoding that could be found out",
            path,
            "Name its encoding, or save it as UTF-8.",
        )
    return narrow


def _is_binary(text: str) -> bool:
    """Whether more than a stray control character or two stand in the text."""
    return len(_CONTROLS.findall(text)) * 1000 > len(text) + 1000


def _utf_16(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a byte order mark: it reads as text one way round, and not the other."""
    if len(data) % 2:
        return None
    found = []
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if len(_USUAL.findall(text)) >= 0.97 * len(text):
            found.append((text, name))
    return found[0] if len(found) == 1 else None


def _cyrillic(data: bytes) -> tuple[str, str] | None:
    """The Cyrillic code page whose letters come out most like running Kazakh or Russian."""
    sample = data[:SAMPLE_BYTES]
    scored = [
        (likeness(sample.decode(name, errors="replace")), name) for name in CYRILLIC_CODE_PAGES
    ]
    for score, name in sorted(scored, key=lambda pair: -pair[0]):
        if score < _WORST_CYRILLIC:
            break
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    return None


def likeness(text: str) -> float:
    """How much a text looks like Kazakh or Russian: mean log probability of its non-ASCII signs.

    Capitals after a small letter are all but impossible, which tells KOI8-R from Windows-1251:
    each has its small letters where the other has capitals. Where most letters are Latin, the
    text is in another script and the answer is minus infinity.
    """
    cyrillic = sum("\u0400" <= ch < "\u0530" for ch in text)
    if cyrillic * 2 < sum(ch.isalpha() for ch in text) or not cyrillic:
        return -math.inf
    total = 0.0
    counted = 0
    for (before, ch), times in Counter(zip(" " + text, text, strict=False)).items():
        if ch < "\x80":
            continue
        counted += times
        lower = ch.lower()
        score = _LOG_LETTER.get(lower) or _LOG_SIGN.get(ch, _LOG_STRANGE)
        if ch != lower and before.islower():
            score += _LOG_CAPITAL_INSIDE
        elif ch != lower and not before.isupper():
            score += _LOG_CAPITAL
        total += score * times
    return total / counted


def _western(data: bytes) -> tuple[str, str] | None:
    """Windows-1252, where all that is not ASCII is a letter or sign of German, French, Spanish."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return (text, "cp1252") if all(ch < "\x80" or ch in _WESTERN for ch in set(text)) else None


def _by_library(data: bytes) -> tuple[str, str] | None:
    """What charset-normalizer makes of the bytes, for other languages' legacy encodings."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:SAMPLE_BYTES]).best()
    if best is None:
        return None
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError:
        return None

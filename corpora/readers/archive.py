"""Documents that are ZIP archives of XML: opened with every bound, parsed without any trust."""

import datetime
import io
import lzma
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from corpora.errors import CorpusError

MAX_MEMBERS = 20_000
MAX_MEMBER_BYTES = 64 * 2**20
MAX_RATIO = 200
"""Of a member's unpacked to its packed size; documents pack 3 to 30 times."""
RATIO_FLOOR = 4 * 2**20
"""Bytes that a member may unpack to whatever its ratio."""

# Whatever zipfile raises on an archive whose bytes are not what they should be.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
_OLE = b"\xd0\xcf\x11\xe0"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BOMB = "Do not trust it; if you do, save its text as .txt."


class Archive:
    """The members of a document that is an archive; only those asked for are unpacked."""

    def __init__(self, data: bytes, path: str) -> None:
        """Look at the list of members.

        Raises:
            CorpusError: It is no archive, damaged or encrypted, or names files outside itself.
        """
        self.path = path
        if data.startswith(_OLE):
            locked = "EncryptedPackage".encode("utf-16-le") in data
            raise CorpusError(
                "encrypted with a password" if locked else "an old Office document",
                path,
                "Save it without a password." if locked else "Save it as .docx.",
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise self._damaged(error) from None
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise CorpusError(f"an archive of more than {MAX_MEMBERS:,} files", path, _BOMB)
        for member in members:
            name = PurePosixPath(member.filename.replace("\\", "/"))
            if name.is_absolute() or ".." in name.parts or re.match("[A-Za-z]:", member.filename):
                raise CorpusError(
                    f"the archive names a file outside itself ({member.filename})",
                    path,
                    "Do not trust it.",
                )
        self.names = frozenset(member.filename for member in members)

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises:
            CorpusError: It is missing, damaged, encrypted, or a bomb.
        """
        try:
            member = self._zip.getinfo(name)
        except KeyError:
            raise CorpusError(f"{name} is missing in it", self.path, "Save it again.") from None
        if member.flag_bits & 1:
            raise CorpusError("encrypted with a password", self.path, "Save it without a password.")
        limit = min(MAX_MEMBER_BYTES, max(RATIO_FLOOR, MAX_RATIO * member.compress_size))
        try:
            with self._zip.open(member) as file:
                data = file.read(limit + 1)
        except _DAMAGE as error:
            raise self._damaged(error) from None
        if len(data) > limit:
            raise CorpusError(
                f"{name} unpacks to more than {MAX_RATIO} times its size"
                if limit < MAX_MEMBER_BYTES
                else f"{name} is larger than {MAX_MEMBER_BYTES // 2**20} MiB",
                self.path,
                _BOMB,
            )
        return data

    def xml(self, name: str) -> Any:
        """The root element of a member; comments and processing instructions are left out.

        Raises:
            CorpusError: As `read`, or it is no XML, declares entities, or is nested too deep.
        """
        return parse(self.read(name), name, self.path)

    def _damaged(self, error: Exception) -> CorpusError:
        return CorpusError(
            f"damaged ({one_line(str(error))})", self.path, "Fetch or save it again."
        )


def parse(data: bytes, name: str, path: str) -> Any:
    """The root element of an XML file; nothing is resolved, loaded or fetched.

    Raises:
        CorpusError: It is no XML, declares entities, or is nested deeper than 256 elements.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CorpusError(
            f"{name} is no XML that can be read ({error})", path, "Save it again."
        ) from None
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise CorpusError(f"{name} declares XML entities", path, "Do not trust it.")
    return root


def day(text: str | None) -> datetime.date | None:
    """The day that a date in a document's properties begins with."""
    found = _DAY.match((text or "").strip())
    try:
        return datetime.date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def one_line(text: str | None) -> str:
    """A text with single spaces between its words."""
    return " ".join((text or "").split())


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str) -> str:
    """An attribute in whatever namespace, or ""; the versions of a format differ in that."""
    return next(
        (str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )

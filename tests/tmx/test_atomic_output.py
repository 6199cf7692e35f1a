"""A file appears whole or not at all, and with the permissions it should have."""

import errno
import os
import resource
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tmx import atomic_output


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_is_utf8_and_lines_end_as_written(tmp_path: Path) -> None:
    path = tmp_path / "есеп.tsv"
    with atomic_output(path) as file:
        file.write("қар\tснег\nжел\r\n")
    assert path.read_bytes() == "қар\tснег\nжел\r\n".encode()
    assert names(tmp_path) == ["есеп.tsv"]


def test_bytes(tmp_path: Path) -> None:
    with atomic_output(str(tmp_path / "a.bin"), "wb") as file:
        file.write(b"\0\xff")
    assert (tmp_path / "a.bin").read_bytes() == b"\0\xff"


def test_nothing_is_seen_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("ескі")
    with atomic_output(path) as file:
        file.write("жаңа")
        file.flush()
        assert path.read_text() == "ескі"
    assert path.read_text() == "жаңа"


@pytest.mark.parametrize("exception", [ValueError, KeyboardInterrupt, OSError, SystemExit])
@pytest.mark.parametrize("before", ["ескі", None])
def test_exception_leaves_all_as_it_was(
    tmp_path: Path, exception: type[BaseException], before: str | None
) -> None:
    path = tmp_path / "a.txt"
    if before is not None:
        path.write_text(before)

    def write_and_fail() -> None:
        with atomic_output(path) as file:
            file.write("жаңа" * 100_000)
            raise exception

    with pytest.raises(exception):
        write_and_fail()
    assert names(tmp_path) == ([] if before is None else ["a.txt"])
    assert before is None or path.read_text() == before


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_new_file_has_the_permissions_of_the_umask(tmp_path: Path, umask: int) -> None:
    old = os.umask(umask)
    try:
        with atomic_output(tmp_path / "a.txt"):
            pass
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o666 & ~umask


def test_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.touch(0o600)
    with atomic_output(path) as file:
        file.write("жаңа")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "жаңа"


def test_symbolic_link_stays(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    link = tmp_path / "link.txt"
    link.symlink_to("data/real.txt")
    with atomic_output(link) as file:
        file.write("жаңа")
    assert link.is_symlink()
    assert (tmp_path / "data/real.txt").read_text() == "жаңа"


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with atomic_output("a.txt") as file:
        file.write("жаңа")
    assert (tmp_path / "a.txt").read_text() == "жаңа"


def test_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError) as caught, atomic_output(tmp_path / "folder"):
        pass
    assert caught.value.filename == str(tmp_path / "folder")
    assert names(tmp_path) == ["folder"]


@pytest.mark.parametrize("parent", ["none", "none/none"])
def test_missing_folder(tmp_path: Path, parent: str) -> None:
    path = tmp_path / parent / "a.txt"
    with pytest.raises(FileNotFoundError) as caught, atomic_output(path):
        pass
    assert caught.value.filename == str(path)


def test_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "a.txt"
    with pytest.raises(NotADirectoryError) as caught, atomic_output(path):
        pass
    assert caught.value.filename == str(path)


def test_devices_are_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="Not a regular file"), atomic_output(tmp_path / "pipe"):
        pass
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


@contextmanager
def without_root() -> Iterator[None]:
    """Give up the root's right to write anywhere, if the tests run as root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_folder_that_must_not_be_written() -> None:
    folder = Path(tempfile.mkdtemp())  # tmp_path lies where only the user may look
    folder.chmod(0o555)
    path = folder / "a.txt"
    try:
        with without_root(), pytest.raises(PermissionError) as caught, atomic_output(path):
            pass
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert caught.value.filename == str(path)


def test_disk_full(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large") as caught, atomic_output(path) as file:
            file.writelines("қар" * 1000 for _ in range(1000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (caught.value.errno, caught.value.filename) == (errno.EFBIG, str(path))
    assert names(tmp_path) == []

"""Full disks, folders that cannot be written to, other processes: told clearly, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from corpora.store import Store, StoreBusyError, StoreError

SENTENCES = "Қар жауды {0}. Жел тұрды {0}. Күн шықты {0}. Жол ашылды {0}. Ауыл оянды {0}. "


def write_many(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = "".join(SENTENCES.format(number * 100 + k) for k in range(20))
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")


def python(script: str, *arguments: object) -> subprocess.CompletedProcess:
    """Run a script in a process of its own."""
    root = Path(__file__).parents[3]
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(root)},
    )


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes; gives its folder and what changes its mount options."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no file system can be mounted here ({done.stderr.strip()})")

    mount("size=2m")
    yield place, mount
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk(tmp_path, small_disk):
    place, mount = small_disk
    write_many(tmp_path / "reports", 150)
    with Store.create(place / "corpus.egiz") as store:
        with pytest.raises(StoreError, match="full"):
            store.add(tmp_path / "reports")
        before = store.documents()
        assert len(before) < 150
        assert store.check() == []
        with pytest.raises(StoreError, match="full"):
            store.add(tmp_path / "reports")
        assert store.documents()[: len(before)] == before
        mount("remount,size=64m")
        store.add(tmp_path / "reports")
        assert len(store.documents()) == 150
        assert store.check() == []


def test_a_file_that_may_not_grow(aligned, tmp_path):
    """The limit of a process stands in for a full disk where none can be mounted."""
    store, pair = aligned
    write_many(tmp_path / "more", 100)
    script = """
        import resource, sys
        from pathlib import Path
        from corpora.store import Store, StoreError
        with Store.open(sys.argv[1]) as store:
            limit = Path(sys.argv[1]).stat().st_size + 200_000
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            try:
                store.add(sys.argv[2])
            except StoreError as error:
                sys.exit(str(error))
    """
    done = python(script, store.path, tmp_path / "more")
    assert done.returncode == 1
    assert "full" in done.stderr
    assert "Traceback" not in done.stderr
    assert store.check() == []
    assert len(store.beads(pair)) == 4
    assert len(store.add(tmp_path / "more").left_out) == 0
    assert len(store.documents()) == 102


def test_a_disk_that_can_only_be_read(small_disk, folder):
    place, mount = small_disk
    with Store.create(place / "corpus.egiz") as store:
        store.add(folder)
    mount("remount,ro")
    with Store.open(place / "corpus.egiz") as store:
        assert len(store.documents()) == 2
        assert len(store.search("библиотека")) == 2
        assert store.check() == []
        assert store.status().to_align == 2
        with pytest.raises(StoreError, match="cannot be written to"):
            store.add(folder)
        with pytest.raises(StoreError, match="cannot be written to"):
            store.undo()
    with pytest.raises(StoreError, match="cannot be written to"):
        Store.create(place / "other.egiz")
    mount("remount,rw")
    with Store.open(place / "corpus.egiz") as store:
        assert store.add(folder).unchanged


def test_a_second_process_waits_or_says_who_is_there(store, folder):
    store.command = "egiz corpus add reports"
    held, done = threading.Event(), threading.Event()
    waited: list[str] = []

    def work() -> None:
        with Store.open(store.path) as mine:
            mine.command = "egiz corpus align"
            with mine.operation("align"):
                held.set()
                done.wait(10)

    worker = threading.Thread(target=work)
    worker.start()
    held.wait(10)
    store.wait = 0.1
    with pytest.raises(StoreBusyError, match=r"in use by process \d+ on .*egiz corpus align"):
        store.add(folder)
    assert store.documents() == []  # reading needs no turn

    def announce(what: str) -> None:
        waited.append(what)
        done.set()

    store.wait, store.announce = 10, announce
    assert len(store.add(folder).added) == 2
    worker.join()
    assert len(waited) == 1
    assert "egiz corpus align" in waited[0]


def test_two_processes_add_at_once(store, tmp_path):
    write_many(tmp_path / "a", 30)
    write_many(tmp_path / "b", 30)
    script = "import sys; from corpora.store import Store; Store.open(sys.argv[1]).add(sys.argv[2])"
    command = [sys.executable, "-c", script, str(store.path)]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    both = [subprocess.Popen([*command, str(tmp_path / name)], env=env) for name in "ab"]
    assert [process.wait(60) for process in both] == [0, 0]
    assert len(store.documents()) == 30  # the second finds what the first has put in
    assert store.check() == []
    assert [operation.state for operation in store.history()] == ["done", "done"]


def test_decisions_do_not_wait_for_an_alignment(aligned):
    store, pair = aligned
    bead = store.beads(pair)[0]
    with Store.open(store.path) as other, other.operation("align"):
        store.decide(pair, [(bead.id, 1)], [replace(bead, state="accepted")], "accept")
        assert other.beads(pair)[0].state == "accepted"


def test_a_killed_process_leaves_no_lock(store, folder):
    script = """
        import os, sys
        from corpora.store import Store
        store = Store.open(sys.argv[1])
        with store.operation("align"):
            os.kill(os.getpid(), 9)
    """
    assert python(script, store.path).returncode == -9
    assert [one.state for one in store.history(1)] == ["interrupted"]
    assert store.status().last.state == "interrupted"
    with Store.open(store.path) as other, other.operation("add"):
        assert [one.state for one in store.history(2)] == ["running", "interrupted"]
    store.wait = 0
    store.add(folder)
    assert [one.state for one in store.history(3)] == ["done", "done", "interrupted"]


def test_what_a_killed_process_did_can_be_undone(store, folder):
    script = """
        import os, sys
        from corpora.store import Store
        from corpora.store.adding import add, find_files
        store = Store.open(sys.argv[1])
        with store.operation("add") as operation:
            add(operation, find_files([sys.argv[2]]))
            os.kill(os.getpid(), 9)
    """
    assert python(script, store.path, folder).returncode == -9
    assert len(store.documents()) == 2
    assert (store.to_undo().kind, store.to_undo().state) == ("add", "interrupted")
    store.undo()
    assert store.documents() == []

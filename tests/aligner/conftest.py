"""The model, loaded once; the samples, aligned once; a small pair of reports; the command."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from browsing import browser, page  # noqa: F401  # fixtures of all tests of pages
from places import DATA, SAMPLES
from typer.testing import CliRunner

from aligner import Alignment, align, pipeline
from aligner.cli import app
from aligner.encoder import Encoder, TextVectors, load_encoder
from aligner.gather import gather
from corpora import ReadOptions, read_document


class Remembering:
    """An encoder that reads no text twice, so that many tests can align the same reports."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, tuple] = {}
        self.info = encoder.info

    def encode(self, texts: Sequence[str], progress: Callable = lambda _: None) -> TextVectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        vectors = self._encoder.encode(new)
        self._known |= zip(new, zip(vectors.pooled, vectors.traces, strict=True), strict=True)
        progress(sum(map(bool, texts)))
        found = ((number, *self._known[text]) for number, text in enumerate(texts))
        return TextVectors.collect(len(texts), self.info.dim, found)


@pytest.fixture(scope="session")
def bundled_encoder() -> Encoder:
    """The default model as users get it."""
    return load_encoder()


@pytest.fixture(scope="session")
def encoder(bundled_encoder: Encoder) -> Encoder:
    """The default model, each text read once in the session."""
    return Remembering(bundled_encoder)


@pytest.fixture(scope="session")
def samples(encoder: Encoder) -> Alignment:
    """Our sample reports, aligned with the settings that users get."""
    gathered = gather([SAMPLES / "kk", SAMPLES / "ru"], ReadOptions())
    return align(*gathered.sides, encoder=encoder)


@pytest.fixture(scope="session")
def library(encoder: Encoder) -> Alignment:
    """One small parallel pair: nine sentences, one of the Russian ones without a twin."""
    source, target = (read_document(DATA / f"library.{language}.txt") for language in ("kk", "ru"))
    return align(source, target, encoder=encoder)


@pytest.fixture
def reports(tmp_path: Path) -> tuple[Path, Path]:
    """The files of the small pair, in a folder of their own."""
    folder = tmp_path / "reports"
    folder.mkdir()
    return tuple(
        Path(shutil.copy(DATA / f"library.{language}.txt", folder)) for language in ("kk", "ru")
    )


@pytest.fixture
def egiz(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Runs the command in this process, with the model that is loaded already."""

    def load(name: str = "bundled", announce: Callable = lambda _: None) -> Encoder:
        return encoder if name == "bundled" else load_encoder(name, announce)

    monkeypatch.setattr(pipeline, "load_encoder", load)
    runner = CliRunner(env={"COLUMNS": "200"})

    def run(*arguments: object):
        result = runner.invoke(app, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run

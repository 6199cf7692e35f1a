"""The examples of docs/corpus.md are run, and print what stands there."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from aligner.cli.corpus import app

PAGE = Path(__file__).parents[3] / "docs" / "corpus.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture
def page_folder(tmp_path, monkeypatch, egiz, encoder):
    """The files of the page, and the model that is loaded already."""
    import aligner.corpus.alignment as alignment
    import aligner.encoder as encoders

    for module in (alignment, encoders):
        monkeypatch.setattr(module, "load_encoder", lambda *_: encoder)
    for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return egiz


def test_the_commands_print_what_stands_there(page_folder, monkeypatch):
    import aligner.cli.corpus.shared as shared

    for block in re.findall(r"^```console\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL):
        for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            words = shlex.split(command)
            monkeypatch.setattr(shared.sys, "argv", words)
            lines = page_folder(*words[1:]).output.splitlines()
            output = "\n".join(line.rstrip() for line in lines)
            pattern = re.escape(expected.rstrip("\n")).replace("…", ".*")
            assert re.fullmatch(pattern, output, re.DOTALL), f"{command}\n{output}"


def test_the_library_does_what_stands_there(page_folder):
    assert page_folder("--version").exit_code == 0
    test = doctest.DocTestParser().get_doctest(TEXT, {}, PAGE.name, str(PAGE), 0)
    assert len(test.examples) > 15
    assert doctest.DocTestRunner().run(test).failed == 0


def test_each_command_has_an_example():
    shown = set(re.findall(r"^\$ egiz corpus ([\w-]+)", TEXT, re.MULTILINE))
    # `clean` needs no store, and has a page of its own.
    assert {command.name for command in app.registered_commands} - shown <= {"clean", "calibrate"}

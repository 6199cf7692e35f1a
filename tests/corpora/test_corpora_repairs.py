"""Cases of repairs in a data file: mended faults, what only looks like one, known failures."""

import re
from pathlib import Path

import pytest

from corpora.clean import apply, plan

KAZAKH = "Қала әкімі бүгін тұрғындармен кездесіп, олардың сұрақтарына жауап берді."
_SPOILT = re.compile(r"\{([\w-]+)>([\w-]+):(.*?)\}")


_SIGNS = str.maketrans({"⏎": "\n", "⊙": "\uf0b7"})


def spoil(match):
    """A text that was written in one code page and read in another, as browsers do it."""
    written, read, text = match.groups()
    return "".join(
        bytes((byte,)).decode(read, errors="ignore") or chr(byte) for byte in text.encode(written)
    )


def shown(text):
    return _SPOILT.sub(spoil, text.replace("{kk}", KAZAKH)).translate(_SIGNS)


def cases():
    lines = (Path(__file__).parent / "data" / "repairs.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        kind, rule, *texts = line.split("\t")
        marks = [pytest.mark.xfail(strict=True)] if kind == "known" else []
        yield pytest.param(rule, *map(shown, (*texts, *texts)[:2]), id=line[:60], marks=marks)


@pytest.mark.parametrize(("rule", "text", "wanted"), list(cases()))
def test_repairs(rule, text, wanted):
    repairs = plan(text)
    assert apply(text, repairs) == wanted
    rules = {name for repair in repairs for name in repair.rule.split("+")}
    assert rule in rules or text == wanted
    if rule != "-":  # each can be switched off
        skipped = {r for repair in plan(text, frozenset({rule})) for r in repair.rule.split("+")}
        assert rule not in skipped

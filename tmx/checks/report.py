"""Findings as text, JSON, SARIF or JUnit, written as they come."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import Any, Protocol, TextIO
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from tmx.checks.codes import CODES, Level
from tmx.checks.findings import Finding
from tmx.flaws import NOT_XML

Checked = Iterable[tuple[str | os.PathLike[str], Iterable[Finding]]]
"""Files with their findings."""

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SARIF_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning"}


@dataclass(slots=True)
class Totals:
    """How many findings there were."""

    errors: int = 0
    warnings: int = 0

    def count(self, finding: Finding) -> None:
        """Count one."""
        if finding.level is Level.ERROR:
            self.errors += 1
        else:
            self.warnings += 1

    def __str__(self) -> str:
        return f"{_many(self.errors, 'error')}, {_many(self.warnings, 'warning')}"


class Report(Protocol):
    """Writes the findings of files and counts them."""

    def __call__(self, out: TextIO, files: Checked) -> Totals:
        """Write them, and return how many there are."""


def write_text(out: TextIO, files: Checked, limit: int = 0) -> Totals:
    """Write a line for each finding, and at the end of each file what the codes mean.

    With a ``limit``, only so many findings of each code in a file get their line.
    """
    totals = Totals()
    for path, findings in files:
        name = _name(path)
        counts: Counter[tuple[str, int]] = Counter()
        here = Totals()
        for finding in findings:
            here.count(finding)
            totals.count(finding)
            counts[finding.code, finding.number] += 1
            if not limit or counts[finding.code, finding.number] <= limit:
                out.write(f"{_place(name, finding)}: {finding.code} {_told(finding)}\n")
        for (code, number), count in sorted(counts.items(), key=lambda item: item[0][1]):
            kind = CODES[number]
            shown = f" (the first {limit} are shown)" if 0 < limit < count else ""
            out.write(f"\n{code} × {count}{shown}: {kind.meaning}\n  Fix: {kind.fix}\n")
            if kind.repair:
                out.write(f"  egiz tmx repair: {kind.repair}\n")
        out.write(f"{chr(10) if counts else ''}{name}: {here}\n")
    return totals


def write_json(out: TextIO, files: Checked) -> Totals:
    """Write one object: ``files``, each with its ``findings``."""
    totals = Totals()
    out.write('{"files": [')
    for number, (path, findings) in enumerate(files):
        here = Totals()
        out.write(f"{',' if number else ''}\n" + f'{{"file": {_json(_name(path))}, "findings": [')
        for count, finding in enumerate(findings):
            here.count(finding)
            totals.count(finding)
            out.write(f"{',' if count else ''}\n  {_json(_as_dict(finding))}")
        out.write(f'\n], "errors": {here.errors}, "warnings": {here.warnings}}}')
    out.write(f'\n], "errors": {totals.errors}, "warnings": {totals.warnings}}}\n')
    return totals


def write_sarif(out: TextIO, files: Checked) -> Totals:
    """Write a log in the form SARIF 2.1.0 (OASIS), which code hosts show beside the file."""
    totals = Totals()
    rules = [
        {
            "id": str(code),
            "name": code.name,
            "shortDescription": {"text": code.meaning},
            "help": {"text": code.fix},
            "defaultConfiguration": {"level": _SARIF_LEVELS[code.level]},
        }
        for code in CODES.values()
    ]
    driver = {"name": "egiz tmx validate", "rules": rules}
    out.write(f'{{"$schema": {_json(_SARIF_SCHEMA)}, "version": "2.1.0", "runs": [\n')
    out.write(f'{{"tool": {_json({"driver": driver})}, "results": [')
    begun = False
    for path, findings in files:
        for finding in findings:
            totals.count(finding)
            place: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
            if finding.line:
                place["region"] = {"startLine": finding.line}
            result = {
                "ruleId": str(finding.kind),
                "level": _SARIF_LEVELS[finding.level],
                "message": {"text": f"{_told(finding)}. {finding.kind.fix}"},
                "locations": [{"physicalLocation": place}],
            }
            out.write(f"{',' if begun else ''}\n{_json(result)}")
            begun = True
    out.write("\n]}]}\n")
    return totals


def write_junit(out: TextIO, files: Checked) -> Totals:
    """Write JUnit's XML: a suite for each file; errors are failures, warnings pass."""
    totals = Totals()
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
    for path, findings in files:
        here = Totals()
        name = _attribute(_name(path))
        # the suite begins with its counts, which only its end knows
        with TemporaryFile("w+", encoding="utf-8") as cases:
            for finding in findings:
                here.count(finding)
                totals.count(finding)
                cases.write(_case(name, finding))
            count = here.errors + here.warnings
            out.write(f'<testsuite name={name} tests="{count or 1}" failures="{here.errors}">\n')
            cases.seek(0)
            for line in cases:
                out.write(line)
        if not count:
            out.write(f'<testcase classname={name} name="valid"/>\n')
        out.write("</testsuite>\n")
    out.write("</testsuites>\n")
    return totals


REPORTS: Mapping[str, Report] = MappingProxyType(
    {"text": write_text, "json": write_json, "sarif": write_sarif, "junit": write_junit}
)
"""All forms by their names."""


def _case(file: str, finding: Finding) -> str:
    told = f"{_told(finding)}. {finding.kind.meaning} {finding.kind.fix}"
    name = _attribute(f"{_place('', finding).lstrip(':') or 'file'}: {finding.code}")
    if finding.level is Level.ERROR:
        inner = f"<failure message={_attribute(_told(finding))}>{escape(_legal(told))}</failure>"
    else:
        inner = f"<system-out>{escape(_legal(told))}</system-out>"
    return f"<testcase classname={file} name={name}>{inner}</testcase>\n"


def _as_dict(finding: Finding) -> dict[str, Any]:
    return {
        "line": finding.line,
        "unit": finding.unit,
        "code": finding.code,
        "name": finding.kind.name,
        "what": finding.what,
        "meaning": finding.kind.meaning,
        "fix": finding.kind.fix,
        "effect": finding.effect,
    }


def _told(finding: Finding) -> str:
    unit = "" if finding.unit is None else f", unit {finding.unit}"
    effect = f" (it {finding.effect})" if finding.effect else ""
    return f"{finding.kind.name}{unit}: {finding.what}{effect}"


def _place(name: str, finding: Finding) -> str:
    return name if finding.line is None else f"{name}:{finding.line}"


def _name(path: str | os.PathLike[str]) -> str:
    return os.fspath(path).encode("utf-8", "replace").decode("utf-8")


def _uri(path: str | os.PathLike[str]) -> str:
    """The path as SARIF wants it, a reference relative to wherever the report is read."""
    return quote(_name(path).replace(os.sep, "/"), safe="/.~")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _legal(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)


def _attribute(text: str) -> str:
    return quoteattr(_legal(text))


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"

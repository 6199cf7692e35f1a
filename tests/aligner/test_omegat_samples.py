"""OmegaT fills in our Russian where a Kazakh report is translated with our memory."""

import re

import headless_omegat as omegat
import pytest
from places import SAMPLES

from aligner import Selection, write_alignment
from aligner.outputs import selected_units

pytestmark = pytest.mark.skipif(not omegat.OMEGAT, reason=omegat.INSTALL)

REPORT = "sarybulak-kanaly-iske-qosyldy.txt"


def test_a_report_is_translated_from_the_memory(samples, tmp_path):
    """The sentences stand one to a paragraph, so that Egiz's cutting counts, not OmegaT's."""
    memory = tmp_path / "samples.tmx"
    write_alignment(samples, memory)
    (pair,) = (pair for pair in samples.pairs if pair.source.id == REPORT)
    source = "\n\n".join(pair.source.sentence_texts)

    outcome = omegat.translate(tmp_path / "work", {REPORT: source}, [memory], sentences=False)

    assert outcome.complaints == ()
    assert filled(samples, outcome.targets[REPORT].split("\n\n")) >= 0.9


def test_the_file_itself_is_translated_from_the_memory(samples, tmp_path):
    """As it lies in the folder, cut by OmegaT's own rules and uncleaned."""
    memory = tmp_path / "samples.tmx"
    write_alignment(samples, memory)
    source = (SAMPLES / "kk" / REPORT).read_text(encoding="utf-8")

    outcome = omegat.translate(tmp_path / "work", {REPORT: source}, [memory])

    assert outcome.complaints == ()
    assert filled(samples, [outcome.targets[REPORT]]) >= 0.9


def filled(alignment, paragraphs):
    """Of the units of one sentence a side, how many are in the target with just our Russian."""
    units = [
        unit
        for unit in selected_units(alignment, Selection())
        if unit.pair.source.id == REPORT and len(unit.bead.source) == len(unit.bead.target) == 1
    ]
    assert len(units) >= 15
    target = "\n".join(paragraphs)
    return sum(bool(re.search(re.escape(unit.target), target)) for unit in units) / len(units)

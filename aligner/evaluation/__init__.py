"""How good an output is: ladders, pairs, document links and memories against gold, confidences.

Needs no model; nothing but `tmx` is loaded.
"""

from .calibration import (
    Bin,
    Calibration,
    brier_score,
    calibrate,
    expected_calibration_error,
    reliability_table,
)
from .counts import Counts, Rung, ladder_counts, set_counts
from .errors import EvaluationError
from .files import Kind
from .readers import read_ladder, read_links, read_pairs, read_sentences, read_table
from .report import as_json, figure, print_evaluation
from .run import DocumentScore, Evaluation, evaluate
from .units import TextPair, read_units, unit_counts

__all__ = [
    "Bin",
    "Calibration",
    "Counts",
    "DocumentScore",
    "Evaluation",
    "EvaluationError",
    "Kind",
    "Rung",
    "TextPair",
    "as_json",
    "brier_score",
    "calibrate",
    "evaluate",
    "expected_calibration_error",
    "figure",
    "ladder_counts",
    "print_evaluation",
    "read_ladder",
    "read_links",
    "read_pairs",
    "read_sentences",
    "read_table",
    "read_units",
    "reliability_table",
    "set_counts",
    "unit_counts",
]

"""What a machine computes with; torch is not loaded to be asked where the answer is no."""

import subprocess
import sys

import pytest
import torch

from aligner.device import Precision, bytes_precision, graphics_card

ASK = """
import sys
from aligner.device import graphics_card
assert graphics_card([]) is None
assert "torch" not in sys.modules
"""


def test_without_a_driver_torch_is_not_loaded():
    assert subprocess.run([sys.executable, "-c", ASK]).returncode == 0


def test_with_a_driver_torch_decides(tmp_path):
    expected = "cuda" if torch.cuda.is_available() else None
    assert graphics_card([tmp_path]) == expected


@pytest.mark.parametrize(
    ("machine", "flags", "precision"),
    [
        ("x86_64", "fpu avx2 avx512f avx512_vnni", Precision.INT8),
        ("x86_64", "fpu avx2 avx_vnni", Precision.INT8),
        ("x86_64", "fpu avx2", Precision.INT7),
        ("x86_64", "fpu avx512_vnni_x", Precision.INT7),
        ("arm64", "", Precision.INT8),
        ("aarch64", "", Precision.INT8),
    ],
)
def test_weights_are_as_wide_as_the_processor_multiplies_them(tmp_path, machine, flags, precision):
    told = tmp_path / "cpuinfo"
    told.write_text(f"processor : 0\nflags\t\t: {flags}\n", encoding="utf-8")
    assert bytes_precision(machine, told) is precision


def test_a_processor_that_nothing_is_said_of(tmp_path):
    assert bytes_precision("x86_64", tmp_path / "none") is Precision.INT7

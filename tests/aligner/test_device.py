"""Whether a graphics card is there is asked without loading torch where the answer is no."""

import subprocess
import sys

import torch

from aligner.device import graphics_card

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

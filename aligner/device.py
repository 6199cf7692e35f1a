"""Whether there is a graphics card that torch can use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

# The device files of NVIDIA's driver, of AMD's, and of Windows' for Linux: where there is none,
# torch need not be imported to be asked, which takes longer than aligning two reports.
DEVICE_FILES = (Path("/dev/nvidiactl"), Path("/dev/kfd"), Path("/dev/dxg"))


def graphics_card(device_files: Sequence[Path] = DEVICE_FILES) -> str | None:
    """What torch calls the graphics card it sees; None where it sees none."""
    if not any(path.exists() for path in device_files):
        return None
    import torch

    return "cuda" if torch.cuda.is_available() else None

"""What this machine computes with: a graphics card, or which numbers on the processor."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

# The device files of NVIDIA's driver, of AMD's, and of Windows' for Linux: where there is none,
# torch need not be imported to be asked, which takes longer than aligning two reports.
DEVICE_FILES = (Path("/dev/nvidiactl"), Path("/dev/kfd"), Path("/dev/dxg"))
CPU_FILE = Path("/proc/cpuinfo")


class Precision(StrEnum):
    """The numbers that the default model computes with."""

    FLOAT32 = "float32"
    FLOAT16 = "float16"  # on graphics cards
    INT8 = "int8"  # most linear maps with 8-bit numbers
    INT7 = "int7"  # the same with weights of 7 bits


def graphics_card(device_files: Sequence[Path] = DEVICE_FILES) -> str | None:
    """What torch calls the graphics card it sees; None where it sees none."""
    if not any(path.exists() for path in device_files):
        return None
    import torch

    return "cuda" if torch.cuda.is_available() else None


def bytes_precision(machine: str = "", cpu_file: Path = CPU_FILE) -> Precision:
    """Which weights of whole numbers this processor multiplies without overflow.

    x86 processors without VNNI instructions add two products in 16 bits, which holds those of
    7-bit weights only.

    Args:
        machine: the kind of processor, as `platform.machine` says it.
        cpu_file: what Linux says of it.
    """
    if (machine or platform.machine()).lower() in ("arm64", "aarch64"):
        return Precision.INT8
    try:
        told = cpu_file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Precision.INT7
    flags = {
        flag for line in told.splitlines() if line.startswith("flags") for flag in line.split()
    }
    return Precision.INT8 if flags & {"avx512_vnni", "avx_vnni"} else Precision.INT7

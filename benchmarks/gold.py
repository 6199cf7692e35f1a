"""Where the hand-made ladders of a folder are."""

from __future__ import annotations

import re
from pathlib import Path


def ladder_files(folder: Path) -> list[tuple[Path, Path, Path]]:
    """Source, target and gold of each document of a ladder set."""
    found = []
    for gold in sorted(folder.iterdir()):
        joined = re.fullmatch(r"\.([a-z]{2})([a-z]{2})", gold.suffix)
        if gold.suffix == ".gold":
            sides = sorted(folder.glob(f"{gold.stem}.??"))
        elif joined:
            sides = [gold.with_suffix(f".{language}") for language in joined.groups()]
        else:
            continue
        if len(sides) == 2 and all(side.is_file() for side in sides):
            found.append((sides[0], sides[1], gold))
    return found

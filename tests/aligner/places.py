"""Where the files are that tests read. No conftest: several folders have one, of the same name."""

from pathlib import Path

import corpora

SAMPLES = Path(corpora.__file__).parent / "samples"
DATA = Path(__file__).parent / "data"

"""Some mangled files; `benchmarks/fuzz_tmx.py` goes on for as long as one likes."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "fuzz_tmx.py"


def test_mangled_files_do_no_harm() -> None:
    spec = importlib.util.spec_from_file_location("fuzz_tmx", SCRIPT)
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    tried, _, _ = script.fuzz(seconds=60.0, seed=4, cases=150)
    assert tried > 0

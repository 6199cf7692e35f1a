"""Some mangled files; `benchmarks/fuzz_tmx.py` goes on for as long as one likes."""

import fuzz_tmx


def test_mangled_files_do_no_harm() -> None:
    tried, _, _ = fuzz_tmx.fuzz(seconds=60.0, seed=4, cases=150)
    assert tried > 0

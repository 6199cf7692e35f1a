"""A few processes are killed at work on a store; `benchmarks/kill_store.py` kills hundreds."""

import os
import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def test_nothing_is_lost_when_processes_are_killed():
    command = [sys.executable, str(BENCHMARKS / "kill_store.py"), "--kills", "6", "--seed", "3"]
    env = os.environ | {"PYTHONPATH": str(BENCHMARKS.parent)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("6 kills")
    assert "0 faults" in done.stdout

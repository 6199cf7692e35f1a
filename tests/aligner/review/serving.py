"""The review page, served by the command itself in a process of its own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Served:
    """A running page: the address with its token, the port, the process, the store."""

    address: str
    port: int
    process: subprocess.Popen
    store: Path

    @property
    def token(self) -> str:
        return self.address.partition("token=")[2]

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(store: Path, who: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "aligner.cli", "review", str(store), "--no-browser"]
    process = subprocess.Popen([*command, "--who", who], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=\S+", line)
        assert address, line
        yield Served(address[0], int(address[1]), process, store)
    finally:
        process.kill()
        process.communicate()

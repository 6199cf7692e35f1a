"""`python -m aligner.cli` is the command `egiz`."""

from . import main

main()

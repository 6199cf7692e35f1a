"""The one error that bad input raises: what is wrong, where, and what to do about it."""

from pathlib import Path


class CorpusError(Exception):
    """A text that cannot be read; ``str(error)`` is one line fit for a user's eyes.

    Attributes:
        what: What is wrong, without a full stop.
        path: The file or folder, or the name of a text in memory.
        hint: What to do, as a sentence; may be "".
    """

    def __init__(self, what: str, path: Path | str = "", hint: str = "") -> None:
        self.what = what
        self.path = str(path)
        self.hint = hint
        where = f"{self.path}: " if self.path else ""
        super().__init__(" ".join(f"{where}{what}. {hint}".split()))

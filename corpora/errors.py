"""The one error that bad input raises: what is wrong, where, and what to do about it."""

from pathlib import Path

LEAVE_OUT = "Leave it out."
"""The hint where nothing else can be done."""


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

    @property
    def why(self) -> str:
        """What is wrong and what to do, for lists of what was left out, which name the file."""
        needless = not self.hint or self.hint == LEAVE_OUT
        return " ".join((self.what if needless else f"{self.what}. {self.hint}").split())

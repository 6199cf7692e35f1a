"""The error of files that cannot be evaluated."""

from pathlib import Path

from aligner.errors import AlignerError


class EvaluationError(AlignerError):
    """An output or its gold cannot be read, or the two do not belong together."""

    @classmethod
    def at(cls, path: Path, line: int, what: str) -> "EvaluationError":
        """What is wrong on a line of a file, counted from 1, and what to do."""
        return cls(f"{path}, line {line}: {what}")

"""Errors that a user can act on: what is wrong, and what to do."""


class AlignerError(Exception):
    """Something the user can mend; its text is one plain line."""


class ModelError(AlignerError):
    """The embedding model is missing, damaged or unknown."""


class InputError(AlignerError):
    """The files given do not make two sides."""


class LanguageError(AlignerError):
    """The two sides are in the same language, or a language cannot be told."""


class OutputError(AlignerError):
    """The result cannot be written as asked."""


class CacheError(AlignerError):
    """The kept vectors cannot be read, deleted or set up as asked."""

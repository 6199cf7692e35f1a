"""Text in: reports are found, read, cleaned and cut into sentences."""

from corpora.errors import CorpusError
from corpora.language import recognise
from corpora.model import Document, Furniture, Repair, Sentence
from corpora.reading import (
    ReadOptions,
    find_documents,
    mark_repeated,
    read_document,
    read_documents,
    read_text,
)
from corpora.shelf import Shelf
from corpora.spans import Span
from corpora.split import split_sentences

__all__ = [
    "CorpusError",
    "Document",
    "Furniture",
    "ReadOptions",
    "Repair",
    "Sentence",
    "Shelf",
    "Span",
    "find_documents",
    "mark_repeated",
    "read_document",
    "read_documents",
    "read_text",
    "recognise",
    "split_sentences",
]

"""A document's sentences are stretches of its text; errors are one line with path and advice."""

import dataclasses

import pytest

from corpora import CorpusError, Document, Sentence


def test_sentence_texts_are_slices_of_the_text():
    document = Document("a", "kk", "Бір. Екі.", (Sentence(0, 4, 0), Sentence(5, 9, 0)))
    assert document.sentence_texts == ["Бір.", "Екі."]
    assert document.sentence_text(1) == "Екі."


def test_a_document_cannot_be_changed():
    document = Document("a", "kk", "", ())
    with pytest.raises(dataclasses.FrozenInstanceError):
        document.text = "өзгерді"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (CorpusError("empty", "bakuga.txt", "Leave it out."), "bakuga.txt: empty. Leave it out."),
        (CorpusError("empty\nindeed", "a.txt"), "a.txt: empty indeed."),
        (CorpusError("nothing to read"), "nothing to read."),
    ],
)
def test_an_error_is_one_line(error, line):
    assert str(error) == line

"""What a text is made of: the document, its sentences, and what was done to it on the way in."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from corpora.language import Verdict, foreign_to, recognise


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document: the characters ``document.text[start:end]``.

    Attributes:
        start: Offset of its first character in the document's text.
        end: Offset after its last character; equal to ``start`` for a blank line.
        paragraph: Number of the paragraph it stands in, from 0.
        furniture: Where each line is a sentence, the rule that marks the whole line as the
            site's; "" for report text.
    """

    start: int
    end: int
    paragraph: int
    furniture: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """One edit of the cleaning plan.

    Attributes:
        rule: Name of the cleaning rule; several, joined by "+", where their edits touch.
        start: Offset of the first changed character in the text as the reader decoded it.
        end: Offset after the last changed character.
        before: What stood there.
        after: What stands there now.
    """

    rule: str
    start: int
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line of the document's text that is the site's, not the report's."""

    rule: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text in one language, cleaned and cut into sentences.

    Attributes:
        id: What users call it: its path below the folder it was found in, or its file name.
        language: BCP-47 tag of the language of most of it: "kk", "kk-Latn" (Kazakh in Latin
            letters), "ru", "de"…; "und" where nothing tells.
        text: The cleaned text, furniture included, so that nothing is lost.
        sentences: The sentences in order.
        path: The file it was read from.
        title: The title, where the file names one.
        date: The day of the report, where its page or dateline names one.
        source: Link to the report, where the page names one.
        encoding: Encoding of the file.
        author: Who wrote it, where the file says so.
        pairing: Names the file that holds this text in other languages too; sentences with the
            same number in documents of the same pairing belong together. "" for any other file.
        notes: What a user should know of the file, a line each.
        repairs: What cleaning changed, in the order of the text.
        furniture: The site's lines, in the order of the text.
    """

    id: str
    language: str
    text: str
    sentences: tuple[Sentence, ...]
    path: Path | None = None
    title: str = ""
    date: datetime.date | None = None
    source: str = ""
    encoding: str = ""
    author: str = ""
    pairing: str = ""
    notes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    furniture: tuple[Furniture, ...] = ()

    def sentence_text(self, number: int) -> str:
        """The text of the sentence with this number, from 0."""
        sentence = self.sentences[number]
        return self.text[sentence.start : sentence.end]

    @property
    def verdict(self) -> Verdict:
        """What the sentences show of the language, whatever the user said."""
        return recognise("\n".join(self.sentence_texts))

    def sentence_verdict(self, number: int) -> Verdict:
        """What a sentence by itself shows of its language; short ones show little."""
        return recognise(self.sentence_text(number))

    def sentence_language(self, number: int) -> str:
        """The tag of the language of a sentence: the document's, unless it is surely another.

        Kazakh reports quote in Russian, and the other way round; see `language.foreign_to`.
        """
        return foreign_to(self.sentence_text(number), self.language) or self.language

    @property
    def sentence_texts(self) -> list[str]:
        """The texts of all sentences, in order."""
        return [self.text[sentence.start : sentence.end] for sentence in self.sentences]

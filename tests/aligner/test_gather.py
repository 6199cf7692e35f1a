"""Which files make which side, and what is left out."""

import pytest

from aligner.errors import InputError, LanguageError
from aligner.gather import Gathered, gather
from corpora import CorpusError, ReadOptions, read_text

KAZAKH = "Ауыл тұрғындары көктемде жаңа бақ отырғызды. Қазір онда екі жүз алма ағашы өсіп тұр."
RUSSIAN = (
    "Жители аула весной посадили новый сад. Сейчас в нём растут двести яблонь, и это не предел."
)
GERMAN = "Die Bewohner des Dorfes haben im Frühling einen neuen Garten angelegt und gepflegt."


@pytest.fixture
def make(tmp_path):
    """Writes files by their paths below a folder."""

    def write(**files):
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def sides(gathered):
    return [[document.id for document in side] for side in gathered.sides]


def test_languages_are_recognised(make):
    folder = make(a_txt=KAZAKH, b_txt=RUSSIAN)
    gathered = gather([folder / "a.txt", folder / "b.txt"], ReadOptions())
    assert gathered.languages == ("kk", "ru")
    assert sides(gathered) == [["a.txt"], ["b.txt"]]
    assert gathered.left_out == ()


def test_the_first_place_is_the_source(make):
    folder = make(a_txt=KAZAKH, b_txt=RUSSIAN)
    gathered = gather([folder / "b.txt", folder / "a.txt"], ReadOptions())
    assert gathered.languages == ("ru", "kk")
    assert sides(gathered) == [["b.txt"], ["a.txt"]]


def test_documents_are_named_by_their_path_below_the_folder(make):
    folder = make(kk__a_txt=KAZAKH, ru__b_txt=RUSSIAN)
    assert sides(gather([folder], ReadOptions())) == [["kk/a.txt"], ["ru/b.txt"]]
    assert sides(gather([folder / "kk", folder / "ru"], ReadOptions())) == [["a.txt"], ["b.txt"]]


def test_one_folder_holds_both_languages(make):
    folder = make(a_txt=KAZAKH, b_txt=RUSSIAN, c_txt=KAZAKH + " Су да бар.")
    once = gather([folder], ReadOptions())
    assert sides(once) == [["a.txt", "c.txt"], ["b.txt"]]
    assert gather([folder, folder], ReadOptions()) == once
    languages = ("ru", "kk")
    assert gather([folder], ReadOptions(), languages).languages == languages


def test_a_stray_file_joins_the_side_of_its_language(make):
    folder = make(kk__a_txt=KAZAKH, kk__b_txt=KAZAKH * 2, kk__c_txt=RUSSIAN, ru__d_txt=RUSSIAN)
    gathered = gather([folder / "kk", folder / "ru"], ReadOptions())
    assert sides(gathered) == [["a.txt", "b.txt"], ["c.txt", "d.txt"]]


def test_a_document_in_a_third_language_is_left_out(make):
    folder = make(kk__a_txt=KAZAKH, kk__b_txt=GERMAN, ru__c_txt=RUSSIAN)
    gathered = gather([folder / "kk", folder / "ru"], ReadOptions())
    assert sides(gathered) == [["a.txt"], ["c.txt"]]
    (left_out,) = gathered.left_out
    assert left_out.document == "b.txt"
    assert left_out.why == "in German, neither Kazakh nor Russian"
    assert not left_out.unreadable


@pytest.mark.parametrize(
    ("bad", "why"),
    [(b"", "empty"), (b"\x00\x01PNG\x00\xff" * 50, "binary")],
    ids=["empty", "binary"],
)
def test_a_bad_file_among_good_ones_is_left_out_and_named(make, bad, why):
    folder = make(kk__a_txt=KAZAKH, kk__bad_txt=bad, ru__b_txt=RUSSIAN)
    gathered = gather([folder / "kk", folder / "ru"], ReadOptions())
    assert sides(gathered) == [["a.txt"], ["b.txt"]]
    (left_out,) = gathered.left_out
    assert left_out.document == "bad.txt"
    assert left_out.unreadable
    assert why in left_out.why


@pytest.mark.parametrize(
    ("bad", "why"),
    [(b"", "empty"), (b"\x00\x01PNG\x00\xff" * 50, "binary")],
    ids=["empty", "binary"],
)
def test_a_bad_file_that_is_a_whole_side_is_an_error(make, bad, why):
    folder = make(kk__bad_txt=bad, ru__b_txt=RUSSIAN, ru__c_txt=RUSSIAN + " Да.")
    for place in (folder / "kk", folder / "kk" / "bad.txt"):
        with pytest.raises((CorpusError, InputError), match=why) as caught:
            gather([place, folder / "ru"], ReadOptions())
        assert "bad.txt" in str(caught.value)


def test_a_missing_place_and_an_empty_folder_are_errors(make, tmp_path):
    folder = make(a_txt=KAZAKH)
    (tmp_path / "empty").mkdir()
    for place, why in (("nowhere", "no such file"), ("empty", "nothing to read")):
        with pytest.raises(CorpusError, match=why):
            gather([folder / "a.txt", folder / place], ReadOptions())


def test_a_file_given_twice_is_an_error(make):
    folder = make(kk__a_txt=KAZAKH, ru__b_txt=RUSSIAN)
    for places in (["kk/a.txt", "kk/a.txt"], ["kk", "kk/a.txt"], [".", "ru"]):
        with pytest.raises(InputError, match="given twice"):
            gather([folder / place for place in places], ReadOptions())


def test_a_link_to_a_file_is_the_same_file(make):
    folder = make(a_txt=KAZAKH, b_txt=RUSSIAN)
    (folder / "c.txt").symlink_to(folder / "a.txt")
    with pytest.raises(InputError, match="given twice"):
        gather([folder / "a.txt", folder / "c.txt"], ReadOptions())


def test_the_same_language_on_both_sides_is_an_error(make):
    folder = make(a_txt=KAZAKH, b_txt=KAZAKH + " Су да бар.")
    with pytest.raises(LanguageError, match=r"in Kazakh.*a\.txt.*--source-lang"):
        gather([folder / "a.txt", folder / "b.txt"], ReadOptions())


def test_text_without_letters_has_no_language(make):
    folder = make(a_txt="1 2 3\n", b_txt="4 5 6\n")
    with pytest.raises(LanguageError, match="cannot be told"):
        gather([folder / "a.txt", folder / "b.txt"], ReadOptions())


def test_the_user_knows_better(make):
    """A short Russian text without its telling letters, and a side in a language of its own."""
    folder = make(a_txt=GERMAN, b_txt="12 мая. Такси.")
    gathered = gather([folder / "a.txt", folder / "b.txt"], ReadOptions(), ("de", "ru"))
    assert gathered.languages == ("de", "ru")


def test_a_language_that_no_text_is_in_is_an_error(make):
    folder = make(a_txt=KAZAKH, b_txt=RUSSIAN)
    with pytest.raises(LanguageError, match=r"No text is in|Both sides"):
        gather([folder], ReadOptions(), ("kk", "kk"))


def test_documents_read_already():
    kazakh, russian = read_text(KAZAKH, "a"), read_text(RUSSIAN, "b")
    assert Gathered.of((kazakh,), (russian,)).languages == ("kk", "ru")
    with pytest.raises(LanguageError, match="Kazakh"):
        Gathered.of((kazakh,), (kazakh,))
    for source in ((), (kazakh, russian)):
        with pytest.raises(InputError, match="source"):
            Gathered.of(source, (russian,))


def test_every_file_is_told_of(make):
    folder = make(a_txt=KAZAKH, b_txt=RUSSIAN, c_txt=RUSSIAN + " Да.", bad_txt=b"")
    told = []
    gather([folder], ReadOptions(), advance=told.append)
    assert told == [1, 1, 1, 1]

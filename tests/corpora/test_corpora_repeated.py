"""Fifty pages of an unknown site lose their menus, and nothing else is lost."""

import pytest

from aligner.gather import gather
from corpora import ReadOptions, mark_repeated, read_document, read_text, repeated

# A site that no wording knows: an invented village newspaper.
MENU = ["Ауыл тынысы", "Егін мен мал", "Мектеп қабырғасы", "Қариялар сөзі", "Сурет көрмесі"]
FOOT = ["Редакция мекенжайы: Ақжар ауылы", "Жарнама бөлімі", "Бізге хат жазыңыз"]
WHERE = ["Ақжар", "Қарасу", "Теректі", "Жосалы", "Майбұлақ"]
WHAT = ["көпір", "мектеп", "кітапхана", "емхана", "су құбыры", "жол", "бақ", "стадион", "дүкен"]


def page(number):
    """The lines of an invented report."""
    where, what = WHERE[number % 5], WHAT[number % 9]
    return [
        f"{where} ауылында {what} ашылды",
        f"{where} ауылында {number + 3} айда салынған {what} ел игілігіне берілді.",
        f"Құрылысқа {number * 7 + 20} миллион теңге жұмсалды, {number + 11} адам жұмыс істеді.",
        "Жиналғандар құрылысшыларға алғыс айтты.",  # stands in each report, and is text
        f"Келесі жылы {where} тұрғындары тағы бір нысанды күтіп отыр.",
    ]


def site(pages=50):
    return ["\n".join([*MENU, *page(number), *FOOT]) for number in range(pages)]


def test_an_unknown_site_loses_its_menus_and_nothing_else():
    read = [read_text(text, f"{n}.txt") for n, text in enumerate(site())]
    assert all(document.furniture == () for document in read)
    for number, document in enumerate(mark_repeated(read)):
        assert [line.text for line in document.furniture] == [*MENU, *FOOT]
        assert {line.rule for line in document.furniture} == {"repeated"}
        assert document.sentence_texts == page(number)
        for line in document.furniture:
            assert document.text[line.start : line.end] == line.text


def test_the_menus_can_be_kept():
    options = ReadOptions(keep_furniture=True)
    read = [read_text(text, f"{n}.txt", options) for n, text in enumerate(site())]
    assert mark_repeated(read, options) == read


def test_folders_lose_menus_on_the_way_to_the_aligner(tmp_path):
    russian = "Жители аула весной посадили новый сад. Сейчас в нём растут двести яблонь."
    for number, text in enumerate(site(12)):
        markup = "".join(f"<div>{line}</div>" for line in text.split("\n"))
        (tmp_path / f"{number}.html").write_text(markup, encoding="utf-8")
    (tmp_path / "ru.txt").write_text(russian, encoding="utf-8")
    kazakh, _ = gather([tmp_path], ReadOptions()).sides
    assert len(kazakh) == 12
    for document in kazakh:
        assert not set(MENU + FOOT) & set(document.sentence_texts)
        assert "Жиналғандар құрылысшыларға алғыс айтты." in document.sentence_texts


def test_lines_keep_their_numbers(tmp_path):
    options = ReadOptions(lines=True)
    read = []
    for number, text in enumerate(site(6)):
        path = tmp_path / f"{number}.txt"
        path.write_text(text, encoding="utf-8")
        read.append(read_document(path, options))
    for document in mark_repeated(read, options):
        rules = [sentence.furniture for sentence in document.sentences]
        assert rules == ["repeated"] * 5 + [""] * 5 + ["repeated"] * 3


KEPT = {
    "too few pages": [[*MENU, *page(n)] for n in range(3)],
    "copies of one report": [page(1) for _ in range(20)],
    "versions of one report": [[*page(1), f"Жаңартылды: {n}-нұсқа"] for n in range(20)],
    "one line in common": [["Облыс әкімдігінің баспасөз қызметі", *page(n)] for n in range(8)],
    "sentences in common": [
        [*page(n), "Іс сотқа өтті.", "Кінәсін мойындады.", "Тергеу жүріп жатыр."] for n in range(9)
    ],
    "in the middle": [[*page(n)[:2], *MENU, *page(n)[2:]] for n in range(20)],
}


@pytest.mark.parametrize("pages", KEPT.values(), ids=KEPT)
def test_what_only_looks_like_a_menu_stays(pages):
    assert set(repeated.learn(pages)) == {frozenset()}


def test_a_menu_in_one_line_and_one_in_a_row_of_pages():
    bar = "Ауыл тынысы | Егін мен мал | Мектеп қабырғасы"
    pages = [[bar, *page(number)] for number in range(20)]
    assert set(repeated.learn(pages)) == {frozenset({0})}


def test_dates_and_counters_of_a_menu_may_differ():
    pages = [[*MENU[:2], f"Бүгін {n + 1} мамыр", *page(n)] for n in range(20)]
    assert set(repeated.learn(pages)) == {frozenset({0, 1, 2})}


def test_a_file_of_many_pages_loses_what_comes_again_beside_the_sites_lines():
    line = ["Пікір қалдыру", "Ауыл тынысы", "Егін мен мал"]
    dump = [text for number in range(30) for text in (*page(number), *line)]
    (found,) = repeated.learn([dump])
    assert {dump[number] for number in found} == {"Ауыл тынысы", "Егін мен мал"}
    table = [text for number in range(30) for text in (f"{number} нысан", "мың теңге", "иә")]
    assert repeated.learn([table]) == [frozenset()]


def test_fewer_times_are_enough_in_a_short_file_of_pages():
    dump = [text for n in range(8) for text in ("Ауыл тынысы", *page(n), "Пікір қалдыру")]
    (found,) = repeated.learn([dump])
    assert {dump[number] for number in found} == {"Ауыл тынысы"}
    assert repeated.learn([[*dump, *(f"{n}-ші сөйлем." for n in range(400))]]) == [frozenset()]
    once = [text for n in range(8) for text in ("Ауыл тынысы", *page(n))] + ["Пікір қалдыру"] * 5
    assert repeated.learn([once]) == [frozenset()]

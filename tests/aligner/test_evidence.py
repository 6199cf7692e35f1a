"""Numbers, names and marks of a pair: cases as data."""

import pytest

from aligner.evidence import compare

# source, target, numbers that both have, only the source, only the target
NUMBERS = [
    ("Ауылға 25 үй салынды.", "В ауле построили 25 домов.", ["25"], [], []),
    ("Ауылға 25 үй салынды.", "В ауле построили 40 домов.", [], ["25"], ["40"]),
    ("Бюджеттен 3 860 теңге бөлінді.", "Из бюджета выделили 3860 тенге.", ["3860"], [], []),
    ("Бюджеттен 3 860 теңге бөлінді.", "Из бюджета выделили 3 860 тенге.", ["3860"], [], []),
    ("Тұрғыны 1,220,000 адам.", "Жителей 1 220 000.", ["1220000"], [], []),
    ("Өсім 1,84 пайыз.", "Рост составил 1.84 процента.", ["1.84"], [], []),
    ("Биіктігі 7,50 метр.", "Высота 7,5 метра.", ["7.5"], [], []),
    ("Бағасы 12,0 теңге.", "Цена 12 тенге.", ["12"], [], []),
    ("12.05.2020 күні ашылды.", "Открыт 12 мая 2020 года.", ["12", "2020"], ["5"], []),
    ("05.03 мен 07.03 аралығы.", "С 05.03 по 07.03.", ["5.03", "7.03"], [], []),
    ("2021–2025 жылдарға арналған.", "Рассчитано на 2021–2025 годы.", ["2021", "2025"], [], []),
    ("Екі рет 10, бір рет 20.", "Один раз 10, один раз 20.", ["10", "20"], [], []),
    ("10 мен 10.", "10 и 20.", ["10"], ["10"], ["20"]),
    ("Сан жоқ.", "Пришло 15 гостей.", [], [], ["15"]),
    ("007 нөмірі", "номер 7", ["7"], [], []),
    ("Сан жоқ.", "Чисел нет.", [], [], []),
    ("", "", [], [], []),
]


@pytest.mark.parametrize(("source", "target", "shared", "left", "right"), NUMBERS)
def test_numbers(source, target, shared, left, right):
    found = compare(source, target)
    assert sorted(found.numbers_shared) == sorted(shared)
    assert [list(only) for only in found.numbers_only] == [left, right]


# source, target, names in common, only the source, only the target
NAMES = [
    ("Бүгін Астанада жиын өтті.", "Сегодня в Астане прошло собрание.", 1, 0, 0),
    ("Бүгін Қостанайда қар жауды.", "Сегодня в Костанае выпал снег.", 1, 0, 0),
    ("Бұл туралы Сәуле Омарова айтты.", "Об этом сказала Сауле Омарова.", 2, 0, 0),
    ("Бұл туралы Сәуле Омарова айтты.", "Об этом сказал Ерлан Жакупов.", 0, 2, 2),
    ("Жиынға Берік қатысты.", "В собрании участвовали Берик и Айдос.", 1, 0, 1),
    ("Жиынға Берік қатысты.", "Собрание прошло тихо.", 0, 1, 0),
    ("Қар жауды. Жел тұрды.", "Выпал снег. Поднялся ветер.", 0, 0, 0),
    ("«Қар жауды», – деді ол.", "Он сказал: «Выпал снег».", 0, 0, 0),
]


@pytest.mark.parametrize(("source", "target", "shared", "left", "right"), NAMES)
def test_names(source, target, shared, left, right):
    """The first word of a sentence is no name for being written with a capital."""
    found = compare(source, target)
    assert (found.names_shared, found.names_only) == (shared, (left, right))


@pytest.mark.parametrize(
    ("source", "target", "question", "quotes"),
    [
        ("Кім келді?", "Кто пришёл?", True, True),
        ("Кім келді?", "Он пришёл.", False, True),
        ("«Келді» дейді.", "Говорят: „Пришёл“.", True, True),
        ("«Келді» дейді.", "Говорят, что пришёл.", True, False),
    ],
)
def test_marks(source, target, question, quotes):
    found = compare(source, target)
    assert (found.question, found.quotes) == (question, quotes)


def test_swapped_sides_mirror():
    for source, target, *_ in NUMBERS + NAMES:
        there, back = compare(source, target), compare(target, source)
        assert sorted(there.numbers_shared) == sorted(back.numbers_shared)
        assert there.numbers_only == back.numbers_only[::-1]
        assert there.names_only == back.names_only[::-1]

"""Dates are read as Kazakh, Russian and English reports write them."""

import datetime

import pytest

from corpora import dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("11 апреля 2023 года", (2023, 4, 11)),
        ("1 мая 2020", (2020, 5, 1)),
        ("31 марта 1999 г.", (1999, 3, 31)),
        ("8 қазан 2015 ж.", (2015, 10, 8)),
        ("2015 ж. 8 қазан", (2015, 10, 8)),
        ("2015 жылғы 8 қыркүйекте", (2015, 9, 8)),
        ("2015 жылдың 27 шілдесі", (2015, 7, 27)),
        ("08 Қараша 2015", (2015, 11, 8)),
        ("September 1, 2015", (2015, 9, 1)),
        ("3rd May 2020", (2020, 5, 3)),
        ("12.05.2020", (2020, 5, 12)),
        ("12. 05. 2020", (2020, 5, 12)),
        ("01/09/2015", (2015, 9, 1)),
        ("2023-04-11", (2023, 4, 11)),
        ("шығыны 12.50 теңге, 5.4.2021 күні", (2021, 4, 5)),
    ],
)
def test_a_date_is_found(text, day):
    assert dates.first(text) == datetime.date(*day)


@pytest.mark.parametrize(
    "text",
    ["", "2015", "мамыр 2020", "12 мамыр", "31.02.2020", "40 мая 2020", "192.168.2.2020", "1.2.3",
     "15 май сатылды, 2020 данадан"],
)  # fmt: skip
def test_what_is_no_full_date_is_none(text):
    assert dates.first(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("АСТАНА, 2023 жылғы 11 сәуір. Хабаршы – Бүгін жиын өтті.", (2023, 4, 11)),
        ("Жаңа көпір\n\nТараз, 12.05.2020, «Таң» – Көпір ашылды.", (2020, 5, 12)),
        ("08 Қазан 2015, 14:01 Қарағандыда жиын өтті.", (2015, 10, 8)),
        ("9 июня 2021 / Хабаршы / В селе открыли школу.", (2021, 6, 9)),
    ],
)
def test_a_dateline_leads_a_report(text, day):
    assert dates.leading(text) == datetime.date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "11 апреля 2023 года президент прибыл в Баку.",
        "2015 жылғы 8 қазанда мектеп ашылды.",
        "Мектеп көптен күткен еді, ақыры 2015 жылғы 8 қазан, бейсенбі күні ашылды.",
        "Бір.\nЕкі.\nҮш.\nАСТАНА, 2023 жылғы 11 сәуір. Төрт.",
    ],
)
def test_the_day_of_an_event_is_no_dateline(text):
    assert dates.leading(text) is None


@pytest.mark.parametrize(
    ("text", "date", "rest"),
    [
        ("2024 жылдың 03 мамыры Ауылда жаңа көпір", "2024 жылдың 03 мамыры", "Ауылда жаңа көпір"),
        ("03 мая 2024 В селе новый мост", "03 мая 2024", "В селе новый мост"),
        ("03 Мамыр 2024, 09:15 «Ақ бұлақ» ашылды", "03 Мамыр 2024", "«Ақ бұлақ» ашылды"),
        ("03.05.2024 Селу нужен мост", "03.05.2024", "Селу нужен мост"),
    ],
)
def test_the_stamp_of_a_headline(text, date, rest):
    stamp = dates.stamp(text)
    assert (text[: stamp.date_end], text[stamp.end :]) == (date, rest)


@pytest.mark.parametrize(
    "text",
    [
        "3 мая 2024 года в селе открыли мост",
        "3 мая 2024 г. Аким открыл мост",
        "2024 жылғы 3 мамырда Ауылға көпір салынды",
        "3 мая 2024 открыли мост",
        "03 мая 2024",
        "Ауылда 2024 жылдың 03 мамыры Жексенбі болды",
        "",
    ],
)
def test_a_date_in_a_sentence_or_alone_is_no_stamp(text):
    assert dates.stamp(text) is None

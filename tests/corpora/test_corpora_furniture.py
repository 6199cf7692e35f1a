"""The site's lines are told from the report's: by wording, by form, by the company they keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import furniture

FURNITURE = [
    ("counter", "2 415 оқылды"),
    ("counter", "Просмотров: 449"),
    ("counter", "1.2K views"),
    ("counter", "1,220\nоқылды"),
    ("counter", "Просмотров\n\n837"),
    ("share", "Бөлісу:"),
    ("share", "Поделиться в:\nok\nВКонтакте\nTelegram"),
    ("share", "Facebook\nTwitter"),
    ("share", "Facebook Twitter WhatsApp"),
    ("dateline", "4 мамыр 2022"),
    ("dateline", "2015 жылғы 27 шілде, 14:05"),
    ("dateline", "2015 жылдың 27 шілдесі"),
    ("dateline", "9 июня 2021 года, среда"),
    ("dateline", "9 июня 2021 08:30 512 Хабаршы"),
    ("dateline", "Күні: 02.09.2015"),
    ("dateline", "30.06.2015 Просмотров: 449"),
    ("dateline", "Published: May 3, 2020"),
    ("link", "https://example.kz/jana-mektep"),
    ("link", "Ссылка: https://example.kz/a"),
    ("link", "Дереккөз: «Таң» газеті"),
    ("comments", "Пікір қалдыру"),
    ("comments", "Добавить комментарий"),
    ("comments", "Leave a comment"),
    ("related", "Тағы оқыңыз: Ауылда жаңа көпір салынды"),
    ("related", "Читайте также: В селе построили мост"),
    ("caption", "Фото: Айдос Сәрсен"),
    ("copyright", "© 2020 «Таң» газеті"),
    ("copyright", "«Таң» газеті. Барлық құқықтар қорғалған."),
    ("cookies", "Мы используем файлы cookie, чтобы сайт работал лучше."),
    ("misprint", "Қатені байқадыңыз ба? Белгілеп, Ctrl+Enter басыңыз"),
    ("misprint", "Нашли ошибку? Выделите её мышью."),
    ("subscribe", "Подписывайтесь на наш Telegram-канал"),
    ("tags", "Тегтер: мектеп, көпір"),
    ("navigation", "Басты бет"),
    ("navigation", "Версия для печати"),
    ("breadcrumbs", "Басты бет > Жаңалықтар > Қоғам"),
    ("breadcrumbs", "Главная / Новости"),
    ("markup", "jana-mektep.html</prop>"),
    ("markup", "/prop>"),
    ("navigation", "Қаз | Рус | Eng"),
    ("navigation", "қазақшаqazaqрусскийenglishقازاقشا 中文"),
    ("navigation", "2021 2020 қаңтар ақпан наурыз сәуір мамыр маусым шілде <<"),
    ("navigation", "1 2 3 4 5 … 27"),
    ("navigation", "Перейти »»"),
    ("navigation", "Показать ещё"),
    ("widget", "Погода сейчас: Тараз +18°C Орал +24°C Курс: USD 273.5 RUB 4.39"),
    ("widget", "USD 478,20 EUR 512,33 RUB 5,12"),
    ("tags", "Басты сөздер: Спорт, Тараз"),
    ("agency", "ҚазАқпарат"),
    ("tags", "Басты сөздер: Спорт Қате таптыңыз ба? Белгілеп, CTRL+ENTER басыңыз"),
    ("misprint", "Автор: Айдос Сәрсен Басты сөздер: Спорт Қате таптыңыз ба? CTRL+ENTER басыңыз"),
    ("script", "This email address is being protected from spambots."),
    ("dateline", "Размещено: 01.07.2015 14:54 Изменено: 01.07.2015 14:54"),
]


@pytest.mark.parametrize(("rule", "text"), FURNITURE)
def test_the_sites_lines_are_found(rule, text):
    found = list(furniture.find(text))
    assert [line.text for line in found] == [line for line in text.split("\n") if line]
    assert {line.rule for line in found} == {rule}


REPORT = [
    "1,220",
    "2023",
    "ok",
    "ok\nok",
    "Telegram",
    "Кітап көп оқылды.",
    "Бұл мақаланы мыңдаған адам оқыды",
    "Көрмені 1 220 адам көрді",
    "Просмотров фильма стало больше.",
    "Просмотрено 15 дел, ещё 3 отложено.",
    "Поделиться опытом приехали врачи из Тараза.",
    "Бөлісу – адамның асыл қасиеті",
    "11 апреля 2023 года президент открыл завод",
    "2020 жылдан бастап",
    "2015 жылғы 8 қазанда мектеп ашылды",
    "с 8 июня по 10 июля 2015 года",
    "Астана, 2023 жылғы 11 сәуір",
    "Толығырақ https://example.kz сайтында жазылған.",
    "Фотография сделана в прошлом веке.",
    "Фото: ауыл тұрғындары жаңа мектептің ашылу салтанатына келіп, балаларымен бірге суретке түсті",
    "Видео: вратарь отбивает третий пенальти подряд",
    "Читайте вслух, советует учитель.",
    "Пікір қалдыру құқығы заңмен қорғалады",
    "Cookie файлдары туралы заң қабылданды",
    "Главная / второстепенная дорога",
    "Главная задача – построить мост",
    "Басты бет емес, ішкі бет өзгерді",
    "Источник воды иссяк.",
    "Печать поставил нотариус.",
    "Меню кафе обновили.",
    "Тел.: 8 (7172) 00-00-00",
    "Барлық құқықтар тең.",
    "Контактный телефон: 8 (7172) 00-00-00 This email address is being protected from spambots.",
    "Приёмная: 00-00-00, 01.07.2015",
    "Русский и казахский",
    "Қазақша сөйлейік!",
    "Бүгін Таразда +18 °C, Оралда +24 °C, ал Атырауда күндіз +31 °C болады деп күтілуде.",
    "Доллар бағамы – USD 478,20.",
    "1991, 1995, 2007 и 2017 годы",
    "Қаңтар мен ақпанда қар қалың түсті",
    "январь, февраль, март",
    "5 6 12 48",
    "ҚазАқпарат агенттігі хабарлады.",
    "Новости спорта",
    "Назад дороги нет",
    "Ключевые решения совещания",
]


@pytest.mark.parametrize("text", REPORT)
def test_report_text_is_no_furniture(text):
    assert list(furniture.find(text)) == []


def test_a_number_counts_readers_only_beside_the_word_for_it():
    text = "Жаңа көпір\n1,220\nоқылды\nБиыл аудан халқы мынаған жетті:\n48 300\nАл былтыр аз еді."
    assert [line.text for line in furniture.find(text)] == ["1,220", "оқылды"]


def test_offsets_are_those_of_the_line_without_its_spaces():
    text = "Мәтін\n  Пікір қалдыру \n"
    (line,) = furniture.find(text)
    assert text[line.start : line.end] == line.text == "Пікір қалдыру"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Ссылка: https://example.kz/a.", "https://example.kz/a"),
        ("https://example.kz/other\nДереккөз: www.example.kz/b", "www.example.kz/b"),
        ("https://example.kz/other", ""),
        ("Источник: газета", ""),
    ],
)
def test_the_source_is_the_link_that_is_called_so(text, link):
    assert furniture.source_link(tuple(furniture.find(text))) == link


@given(st.lists(st.sampled_from([text for _, text in FURNITURE] + REPORT + ["", " "]), max_size=12))
def test_furniture_is_whole_lines_in_order(lines):
    text = "\n".join(lines)
    whole = [line.strip() for line in text.split("\n")]
    end = 0
    for line in furniture.find(text):
        assert line.start >= end
        assert text[line.start : line.end] == line.text
        assert line.text in whole
        end = line.end


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("АСТАНА. ҚазАқпарат – Ауылда жаңа мектеп ашылды.", "АСТАНА. ҚазАқпарат –"),
        ("ТАРАЗ. 12 қараша. ҚазАқпарат - Ауылда мектеп ашылды.", "ТАРАЗ. 12 қараша. ҚазАқпарат -"),
        ("Алматы, 5 мая /Казинформ/ – В ауле открыли школу.", "Алматы, 5 мая /Казинформ/ –"),
        ("ТАСС. В ауле открыли школу.", "ТАСС."),
        ("ӨСКЕМЕН, 12 тамыз – Институт экспедициясы жапсырма тапты.", ""),
        ("ҚазАқпарат агенттігі хабарлады.", ""),
        ("Директор ТАСС – опытный журналист.", ""),
        ("Вчера вечером в ауле Казинформ – так зовут газету.", ""),
    ],
)
def test_the_dateline_of_an_agency_is_told_from_its_report(line, head):
    assert [found.text for found in furniture.find(line)] == ([head] if head else [])


@pytest.mark.parametrize(
    ("line", "tail"),
    [
        ("Көпір күзде ашылады. Толығырақ", "Толығырақ"),
        ("Аким побывал в районах. Перейти »»", "Перейти »»"),
        (
            "«Көп жұмыс қалды». Тағы оқыңыз: Ауылда мектеп ашылды",
            "Тағы оқыңыз: Ауылда мектеп ашылды",
        ),
        ("Мост откроют осенью. Подписывайтесь на наш Telegram-канал!", None),
        ("Мост откроют осенью. Нашли ошибку? Выделите её мышью.", ""),
        (
            "Ол бұл туралы кеше ғана білді. Қате таптыңыз ба? Белгілеп, CTRL+ENTER басыңыз",
            "Белгілеп, CTRL+ENTER басыңыз",
        ),
        ("Мост откроют осенью. Вход", ""),
        ("Көпір күзде ашылады. Басты бет", ""),
        ("Мост откроют осенью. Читайте вслух, советует учитель.", ""),
        ("Мост откроют осенью. Подробнее расскажет мэр.", ""),
        ("Поделиться опытом приехали врачи. Они довольны.", ""),
    ],
)
def test_what_was_glued_to_a_line_is_told_from_it(line, tail):
    if tail is None:
        tail = line.split(". ")[1]
    assert [found.text for found in furniture.find(line)] == ([tail] if tail else [])

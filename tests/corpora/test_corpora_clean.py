"""Each repair does what its name says, and leaves alone what only looks like a fault."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.clean import LINE_RULES, RULES, apply, plan
from corpora.edits import moved


def clean(text, skip=frozenset()):
    return apply(text, plan(text, skip))


# A text in which Kazakh is recognised, for the cases that need one.
KAZAKH = "Қала әкімі бүгін тұрғындармен кездесіп, олардың сұрақтарына жауап берді. "

REPAIRED = [
    ("nfc", "Кең дала и\u0306", "Кең дала й"),
    ("nfc", "cafe\u0301", "café"),
    ("invisible", "қоғам\xadдық", "қоғамдық"),
    ("invisible", "\ufeffбас\u200bтау", "бастау"),
    ("invisible", "сөз\u200c сөз", "сөз сөз"),
    ("invisible", "бір\x02 екі", "бір екі"),
    ("spaces", "бір\xa0екі  үш\tтөрт", "бір екі үш төрт"),
    ("spaces", "25\u202f000", "25 000"),
    ("entities", "&quot;Жол&quot; газеті", '"Жол" газеті'),
    ("entities", "&amp;quot;Жол&amp;quot;", '"Жол"'),
    ("entities", "&laquo;Жол&raquo; &#8212; жаңа", "«Жол» — жаңа"),
    ("lookalikes", "Cондай-ақ", "Сондай-ақ"),
    ("lookalikes", "Xалық тағамы мен oтбасы", "Халық тағамы мен отбасы"),
    (
        "lookalikes",
        KAZAKH + "бiлiм мен ғылым, тəуелсіз жиhаз",
        KAZAKH + "білім мен ғылым, тәуелсіз жиһаз",
    ),
    ("lookalikes", KAZAKH + "Yкімет", KAZAKH + "Үкімет"),
    ("lookalikes", "Wаshington", "Washington"),
    ("hyphen", KAZAKH + "бұл жақсы мүмкін-дік", KAZAKH + "бұл жақсы мүмкіндік"),
    ("hyphen", KAZAKH + "Жаңа мектеп ашылды. Ескі мек-теп жөнделді.", None),
    ("hyphen", KAZAKH + "Мектеп ашылды. Біз мек-тептің ауласындамыз.", None),
    ("hyphen", KAZAKH + "жүйені жаңар-ту", KAZAKH + "жүйені жаңарту"),
    ("hyphen", "Идёт ликви-дация завалов.", "Идёт ликвидация завалов."),
    ("hyphen", "Много воды и мно-го рыбы в этой реке.", "Много воды и много рыбы в этой реке."),
    ("line-hyphens", KAZAKH + "бұл мүмкін-\nдік", KAZAKH + "бұл мүмкіндік"),
    ("line-hyphens", "торгово-экономический союз и торгово-\nэкономический совет", None),
]


@pytest.mark.parametrize(("rule", "text", "wanted"), REPAIRED)
def test_a_fault_is_repaired_under_its_name(rule, text, wanted):
    repairs = plan(text)
    assert rule in {name for repair in repairs for name in repair.rule.split("+")}
    if wanted is not None:
        assert clean(text) == wanted
    assert rule not in {name for r in plan(text, frozenset({rule})) for name in r.rule.split("+")}


KEPT = [
    "Сондай-ақ ел-жұрт пен ата-ана мән-маңызы зор інжу-маржан туралы айтты.",
    "СПЕКА-ны дамыту, БҰҰ-ның қазақ-әзербайжан қарым-қатынасы, Қасым-Жомарт, Әл-Фараби.",
    "Аумақ 90-жылдары 5-ші рет өзгерді; жиырма-отыз, аз-кем, әзер-әзер, бара-бара.",
    "торгово-экономического и культурно-гуманитарного; кто-то по-русски из-за чего-либо, во-первых",
    "Нью-Йорк, Ростов-на-Дону, вице-премьер, пресс-служба, онлайн-режим, диван-кровать",
    "«Жол» – “жаңа” — 'ескі'… 5 − 3",
    "AT&T мен R&D; a < b && c > d; &тегі жоқ; &quot",
    "iPhone-ның, IT-шілер, ATOның, HTTPты, Googleа, Wi-Fi, PR-агентство, COVIDтен, XXIғасыр",
    "Київ та Польща: Україна і світ",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 отбасы",
    "می\u200cخواهم",
    "Класс «Р», категория В№ 5 и Я… – всё по-русски. ТОО «Ром» и АО «Стан».",
    "бірінші жол\nЕкінші жол\n\nүшінші",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_fault_stays(text):
    assert plan(text) == ()


@pytest.mark.parametrize("page", ["cp1251", "cp1252"])
def test_mojibake_goes_back_where_the_way_is_certain(page):
    text = "Қазақ тілі – «ана тілі» №1"
    spoilt = "".join(
        bytes((byte,)).decode(page, errors="ignore") or chr(byte) for byte in text.encode()
    )
    assert spoilt != text
    assert clean(spoilt) == text
    assert [repair.rule for repair in plan(spoilt)] == ["mojibake"]


def test_mojibake_beside_good_text_is_repaired_word_by_word():
    spoilt = "Қазақстан".encode().decode("cp1251")
    assert clean(f"Сәлем, {spoilt} елі") == "Сәлем, Қазақстан елі"


def test_hyphens_at_line_ends_are_a_habit_of_the_text():
    text = (
        "Құрылысшылар көпірдің негізгі бөлі-\nгін жаз бойы салып бітірді, енді олар-\n"
        "дың алдында жол төсеу міндеті тұр, со-\nнымен бірге жарық орнатылады."
    )
    assert clean(text) == (
        "Құрылысшылар көпірдің негізгі бөлігін жаз бойы салып бітірді, енді олардың "
        "алдында жол төсеу міндеті тұр, сонымен бірге жарық орнатылады."
    )


def test_a_compound_spelt_with_a_hyphen_loses_only_the_line_break():
    text = "Договорно-правовая база крепнет, и эта договорно-\nправовая база будет расти."
    assert clean(text) == text.replace("\n", "")


def test_wrapped_paragraphs_become_lines_but_furniture_stays_apart():
    text = (
        "Ауданда күн салқындап, жаңбыр жауып тұр дейді\nсиноптиктер бүгін таңертең\n"
        "оқылды\n125\n\nКелесі бөлім"
    )
    assert clean(text) == (
        "Ауданда күн салқындап, жаңбыр жауып тұр дейді синоптиктер бүгін таңертең\n"
        "оқылды\n125\n\nКелесі бөлім"
    )


def test_a_repair_tells_what_stood_where():
    text = "Өте  жақсы Cондай-ақ"
    for repair in plan(text):
        assert text[repair.start : repair.end] == repair.before
    assert [(r.rule, r.before, r.after) for r in plan(text)] == [
        ("spaces", "  ", " "),
        ("lookalikes", "Cондай-ақ", "Сондай-ақ"),
    ]


def test_edits_of_the_same_characters_become_one_repair():
    (repair,) = plan("бір&nbsp; екі")
    assert (repair.rule, repair.before, repair.after) == ("entities+spaces", "&nbsp; ", " ")


def test_a_part_of_a_plan_can_be_replayed():
    text = "&quot;Жол&quot;  газеті"
    quotes = [repair for repair in plan(text) if repair.rule == "entities"]
    assert apply(text, quotes) == '"Жол"  газеті'


def test_an_unknown_rule_is_an_error_that_names_the_rules():
    with pytest.raises(
        ValueError, match=r"no such cleaning rule: hyphens\. Rules: mojibake, .*hyphen"
    ):
        plan("сөз", frozenset({"hyphens"}))


def test_line_rules_are_rules():
    assert RULES.keys() > LINE_RULES


faults = st.sampled_from(
    [
        "\xad",
        "\u200b",
        "\ufeff",
        "\xa0",
        "  ",
        "\t",
        "&quot;",
        "&amp;",
        "&nbsp;",
        "&#10;",
        "&#38;",
        "quot;",
        "мүмкін-дік",
        "мүм-\nкіндік",
        "Cондай-ақ",
        "бiз",
        "й",
        "Р\x9f",
        "Ò›",
        "Т›",
        "Ð°",
        "РѕР±Р°",
        "\n",
        "\n\n",
        "Қазақ",
        "сөз",
        "-",
        "&",
        ";",
        ".",
        "ұзын жол осы жерде бітпей келесі жолға өтеді\n",
        "\u200d",
        "́",
        "a",
        "ӏ",
        "\x00",
        "\x0b",
        "\u2028",
        "ᅡ",
        "\uf0b7",
        "ﬁ",
        "Қ А У Л Ы ",
        "ќазаќша ",
        "мыӊ ҡала ",
        "кγн",
        "Ïðèâåò âñåì äðóçüÿì",
        "рТЕЪЙДЕОФ ЧУФТЕЮХ",
        "ы",
        "ᆨ",
        "한",
    ]
)
texts = st.lists(faults | st.text(max_size=4), max_size=40).map("".join)
rule_sets = st.frozensets(st.sampled_from(sorted(RULES)))


@settings(max_examples=400)
@given(texts, rule_sets)
def test_a_plan_can_be_replayed_and_leaves_nothing_to_do(text, skip):
    repairs = plan(text, skip)
    end = 0
    for repair in repairs:
        assert end <= repair.start <= repair.end
        assert text[repair.start : repair.end] == repair.before
        assert repair.before != repair.after
        end = repair.end
    cleaned = apply(text, repairs)
    assert plan(cleaned, skip) == ()


@given(texts, rule_sets)
def test_without_the_line_rules_no_line_is_joined_or_cut(text, skip):
    assert clean(text, skip | LINE_RULES).count("\n") == text.count("\n")


@given(texts, rule_sets)
def test_offsets_move_with_the_letters_that_repairs_leave_alone(text, skip):
    repairs = plan(text, skip)
    cleaned = apply(text, repairs)
    places = list(moved(range(len(text) + 1), repairs))
    assert places == sorted(places)
    assert places[-1] == len(cleaned)
    changed = {at for repair in repairs for at in range(repair.start, repair.end)}
    for at, place in enumerate(places[:-1]):
        if at not in changed:
            assert cleaned[place] == text[at]

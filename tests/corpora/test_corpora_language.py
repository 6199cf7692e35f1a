"""Kazakh and Russian are recognised surely, and their neighbours are not taken for them."""

import doctest

import pytest

from corpora import Document, Sentence, language, recognise
from corpora.language import Kind, foreign_to

TEXTS = [
    ("kk", "Ауылда жаңа мектеп ашылды. Оған екі жүз бала барады. Мұғалімдер қаладан келді."),
    ("kk", "Ол ертең ауылға барады."),
    ("kk", "Қазақстандағы сайлау"),
    ("kk", "ЖАҢА МЕКТЕПТІҢ АШЫЛУ САЛТАНАТЫ"),
    ("kk", "«Happy English» үйірмесіне биыл отыз бала жазылды, сабақ аптасына екі рет өтеді."),
    ("ru", "В селе открыли новую школу. В неё ходят двести детей. Учителя приехали из города."),
    ("ru", "Завтра мы поедем в деревню."),
    (
        "ru",
        "Қанат Бекұлы и Әлия Сейітқызы сказали, что школу они строили три года и не жалеют.",
    ),
    ("ru", "ОТКРЫТИЕ НОВОЙ ШКОЛЫ В НАШЕМ СЕЛЕ ПРОШЛО НА УРА"),
    (
        "ky",
        "Айылда жаңы мектеп ачылды. Ага эки жүз бала барат. Мугалимдер шаардан келишти, деди ал.",
    ),
    ("tt", "Авылда яңа мәктәп ачылды. Анда ике йөз бала укый. Укытучылар шәһәрдән килде, диде ул."),
    ("ba", "Ауылда яңы мәктәп асылды. Унда ике йөҙ бала уҡый. Уҡытыусылар ҡаланан килде, тине ул."),
    ("mn", "Тосгонд шинэ сургууль нээгдлээ. Тэнд хоёр зуун хүүхэд сурдаг. Багш нар хотоос ирсэн."),
    ("uk", "У селі відкрили нову школу. До неї ходять двісті дітей. Вчителі приїхали з міста."),
    (
        "be",
        "У вёсцы адкрылі новую школу. У яе ходзяць дзвесце дзяцей. Настаўнікі прыехалі з горада.",
    ),
    ("bg", "В селото откриха ново училище. В него учат двеста деца. Учителите дойдоха от града."),
    ("sr", "У селу је отворена нова школа. У њу иде двеста деце. Учитељи су дошли из града."),
    (
        "tg",
        "Дар деҳа мактаби нав кушода шуд. Дар он дусад кӯдак мехонад. Омӯзгорон аз шаҳр омаданд.",
    ),
    ("de", "Im Dorf wurde eine neue Schule eröffnet. Zweihundert Kinder besuchen sie."),
    ("fr", "Une nouvelle école a ouvert dans le village. Deux cents enfants y vont."),
    ("en", "A new school has opened in the village. Two hundred children go there."),
    ("tr", "Köyde yeni bir okul açıldı. İki yüz çocuk bu okula gidiyor."),
]


LATIN = [
    # the alphabet of 2021, that of 2018, and a short one
    "Auylda jaña mektep aşyldy. Oğan ekı jüz bala barady. Mūğalımder qaladan keldı.",
    "Aýylda jańa mektep ashyldy. Oǵan eki júz bala barady. Muǵalimder qaladan keldi.",
    "Bız erteñ qalağa baramyz.",
]

# Neighbours in Latin letters.
NOT_KAZAKH = [
    "Köyde yeni bir okul açıldı. İki yüz çocuk bu okula gidiyor. Öğretmenler şehirden geldi.",
    "Kənddə yeni məktəb açıldı. Ora iki yüz uşaq gedir. Müəllimlər şəhərdən gəldi.",
    "Qishloqda yangi maktab ochildi. Unga ikki yuz bola boradi. O‘qituvchilar shahardan keldi.",
    "Obada täze mekdep açyldy. Oňa iki ýüz çaga gidýär. Mugallymlar şäherden geldi.",
    "Köyde yañı mektep açıldı. Anda eki yüz bala bara. Ocalar şeerden keldiler.",
]

MIXED = [
    ("kk", "ru", "Әкім жиында «мы построим новую школу к осени» деді, бірақ мерзімін айтпады."),
    ("ru", "kk", "На стене висит плакат «оқу инемен құдық қазғандай қиын», его повесили дети."),
]


@pytest.mark.parametrize(("tag", "text"), TEXTS)
def test_the_language_is_recognised(tag, text):
    verdict = recognise(text)
    assert verdict.language == verdict.tag == tag
    assert 0 < verdict.margin <= 1
    assert verdict.evidence
    kinds = {"kk": Kind.KAZAKH_CYRILLIC, "ru": Kind.RUSSIAN}
    assert verdict.kind is kinds.get(tag, Kind.OTHER)


@pytest.mark.parametrize("text", LATIN)
def test_kazakh_in_latin_letters(text):
    verdict = recognise(text)
    assert verdict.kind is Kind.KAZAKH_LATIN
    assert (verdict.language, verdict.script, verdict.tag) == ("kk", "Latn", "kk-Latn")


@pytest.mark.parametrize("text", NOT_KAZAKH)
def test_its_neighbours_in_latin_letters_are_others(text):
    assert recognise(text).kind is Kind.OTHER


@pytest.mark.parametrize(("most", "second", "text"), MIXED)
def test_a_quotation_in_the_other_language_makes_a_sentence_mixed(most, second, text):
    verdict = recognise(text)
    assert (verdict.kind, verdict.language, verdict.second) == (Kind.MIXED, most, second)


@pytest.mark.parametrize(
    "text",
    [
        "Жиынға Иван Петрович Сидоров пен Ольга Николаевна Смирнова қатысты.",
        "В конкурсе победила Әсел Қуанышқызы Нұрғалиева из Кокшетау.",
        "Министрлік «Болашақ» бағдарламасын таныстырды.",
    ],
)
def test_names_mix_nothing(text):
    assert not recognise(text).second


@pytest.mark.parametrize("text", ["", " \n", "123 456", "— … !", "25.06.2020"])
def test_a_text_without_letters_is_undetermined(text):
    verdict = recognise(text)
    assert (verdict.language, verdict.margin, verdict.kind) == ("und", 0.0, Kind.OTHER)


def test_a_longer_text_is_surer():
    short, long = recognise("Ия, барды."), recognise(TEXTS[0][1])
    assert short.language == long.language == "kk"
    assert short.margin < long.margin
    assert long.margin >= 0.9


@pytest.mark.parametrize(
    ("document", "sentence", "found"),
    [
        ("kk", "Он добавил, что работы закончат к осени.", "ru"),
        ("kk", "По словам Нұрлана Бекова, школу построят к осени.", "ru"),
        ("kk", "Ол жұмыс күзге дейін бітетінін айтты.", ""),
        ("kk", "Иван Петров Мәскеуде тұрады.", ""),
        ("kk", "Рахмет!", ""),
        ("kk", "Бала барды.", ""),
        ("kk", "We will finish the work before autumn.", "en"),
        ("kk", "Olam International Limited", ""),
        ("kk", "https://mysal.kz/kk/zhanalyqtar/article/view", ""),
        ("kk", "2 450 000", ""),
        ("kk", "Bız erteñ tañerteñ qalağa baramyz.", ""),
        ("ru", "Ол жұмыс күзге дейін бітетінін айтты.", "kk"),
        ("ru", "Он добавил, что работы закончат к осени.", ""),
        ("ru", "Спасибо, Нұрлан!", ""),
        ("kk-Latn", "Он добавил, что работы закончат к осени.", "ru"),
        ("kk-Latn", "Bız erteñ qalağa baramyz.", ""),
        ("de", "Он добавил, что работы закончат к осени.", ""),
    ],
)
def test_a_sentence_in_another_language_than_its_document(document, sentence, found):
    assert foreign_to(sentence, document) == found


def test_a_document_knows_the_language_of_its_sentences():
    first, second = "Жиын кеше өтті.", "Он добавил, что работы закончат к осени."
    end = len(first)
    spans = (Sentence(0, end, 0), Sentence(end + 1, end + 1 + len(second), 0))
    document = Document("a", "kk", f"{first} {second}", spans)
    assert [document.sentence_language(number) for number in (0, 1)] == ["kk", "ru"]
    assert document.sentence_verdict(1).kind is Kind.RUSSIAN
    assert document.verdict.kind is Kind.MIXED


def test_all_of_a_long_text_is_looked_at():
    kazakh, russian = (text for _, text in (TEXTS[0], TEXTS[5]))
    verdict = recognise(f"{kazakh}\n" * 500 + f"{russian}\n" * 250)
    assert (verdict.kind, verdict.language, verdict.second) == (Kind.MIXED, "kk", "ru")


def test_the_examples_hold():
    assert doctest.testmod(language).failed == 0

"""Kazakh and Russian are recognised surely, and their neighbours are not taken for them."""

import pytest

from corpora import recognise

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


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_the_language_is_recognised(language, text):
    found, margin = recognise(text)
    assert found == language
    assert 0 < margin <= 1


@pytest.mark.parametrize("text", ["", " \n", "123 456", "— … !", "25.06.2020"])
def test_a_text_without_letters_is_undetermined(text):
    assert recognise(text) == ("und", 0.0)


def test_a_longer_text_is_surer():
    short, long = TEXTS[1][1], TEXTS[0][1]
    assert recognise(short)[0] == recognise(long)[0] == "kk"
    assert recognise(long)[1] >= 0.5

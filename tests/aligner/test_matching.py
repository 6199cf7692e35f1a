"""Which documents belong together, and by which route."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from places import SAMPLES
from test_samples import gold

from aligner import align
from aligner.bead import Route
from aligner.candidates import PairingConfig
from aligner.embedded import embed_corpus
from aligner.matching import MatchingConfig, document_evidence, match_documents
from corpora import ReadOptions, read_document, read_text

PAIRING = PairingConfig()
CONFIG = MatchingConfig()

TEXTS = {
    "snow": (
        "Түнде қалың қар жауды. Таңертең көшелерді 30 трактор тазалады. Автобустар бір сағатқа "
        "кешікті. Мектептерде сабақ болмады. Кешке қарай күн жылынады.",
        "Ночью выпал густой снег. Утром улицы чистили 30 тракторов. Автобусы опоздали на час. "
        "В школах не было уроков. К вечеру потеплеет.",
    ),
    "clinic": (
        "Қарағайлы кентінде жаңа емхана ашылды. Онда 14 дәрігер жұмыс істейді. Емхана күніне "
        "120 адам қабылдайды. Бұрын науқастар қалаға баратын.",
        "В посёлке Карагайлы открылась новая поликлиника. В ней работают 14 врачей. Поликлиника "
        "принимает 120 человек в день. Раньше больные ездили в город.",
    ),
    "chess": (
        "Шахматтан жасөспірімдер турнирі аяқталды. Жеңімпаз Айару Сейітова барлық тоғыз ойында "
        "ұтты. Оған кубок пен велосипед берілді.",
        "Завершился юношеский турнир по шахматам. Победительница Айару Сеитова выиграла все "
        "девять партий. Ей вручили кубок и велосипед.",
    ),
}


def documents(side, *names, order=None):
    language = ("kk", "ru")[side]
    return [read_text(TEXTS[name][side], name, ReadOptions(language)) for name in order or names]


@pytest.fixture(scope="module")
def corpus(encoder):
    """Three Kazakh documents, two of them with a Russian one, in another order."""
    kazakh, russian = documents(0, "snow", "clinic", "chess"), documents(1, "chess", "snow")
    return embed_corpus((kazakh, russian), encoder)


def names(corpus, pairs):
    return [
        (corpus.sides[0][pair.source].document.id, corpus.sides[1][pair.target].document.id)
        for pair in pairs
    ]


def test_each_finds_its_own(corpus):
    pairs = match_documents(corpus, CONFIG, PAIRING)
    assert names(corpus, pairs) == [("snow", "snow"), ("chess", "chess")]
    for pair in pairs:
        assert CONFIG.least_score <= pair.score <= 1
        assert pair.explanation.startswith(f"{pair.route}: ")


def test_scores_are_highest_for_those_that_belong_together(corpus):
    evidence = document_evidence(corpus, CONFIG, PAIRING)
    assert ((evidence.scores >= 0) & (evidence.scores <= 1)).all()
    scores = np.zeros((3, 2))
    scores[tuple(evidence.places.T)] = evidence.scores
    assert scores.argmax(0).tolist() == [2, 0]


@pytest.mark.parametrize("side", [0, 1])
def test_a_digest_has_both_its_reports_as_counterparts(encoder, side):
    """Whichever side it stands on; a third report is in its own pair alone."""
    digest = " ".join(TEXTS[name][side] for name in ("snow", "clinic"))
    language = ("kk", "ru")[side]
    sides = [documents(k, "snow", "clinic", "chess") for k in (0, 1)]
    sides[side] = [read_text(digest, "digest", ReadOptions(language)), sides[side][2]]
    corpus = embed_corpus((sides[0], sides[1]), encoder)
    found = names(corpus, match_documents(corpus, CONFIG, PAIRING))
    wanted = {("digest", "snow"), ("digest", "clinic"), ("chess", "chess")}
    assert {pair if side == 0 else pair[::-1] for pair in found} == wanted


def test_a_report_that_has_its_counterpart_takes_no_other_of_the_same_event(encoder):
    """The second Kazakh report tells of the snow as well, in sentences of its own."""
    other = (
        "Синоптиктер қатты боран туралы ескертеді. Тас жол полициясы жүргізушілерді сақ болуға "
        "шақырды. Екі көлік жол шетіне шығып кетті. Кешке қарай күн жылынады."
    )
    kazakh = [*documents(0, "snow"), read_text(other, "storm", ReadOptions("kk"))]
    corpus = embed_corpus((kazakh, documents(1, "snow", "chess")), encoder)
    assert names(corpus, match_documents(corpus, CONFIG, PAIRING)) == [("snow", "snow")]


RATES = {
    "kk": "Ұлттық банк базалық мөлшерлемені {} пайыз деңгейінде бекітті. Жылдық инфляция баяулады. "
    "Келесі шешім {} айында жарияланады. Сыртқы сұраныс әлсіреп келеді.",
    "ru": "Национальный банк утвердил базовую ставку на уровне {} процента. Годовая инфляция "
    "замедлилась. Следующее решение будет объявлено в {}. Внешний спрос ослабевает.",
}


def test_days_tell_reports_apart_that_come_again_and_again(encoder):
    """Nearly the same words; without the days either might be the counterpart."""
    kazakh = read_text(RATES["kk"].format(14, "наурыз"), "kk", ReadOptions("kk"))
    russian = [
        read_text(RATES["ru"].format(number, "марте"), name, ReadOptions("ru"))
        for number, name in ((14, "old"), (15, "new"))
    ]
    dated = [
        replace(document, date=date(2024, month, 20))
        for document, month in zip((kazakh, *russian), (6, 1, 6), strict=True)
    ]
    for (source, *targets), wanted in (((kazakh, *russian), "old"), (dated, "new")):
        corpus = embed_corpus(([source], targets), encoder)
        (pair,) = match_documents(corpus, CONFIG, PAIRING)
        assert targets[pair.target].id == wanted
    assert pair.explanation.endswith(", the same day")


def test_below_the_least_score_nothing_is_matched(corpus):
    assert match_documents(corpus, replace(CONFIG, least_score=1.0), PAIRING) == []


SAME_SECTION = [
    (
        "Павлодар облысында су тасқыны қаупі артты. Ертістің деңгейі тәулігіне 12 сантиметрге "
        "көтерілді. Төтенше жағдайлар департаменті 40 техника дайындады. Үш ауылдың тұрғындары "
        "қауіпсіз жерге көшірілді. Балаларды мектеп ғимаратына орналастырды. Бөгетті нығайту "
        "жұмыстары түнімен жүрді.",
        "В Карагандинской области потушен крупный степной пожар. Огонь охватил 900 гектаров сухой "
        "травы. В тушении участвовали 60 спасателей и два вертолёта. Пострадавших нет. Причина — "
        "непогашенная сигарета. Ущерб подсчитывает комиссия.",
    ),
    (
        "Ұлттық құрама волейболдан Азия чемпионатына жолдама алды. Шешуші ойында біздің қыздар "
        "Вьетнам командасын 3:1 есебімен ұтты. Ең мерген ойыншы Айгерім Досова болды. Бас бапкер "
        "командадағы бірлікті атап өтті. Чемпионат тамызда өтеді.",
        "Казахстанский боксёр Тимур Садыков защитил титул чемпиона страны. В финале он победил "
        "соперника из Шымкента нокаутом в пятом раунде. Это его десятая победа подряд. Тренер "
        "доволен подготовкой. Осенью спортсмен выступит в Ташкенте.",
    ),
    (
        "Министр Әсет Қалиев қазіргі заманғы медицина орталығын аралады. Онда жылына төрт мың "
        "адамға ота жасалады. Дәрігерлер жаңа томограф сұрады. Министр қаржы бөлуге уәде берді. "
        "Кездесу соңында үздік мамандарға алғыс хат табысталды.",
        "Министр Динара Ахметова рассказала о ремонте школ. До сентября обновят 120 зданий. На это "
        "выделено 18 миллиардов тенге. Родители жаловались на холодные классы. Подрядчиков выберут "
        "на открытом конкурсе.",
    ),
]


@pytest.mark.parametrize("kazakh", range(3))
@pytest.mark.parametrize("russian", range(3))
def test_reports_of_different_events_give_nothing(encoder, kazakh, russian):
    """Two files alone are a pair, but an unrelated one, even from the same section."""
    alignment = align(
        read_text(SAME_SECTION[kazakh][0], "kk", ReadOptions("kk")),
        read_text(SAME_SECTION[russian][1], "ru", ReadOptions("ru")),
        encoder=encoder,
    )
    (pair,) = alignment.pairs
    assert pair.route is Route.UNRELATED
    assert pair.score < CONFIG.least_score
    assert pair.beads == ()


def test_samples_that_do_not_belong_together_are_unrelated(encoder):
    """Each Kazakh report against the Russian ones that tell of something else."""
    linked = {(row["kk_doc"], row["ru_doc"]) for row in gold("links")}
    kazakh, russian = (
        [read_document(path, ReadOptions(side)) for path in sorted((SAMPLES / side).iterdir())]
        for side in ("kk", "ru")
    )
    for number, source in enumerate(kazakh):
        for target in russian[number % 3 :: 3]:
            (pair,) = align(source, target, encoder=encoder).pairs
            is_linked = (source.id, target.id) in linked
            assert (pair.route is Route.UNRELATED) != is_linked, pair.explanation


def test_a_translation_is_parallel(encoder):
    corpus = embed_corpus((documents(0, "snow"), documents(1, "snow")), encoder)
    (pair,) = match_documents(corpus, CONFIG, PAIRING)
    assert pair.route is Route.PARALLEL


def test_a_translation_in_another_order_is_not_parallel(encoder):
    (source,) = documents(0, "snow")
    (target,) = documents(1, "snow")
    backwards = read_text(" ".join(target.sentence_texts[::-1]), "snow", ReadOptions("ru"))
    corpus = embed_corpus(([source], [backwards]), encoder)
    (pair,) = match_documents(corpus, CONFIG, PAIRING)
    assert pair.route is Route.COMPARABLE


@pytest.mark.parametrize("route", Route)
def test_a_route_that_is_given_is_taken(encoder, route):
    corpus = embed_corpus((documents(0, "snow"), documents(1, "snow")), encoder)
    (pair,) = match_documents(corpus, replace(CONFIG, route=route), PAIRING)
    assert pair.route is route
    assert pair.explanation.startswith(f"{route} as told; ")


def test_a_document_without_report_text_is_matched_with_nothing(encoder):
    """Blank lines alone: no sentence, no vector, no fault."""
    empty = replace(documents(0, "chess")[0], sentences=())
    corpus = embed_corpus(([empty, *documents(0, "snow")], documents(1, "snow")), encoder)
    assert names(corpus, match_documents(corpus, CONFIG, PAIRING)) == [("snow", "snow")]
    alone = embed_corpus(([empty], documents(1, "snow")), encoder)
    (pair,) = match_documents(alone, CONFIG, PAIRING)
    assert pair.score == 0

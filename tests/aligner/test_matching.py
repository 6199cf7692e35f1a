"""Which documents belong together, and by which route."""

from dataclasses import replace

import pytest

from aligner.bead import Route
from aligner.embedded import embed_corpus
from aligner.matching import MatchingConfig, document_scores, match_documents
from aligner.pairing import PairingConfig
from corpora import ReadOptions, read_text

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
    scores = document_scores(corpus, PAIRING)
    assert scores.shape == (3, 2)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores.argmax(0).tolist() == [2, 0]


def test_below_the_least_score_nothing_is_matched(corpus):
    assert match_documents(corpus, replace(CONFIG, least_score=1.0), PAIRING) == []


def test_one_document_a_side_is_matched_whatever_they_say(encoder):
    corpus = embed_corpus((documents(0, "snow"), documents(1, "chess")), encoder)
    (pair,) = match_documents(corpus, CONFIG, PAIRING)
    assert pair.route is Route.UNRELATED
    assert pair.score < CONFIG.least_score


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

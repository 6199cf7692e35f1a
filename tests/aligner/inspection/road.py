"""Memories for tests of report and inspection: a few pairs about a road, as Egiz writes them."""

from pathlib import Path

import tmx

ROAD = (
    (
        "Жөндеу жұмыстары сәуірде басталды.",
        "Ремонт начался в апреле.",
        "0",
        "0",
        "translation",
        0.97,
    ),
    ("Көпір де жаңартылады.", "Обновят и мост.", "2", "1-2", "translation", 0.91),
    ("Бұған 25 млн. теңге бөлінді.", "На это выделили 40 млн. тенге.", "3", "5", "partial", 0.12),
    ("Жол күзде ашылады.", "Дорогу откроют осенью.", "4", "3", "related", 0.4),
)
SIGNATURE = "egiz:0.1.0|model:multilingual-e5-small"


def unit(source, target, kk, ru, kind, confidence, documents=("zhol.txt", "doroga.txt"), reason=""):
    props = {
        "x-egiz-class": kind,
        "x-egiz-confidence": f"{confidence:.4f}",
        "x-egiz-similarity": "0.6100",
        "x-egiz-margin": "0.2000",
        "x-egiz-route": "parallel",
        "x-egiz-reason": reason or "numbers differ: 25 / 40; names agree",
    }
    variants = tuple(
        tmx.Variant(
            language,
            tmx.Segment.of(text),
            props=(tmx.Prop("x-document", document), tmx.Prop("x-sentences", numbers)),
        )
        for language, text, document, numbers in (
            ("kk", source, documents[0], kk),
            ("ru", target, documents[1], ru),
        )
    )
    return tmx.TranslationUnit(variants, props=tuple(tmx.Prop(*item) for item in props.items()))


def write(path: Path, units, signature: str = SIGNATURE) -> Path:
    header = tmx.Header("kk", props=(tmx.Prop("x-egiz-signature", signature),))
    tmx.write_tmx(path, header, units)
    return path


def road(path: Path) -> Path:
    return write(path, [unit(*line) for line in ROAD])

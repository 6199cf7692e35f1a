"""What two languages show alike on the surface: names, loan words, numbers.

Embeddings blur names and numbers; the letters do not. Kazakh letters are folded to Russian ones and
accents dropped, words are cut into character n-grams, which outlive case endings, and weighted by
how rare they are. Hashed into signed vectors (Weinberger et al. 2009) they add up over windows just
as sentence vectors do.
"""

from __future__ import annotations

import math
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

DIM = 1024
_GRAM = 4
_WORD = re.compile(r"\d+|[^\W\d_]+")
_FOLDED = str.maketrans(
    {"қ": "к", "ғ": "г", "ә": "а", "ө": "о", "ү": "у", "ұ": "у", "і": "и", "ң": "н", "һ": "х"}
    | {"ё": "е", "й": "и", "ы": "и", "э": "е", "ъ": "", "ь": ""}
)


def fold(text: str) -> str:
    """The text in lower case with letters that two languages spell differently made alike.

    >>> fold("Қазақстан"), fold("Казахстан"), fold("Zürich")
    ('казакстан', 'казахстан', 'zurich')
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(_FOLDED)


def grams(text: str) -> Counter[str]:
    """Character n-grams of the folded words, and the numbers whole, marked by "#"."""
    found: Counter[str] = Counter()
    for word in _WORD.findall(fold(text)):
        if word.isdigit():
            found["#" + word] += 1
        elif len(word) >= 3:
            marked = "^" + word
            starts = range(max(1, len(marked) - _GRAM + 1))
            found.update(marked[at : at + _GRAM] for at in starts)
    return found


def surface_vectors(sides: Sequence[Sequence[str]]) -> list[Float32]:
    """Hashed n-gram vectors of the sentences of each side, before normalisation.

    An n-gram counts only where every side has it, and the more, the fewer sentences have it.

    Args:
        sides: the sentences of each side.

    Returns:
        For each side (sentences, DIM) float32.
    """
    counted = [[grams(text) for text in texts] for texts in sides]
    shares: list[Counter[str]] = [Counter(g for c in texts for g in c) for texts in counted]
    common = set.intersection(*(set(share) for share in shares))
    weights: dict[str, float] = {}
    for gram in common:
        rate = np.mean([s[gram] / len(texts) for s, texts in zip(shares, sides, strict=True)])
        weights[gram] = -math.log(float(rate) + 1e-3) * (2.0 if gram[0] == "#" else 1.0)
    return [_hashed(texts, weights) for texts in counted]


def _hashed(counted: Sequence[Counter[str]], weights: dict[str, float]) -> Float32:
    places: dict[str, tuple[int, float]] = {}
    vectors = np.zeros((len(counted), DIM), np.float32)
    for row, counts in zip(vectors, counted, strict=True):
        for gram, count in counts.items():
            weight = weights.get(gram, 0.0)
            if weight <= 0:
                continue
            if gram not in places:
                code = zlib.crc32(gram.encode())
                places[gram] = code % DIM, 1.0 if code >> 20 & 1 else -1.0
            place, sign = places[gram]
            row[place] += sign * weight * min(count, 2)
    return vectors

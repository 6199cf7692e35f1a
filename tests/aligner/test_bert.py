"""Our forward pass against sentence-transformers on the same folder."""

import numpy as np

TEXTS = [
    "Қазақстан Президенті Бакуге келді",
    "Президент Казахстана прибыл в Баку",
    "Қар.",
    "2025 жылы 1,5 млн. тоннадан астам астық жиналды, бұл былтырғыдан 12 пайызға көп.",
    "Wir haben heute Nachmittag – trotz Regens – den Garten umgegraben! ☂",
    "  екі   бос орын  ",
    "Ұзақ сөйлем " * 30,
]


def test_the_folder_is_an_ordinary_model_with_the_same_vectors(bundled_encoder):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(bundled_encoder.info.folder, device="cpu")
    ours = bundled_encoder.encode(TEXTS).pooled
    ours /= np.linalg.norm(ours, axis=1, keepdims=True)
    np.testing.assert_allclose(ours, model.encode(TEXTS), atol=1e-4)

"""Our forward passes against sentence-transformers on the same folder, and against each other."""

import numpy as np
import pytest

from aligner.batches import Batch, cut
from aligner.bert import MeanPooledBert
from aligner.bert_onnx import OnnxForward
from aligner.bert_torch import TorchForward
from aligner.device import Precision
from aligner.profile import profile_of

TEXTS = [
    "Қазақстан Президенті Бакуге келді",
    "Президент Казахстана прибыл в Баку",
    "Қар.",
    "2025 жылы 1,5 млн. тоннадан астам астық жиналды, бұл былтырғыдан 12 пайызға көп.",
    "Wir haben heute Nachmittag – trotz Regens – den Garten umgegraben! ☂",
    "  екі   бос орын  ",
    "Ұзақ сөйлем " * 30,
]


@pytest.fixture(scope="module")
def forwards(bundled_encoder):
    folder = bundled_encoder._folder
    basis = profile_of(bundled_encoder.info.fingerprint, bundled_encoder.info.dim).basis
    return {
        "onnx": OnnxForward(folder, basis),
        "torch": TorchForward(folder, basis, "cpu", half=False),
        "half": TorchForward(folder, basis, "cpu", half=True),
        "int8": OnnxForward(folder, basis, Precision.INT8),
        "int7": OnnxForward(folder, basis, Precision.INT7),
    }


@pytest.fixture(scope="module")
def theirs(bundled_encoder):
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(bundled_encoder.info.folder, device="cpu").encode(TEXTS)


def vectors_by(bundled_encoder, forward):
    found = MeanPooledBert(bundled_encoder._folder, forward).encode(TEXTS)
    vectors = {number: vector for batch in found for number, vector, _ in batch}
    ours = np.array([vectors[number] for number in range(len(TEXTS))])
    return ours / np.linalg.norm(ours, axis=1, keepdims=True)


@pytest.mark.parametrize(("kind", "tolerance"), [("onnx", 1e-4), ("torch", 1e-4), ("half", 2e-3)])
def test_the_folder_is_an_ordinary_model_with_the_same_vectors(
    bundled_encoder, forwards, theirs, kind, tolerance
):
    ours = vectors_by(bundled_encoder, forwards[kind])
    np.testing.assert_allclose(ours, theirs, atol=tolerance)


@pytest.mark.parametrize(("kind", "least"), [("int8", 0.999), ("int7", 0.998)])
def test_whole_numbers_come_near(bundled_encoder, forwards, theirs, kind, least):
    cosines = (vectors_by(bundled_encoder, forwards[kind]) * theirs).sum(1)
    assert cosines.min() > least
    assert cosines.max() < 1 - 1e-6  # it is another computation indeed


def test_both_forward_passes_give_the_same_states_and_traces(forwards):
    batch = Batch.of([[0, 5, 900, 77, 2], [0, 2], list(range(10, 60))])
    (hidden, traces), (torch_hidden, torch_traces) = (
        forwards[kind](batch) for kind in ("onnx", "torch")
    )
    assert hidden.shape == (57, 384)
    assert hidden.dtype == np.float32
    assert traces.shape == (57, 64)
    assert traces.dtype == np.float16
    np.testing.assert_allclose(hidden, torch_hidden, atol=1e-4)
    np.testing.assert_allclose(traces.astype(np.float32), torch_traces, atol=1e-2)


@pytest.mark.parametrize("kind", ["onnx", "int8"])
def test_the_company_of_a_sequence_changes_not_one_bit(forwards, kind):
    first, second, third = [0, 5, 900, 77, 2], [0, 2], list(range(10, 60))
    together, traces = forwards[kind](Batch.of([first, second, third]))
    alone, alone_traces = forwards[kind](Batch.of([first]))
    np.testing.assert_array_equal(together[:5], alone)
    np.testing.assert_array_equal(traces[:5], alone_traces)


def test_a_batch_knows_where_its_tokens_stand():
    batch = Batch.of([[7, 8, 9], [4], [5, 6]])
    assert batch.ids.tolist() == [7, 8, 9, 4, 5, 6]
    assert batch.starts.tolist() == [0, 3, 4]
    assert batch.places.tolist() == [0, 1, 2, 0, 0, 1]
    assert batch.mask.tolist() == [[1, 1, 1], [1, 0, 0], [1, 1, 0]]


@pytest.mark.parametrize(
    ("lengths", "runs"),
    [
        ([], []),
        ([3], [(0, 1)]),
        ([2, 2, 2, 2], [(0, 2), (2, 4)]),
        ([1, 9, 1, 1], [(0, 1), (1, 2), (2, 4)]),
        ([9, 9], [(0, 1), (1, 2)]),
    ],
)
def test_batches_hold_no_more_than_asked_but_one_sequence(lengths, runs):
    assert [(run.start, run.stop) for run in cut(lengths, 4)] == runs


def test_a_graph_that_got_damaged_is_made_anew(bundled_encoder, tmp_path, forwards):
    folder = tmp_path / "model"
    folder.symlink_to(bundled_encoder._folder)
    basis = profile_of(bundled_encoder.info.fingerprint, bundled_encoder.info.dim).basis
    batch = Batch.of([[0, 5, 900, 77, 2]])
    OnnxForward(folder, basis)
    (kept,) = tmp_path.glob("*.onnx")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    again, _ = OnnxForward(folder, basis)(batch)
    np.testing.assert_array_equal(again, forwards["onnx"](batch)[0])
    assert kept.read_bytes() == whole
    assert {path.name for path in tmp_path.iterdir()} == {folder.name, kept.name}

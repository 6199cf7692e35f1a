"""Encoders: what every model owes, and models that users bring."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from aligner.device import graphics_card
from aligner.encoder import SentenceTransformerEncoder, encode_distinct, load_encoder
from aligner.errors import ModelError

TEXTS = [
    "Қар жауды.",
    "Жаңбыр жауды, жел тұрды.",
    "Пришла весна.",
    "Снег",
    "Қар жауды, ал жел жоқ.",
]
LONG = ("Дала кең, аспан биік, жол ұзақ. " * 400)[:10_000]


@pytest.fixture(scope="session")
def make_model(tmp_path_factory):
    """Makes a tiny model with random weights, pooled as told, and gives its folder."""

    def make(pooling, normalise=True):
        import torch
        from sentence_transformers import SentenceTransformer, models
        from tokenizers import Tokenizer, pre_tokenizers, processors
        from tokenizers.models import WordLevel
        from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

        folder = tmp_path_factory.mktemp("model")
        letters = sorted({letter for text in (*TEXTS, LONG) for letter in text})
        vocabulary = {
            piece: n for n, piece in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters])
        }
        tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))  # noqa: S106
        tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
        tokenizer.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
        )
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer,
            model_max_length=128,
            **{f"{role}_token": f"[{role.upper()}]" for role in ("pad", "unk", "cls", "sep")},
        ).save_pretrained(folder / "bert")
        torch.manual_seed(7)
        sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
        config = BertConfig(
            vocab_size=len(vocabulary), intermediate_size=32, max_position_embeddings=128, **sizes
        )
        BertModel(config).save_pretrained(folder / "bert")
        modules = [models.Transformer(str(folder / "bert")), models.Pooling(16, pooling)]
        modules += [models.Normalize()] * normalise
        SentenceTransformer(modules=modules, device="cpu").save(str(folder / "whole"))
        return str(folder / "whole")

    return make


@pytest.fixture(scope="session")
def tiny(make_model):
    return load_encoder(make_model("mean"))


@pytest.fixture(params=["bundled_encoder", "tiny"])
def any_encoder(request):
    return request.getfixturevalue(request.param)


BOTH = pytest.mark.parametrize("any_encoder", ["bundled_encoder", "tiny"], indirect=True)


def test_shapes_and_types(any_encoder):
    vectors = any_encoder.encode(TEXTS)
    assert vectors.pooled.shape == (len(TEXTS), any_encoder.info.dim)
    assert vectors.pooled.dtype == vectors.tokens.dtype == np.float32
    assert (vectors.tokens > 0).all()
    assert any_encoder.encode([]).pooled.shape == (0, any_encoder.info.dim)


def test_vectors_are_what_float16_holds(any_encoder):
    """They are kept as that; a run with kept ones must find what the first run found."""
    pooled = any_encoder.encode(TEXTS).pooled
    np.testing.assert_array_equal(pooled.astype(np.float16).astype(np.float32), pooled)


def test_empty_texts_get_zeros(any_encoder):
    vectors = any_encoder.encode(["", TEXTS[0], ""])
    assert not vectors.pooled[[0, 2]].any()
    assert vectors.pooled[1].any()
    assert vectors.tokens[[0, 2]].tolist() == [0, 0]


def test_half_precision_changes_little(make_model):
    """Graphics cards compute so; processors can."""
    folder = make_model("mean")
    full, half = (SentenceTransformerEncoder(folder, half=half) for half in (False, True))
    assert full.info.fingerprint == half.info.fingerprint
    assert full.info.vectors_key != half.info.vectors_key
    one, other = (encoder.encode(TEXTS).pooled for encoder in (full, half))
    assert np.abs(one - other).max() > 0
    np.testing.assert_allclose(other, one, atol=0.01)
    assert load_encoder(folder).info.precision == ("float16" if graphics_card() else "float32")


@BOTH
def test_the_order_and_the_company_of_texts_do_not_matter(any_encoder):
    together = any_encoder.encode(TEXTS).pooled
    backwards = any_encoder.encode(TEXTS[::-1]).pooled[::-1]
    alone = np.concatenate([any_encoder.encode([text]).pooled for text in TEXTS])
    np.testing.assert_allclose(backwards, together, atol=1e-5)
    np.testing.assert_allclose(alone, together, atol=1e-5)


@BOTH
def test_more_tokens_weigh_more(any_encoder):
    short, longer = any_encoder.encode([TEXTS[0], TEXTS[4]]).tokens
    assert longer > short


@BOTH
def test_a_very_long_text_has_a_vector(any_encoder):
    vectors = any_encoder.encode([LONG, TEXTS[0]])
    assert np.isfinite(vectors.pooled).all()
    assert vectors.pooled.any(1).all()
    assert vectors.tokens[0] > vectors.tokens[1]


def test_the_default_model_reads_a_long_text_to_its_end(bundled_encoder):
    """It takes 512 tokens at once; these are some 900."""
    text = LONG[:3000]
    changed = text[:-300] + "Теміржол бойында үш жаңа көпір салынды. " * 7
    a, b = bundled_encoder.encode([text, changed]).pooled
    assert not np.allclose(a, b, atol=1e-4)


def test_progress_counts_every_text(any_encoder):
    told = []
    any_encoder.encode(TEXTS, told.append)
    assert sum(told) == len(TEXTS)


class Counting:
    """Passes texts on and keeps what it was asked."""

    def __init__(self, encoder):
        self.info = encoder.info
        self.asked = []
        self._encoder = encoder

    def encode(self, texts, progress):
        self.asked += [text for text in texts if text]
        return self._encoder.encode(texts, progress)


def test_each_distinct_text_is_read_once(bundled_encoder):
    counting = Counting(bundled_encoder)
    texts = [TEXTS[0], "", TEXTS[1], TEXTS[0], "", TEXTS[0]]
    vectors, count = encode_distinct(counting, texts)
    assert count == 2
    assert sorted(counting.asked) == sorted(TEXTS[:2])
    assert (vectors.pooled[0] == vectors.pooled[3]).all()
    assert (vectors.tokens > 0).tolist() == [True, False, True, True, False, True]
    assert not vectors.pooled[[1, 4]].any()
    np.testing.assert_allclose(
        vectors.pooled[[0, 2]], bundled_encoder.encode(TEXTS[:2]).pooled, atol=1e-5
    )


def test_nothing_to_embed(bundled_encoder):
    vectors, count = encode_distinct(bundled_encoder, ["", ""])
    assert (count, vectors.pooled.shape) == (0, (2, bundled_encoder.info.dim))
    vectors, count = encode_distinct(bundled_encoder, [])
    assert (count, vectors.pooled.shape) == (0, (0, bundled_encoder.info.dim))


def test_a_model_that_mean_pools_gives_vectors_before_normalisation(make_model, tiny):
    assert tiny.info.mean_pooled
    assert tiny.info.dim == 16
    bare = load_encoder(make_model("mean", normalise=False))
    assert bare.info.mean_pooled
    np.testing.assert_allclose(tiny.encode(TEXTS).pooled, bare.encode(TEXTS).pooled, atol=1e-5)


def test_a_model_that_pools_otherwise_says_so(make_model):
    encoder = load_encoder(make_model("cls"))
    assert not encoder.info.mean_pooled
    norms = np.linalg.norm(encoder.encode(TEXTS).pooled, axis=1)
    np.testing.assert_allclose(norms, 1, atol=2**-11)  # what rounding to float16 may cost


def test_fingerprints_tell_models_apart(make_model, tiny):
    again, other = load_encoder(make_model("mean")), load_encoder("bundled")
    assert again.info.fingerprint == tiny.info.fingerprint != other.info.fingerprint


def test_a_model_folder_is_used_by_the_command(egiz, make_model, reports, tmp_path):
    folder = make_model("mean")
    output = tmp_path / "memory.tmx"
    result = egiz("align", *reports, "-o", output, "--model", folder)
    assert result.exit_code == 0
    assert output.exists()


def test_loading_a_model_folder_says_nothing(make_model):
    """In a process of its own: in this one the libraries show their bars since they are loaded."""
    done = subprocess.run(
        [sys.executable, "-m", "aligner.cli", "model", "--model", make_model("mean"), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["dim"] == 16


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("./no/such/folder", "no model folder"),
        ("/no/such/folder", "no model folder"),
        ("nobody/no-such-model", "cannot be had from the hub"),
        ("no-such-model", "cannot be had from the hub"),
        ("{empty}", "holds no sentence-transformers model"),
    ],
)
def test_an_unknown_model_is_one_line(tmp_path, name, told):
    name = name.format(empty=tmp_path)
    with pytest.raises(ModelError, match=told) as caught:
        load_encoder(name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_damaged_model_folder_is_one_line(make_model):
    folder = Path(make_model("mean"))
    (weights,) = folder.rglob("*.safetensors")
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(ModelError, match="that loads") as caught:
        load_encoder(str(folder))
    assert "\n" not in str(caught.value)


def test_a_precision_is_part_of_what_makes_vectors_comparable(bundled_encoder):
    whole = load_encoder("bundled:int8")
    assert whole.info.fingerprint == bundled_encoder.info.fingerprint
    assert whole.info.precision in ("int8", "int7")
    assert whole.info.vectors_key != bundled_encoder.info.vectors_key
    assert load_encoder("bundled:float32").info == bundled_encoder.info


def test_a_precision_that_there_is_not():
    with pytest.raises(ModelError, match="known: bundled, bundled:float32, bundled:int8"):
        load_encoder("bundled:int4")

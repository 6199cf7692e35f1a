"""The default model from texts to vectors: tokens, batches, pooling. What computes is given to it.

Importing `sentence_transformers` takes longer than aligning a pair of reports. The default model's
architecture is known and small, so its forward pass stands in `bert_onnx` and, for graphics cards,
in `bert_torch`; `tests/aligner/test_bert.py` holds both against sentence-transformers on the same
folder.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from .batches import Batch, Forward, cut

Float32 = NDArray[np.float32]
Float16 = NDArray[np.float16]
Found = tuple[int, Float32, Float16]
T = TypeVar("T")
R = TypeVar("R")

TEXTS_AT_ONCE = 8192  # tokenised and sorted together, which bounds memory


class MeanPooledBert:
    """BERT with mean pooling, read from a sentence-transformers folder.

    Args:
        folder: holds `config.json`, `tokenizer.json` and the prompt.
        forward: computes the hidden states of tokens.
    """

    def __init__(self, folder: Path, forward: Forward) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        prompt = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
        self._forward = forward
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        prefix: str = prompt["prompts"][prompt["default_prompt_name"]]
        *self._start, end = self._tokenizer.encode(prefix.strip()).ids
        self._end = [end]
        self._room: int = config["max_position_embeddings"] - len(self._start) - 1

    def encode(self, texts: Sequence[str]) -> Iterator[list[Found]]:
        """Vectors of texts, a batch at a time, the short ones first.

        A text longer than the model reads at once is read in pieces, and its vector is their
        token-weighted mean, as for windows of sentences.

        Yields:
            For each text done: its number, its mean-pooled vector (dim,) before normalisation, and
            its trace (tokens, traced), the projected vectors of its tokens without prefix and ends.
        """
        starts = range(0, len(texts), TEXTS_AT_ONCE)
        with ThreadPoolExecutor(self._forward.workers + 1, "encoder") as pool:
            chunks = (texts[at : at + TEXTS_AT_ONCE] for at in starts)
            tokenised = _ahead(pool, self._tokenise, chunks, 1)  # while the one before is read
            for first, tokens in zip(starts, tokenised, strict=True):
                for done in self._encode_tokens(pool, tokens):
                    yield [(first + number, vector, trace) for number, vector, trace in done]

    def _tokenise(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def _encode_tokens(
        self, pool: ThreadPoolExecutor, texts: list[list[int]]
    ) -> Iterator[list[Found]]:
        pieces = [
            (number, ids[at : at + self._room])
            for number, ids in enumerate(texts)
            for at in range(0, max(len(ids), 1), self._room)
        ]
        pieces.sort(key=lambda piece: len(piece[1]))  # stable: pieces of a text stay in order
        left = np.bincount([number for number, _ in pieces], minlength=len(texts))
        framed = len(self._start) + len(self._end)
        widths = [len(ids) + framed for _, ids in pieces]
        workers = self._forward.workers
        # Where there is little to read, all workers have to get some of it.
        most = min(self._forward.tokens_a_batch, max(64, sum(widths) // (2 * workers)))
        runs = [pieces[run.start : run.stop] for run in cut(widths, most)]
        read: dict[int, list[tuple[Float32, Float16]]] = {}
        batches = ([ids for _, ids in run] for run in runs)
        results = _ahead(pool, self._read, batches, 2 * workers)
        for run, found in zip(runs, results, strict=True):
            done: list[Found] = []
            for (number, _), piece in zip(run, found, strict=True):
                read.setdefault(number, []).append(piece)
                if len(read[number]) == left[number]:
                    done.append((number, *_joined(read.pop(number))))
            if done:
                yield done

    def _read(self, sequences: list[list[int]]) -> list[tuple[Float32, Float16]]:
        """The pooled vector and the trace of each sequence of token ids."""
        batch = Batch.of([self._start + ids + self._end for ids in sequences])
        hidden, traces = self._forward(batch)
        sums = np.add.reduceat(hidden, batch.starts)
        pooled = np.asarray(sums / batch.lengths[:, None], np.float32)
        first, last = len(self._start), len(self._end)
        return [
            (vector, traces[start + first : start + length - last].copy())
            for vector, start, length in zip(pooled, batch.starts, batch.lengths, strict=True)
        ]


def _ahead(
    pool: ThreadPoolExecutor, function: Callable[[T], R], items: Iterable[T], ahead: int
) -> Iterator[R]:
    """Results in the order of the items, with some more under way than are asked for."""
    under_way: deque[Future[R]] = deque()
    for item in items:
        under_way.append(pool.submit(function, item))
        if len(under_way) > ahead:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _joined(pieces: list[tuple[Float32, Float16]]) -> tuple[Float32, Float16]:
    """A text's vector, the token-weighted mean of its pieces', and its trace."""
    if len(pieces) == 1:
        return pieces[0]
    counts = [len(trace) for _, trace in pieces]
    vector = np.average([vector for vector, _ in pieces], axis=0, weights=counts)
    return vector.astype(np.float32), np.concatenate([trace for _, trace in pieces])

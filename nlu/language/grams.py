"""Our own n-gram table: which pieces of words speak for German, Vietnamese or English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.errors import StartFailed

TABLE = Path(__file__).parent / "table.npz"
ORDER = 5

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Table:
    """What `python -m nlu.language.build` learned."""

    rows: dict[str, int]  # piece of a word → row of weights
    weights: Floats  # one column each for de, vi, en
    mix: Floats  # how much each voice counts: features × (de, vi, en)
    bias: Floats
    source: str  # fingerprint of the texts it was learned from

    def ask(self, words: Sequence[str]) -> Floats:
        """The weight of each word for de, vi, en: one row a word."""
        return per_word(words, pieces, self.rows, self.weights)


def per_word(
    words: Sequence[str], cut: Callable[[str], Iterator[str]], rows: Mapping[str, int],
    table: Floats,
) -> Floats:
    """Sums of the table's rows over the pieces of each word; unknown pieces count nothing."""
    if not words:
        return np.zeros((0, table.shape[1]), np.float32)
    found: list[int] = []
    starts: list[int] = []
    for word in words:
        starts.append(len(found))
        found.append(0)  # row 0 is all zeros, so that every word has a row
        found += [rows[piece] for piece in cut(word) if piece in rows]
    summed: Floats = np.add.reduceat(table[found], starts, axis=0)
    return summed


def pieces(word: str) -> Iterator[str]:
    """Every run of 1 to 5 characters of a framed word, and the word itself."""
    framed = f" {word} "
    for size in range(2, ORDER + 1):
        for start in range(len(framed) - size + 1):
            yield framed[start : start + size]
    yield f"={word}"


def save(table: Table, path: Path = TABLE) -> None:
    """Compact: weights in one byte each, pieces as one text."""
    scale = float(np.abs(table.weights).max()) / 127
    np.savez_compressed(
        path,
        pieces=np.frombuffer("\n".join(table.rows).encode(), np.uint8),
        weights=np.round(table.weights[1:] / scale).astype(np.int8),
        scale=np.float32(scale), mix=table.mix, bias=table.bias,
        source=np.frombuffer(table.source.encode(), np.uint8),
    )


@cache
def load(path: Path = TABLE) -> Table:
    """Read once for the whole process. StartFailed if it is not there or not ours."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = file["pieces"].tobytes().decode().split("\n")
            weights = with_zero_row(file["weights"].astype(np.float32) * file["scale"])
            mix, bias = file["mix"], file["bias"]
            source = file["source"].tobytes().decode()
    except (OSError, KeyError, ValueError) as error:
        raise StartFailed(
            f"The language table {path} cannot be read ({error}); "
            "run `python -m nlu.language.build` to make it again."
        ) from error
    return Table({name: row for row, name in enumerate(names, 1)}, weights, mix, bias, source)


def with_zero_row(table: Floats) -> Floats:
    """Row 0 is what says nothing."""
    return np.vstack([np.zeros((1, table.shape[1]), np.float32), table])

"""The encoder's voice: what its vocabulary, made from texts of a hundred languages, says of a word.

Words that share a language lie near each other in the encoder's first layer. A linear model of our
own words there weighs every piece of its vocabulary for de, vi and en; a word we never wrote is cut
into the pieces the encoder would read, and says the mean of their weights.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

import numpy as np

from bot.errors import StartFailed
from nlu.language.grams import Floats

FILE = Path(__file__).parent / "vocabulary.npz"
BEGIN = "▁"  # stands before the first piece of a word
LONGEST_PIECE = 14
UNKNOWN = -20.0  # log probability of a letter that is no piece
READABLE = re.compile(rf"{BEGIN}?[a-zß-öø-ɏḀ-ỿ']{{1,{LONGEST_PIECE}}}$")  # Latin letters


class Vocabulary:
    """Pieces with their log probability and their weight for de, vi, en."""

    def __init__(self, rows: Mapping[str, int], scores: Floats, weights: Floats) -> None:
        self.rows = rows
        self.scores = scores.tolist()
        self.weights = weights
        self._cut = lru_cache(maxsize=20_000)(self.cut)

    def ask(self, words: Sequence[str]) -> Floats:
        """One row a word, the mean of its pieces; zeros for one without a known piece."""
        cut = [self._cut(word) for word in words]
        found = np.zeros((len(words), self.weights.shape[1]), np.float32)
        known = [place for place, pieces in enumerate(cut) if pieces]
        if known:
            numbers = np.array([len(cut[place]) for place in known])
            rows = list(chain.from_iterable(cut))
            sums = np.add.reduceat(self.weights[rows], np.cumsum(numbers) - numbers, axis=0)
            found[known] = sums / numbers[:, None]
        return found

    def cut(self, word: str) -> list[int]:
        """Rows of the likeliest pieces of a word (Viterbi, as unigram tokenizers do)."""
        text, rows, scores = BEGIN + word, self.rows, self.scores
        if (whole := rows.get(text)) is not None:
            return [whole]  # nearly always the likeliest, and most words are
        best, step = [0.0] * (len(text) + 1), [0] * (len(text) + 1)
        for end in range(1, len(text) + 1):
            best[end], step[end] = best[end - 1] + UNKNOWN, end - 1
            for begin in range(max(0, end - LONGEST_PIECE - 1), end):
                row = rows.get(text[begin:end])
                if row is not None and best[begin] + scores[row] > best[end]:
                    best[end], step[end] = best[begin] + scores[row], begin
        found, end = list[int](), len(text)
        while end:
            row = self.rows.get(text[step[end] : end])
            found += [] if row is None else [row]
            end = step[end]
        return found[::-1]


def save(vocabulary: Vocabulary, path: Path = FILE) -> None:
    """Compact: weights in one byte each, pieces as one text."""
    scale = float(np.abs(vocabulary.weights).max()) / 127
    np.savez_compressed(
        path, pieces=np.frombuffer("\n".join(vocabulary.rows).encode(), np.uint8),
        scores=np.array(vocabulary.scores, np.float16),
        weights=np.round(vocabulary.weights / scale).astype(np.int8), scale=np.float32(scale))


@cache
def vocabulary(path: Path = FILE) -> Vocabulary:
    """Read once for the whole process. StartFailed if it is not there or not ours."""
    try:
        with np.load(path, allow_pickle=False) as file:
            names = file["pieces"].tobytes().decode().split("\n")
            weights = file["weights"].astype(np.float32) * file["scale"]
            scores = file["scores"].astype(np.float32)
    except (OSError, KeyError, ValueError) as error:
        raise StartFailed(
            f"The language vocabulary {path} cannot be read ({error}); "
            "run `python -m nlu.language.build` to make it again."
        ) from error
    return Vocabulary({name: row for row, name in enumerate(names)}, scores, weights)

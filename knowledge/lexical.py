"""Search by words: BM25 over whole words, folded words, pairs of words, and pieces of words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from knowledge.tokens import fold, pieces, words

Numbers = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
Postings = dict[str, tuple[Rows, Numbers]]

K1, B = 1.2, 0.75  # Robertson and Zaragoza 2009, the usual values
COMMON = 0.3  # of a large library: a term in more articles than that only costs time
LARGE = 2000


def terms(text: str) -> list[str]:
    """Words, words without diacritics, and pairs of those: a Vietnamese word is often two."""
    plain = words(text)
    folded = [fold(word) for word in plain]
    changed = [f for word, f in zip(plain, folded, strict=True) if f != word]
    pairs = [f"{one} {two}" for one, two in pairwise(folded)]
    return plain + changed + pairs


def fragments(text: str) -> list[str]:
    """Pieces of words: what German compounds share with their parts, and typos with the word."""
    return [piece for word in words(text) for piece in pieces(fold(word))]


@dataclass(frozen=True, slots=True)
class Field:
    """BM25 (Robertson and Zaragoza 2009) over one kind of token."""

    size: int
    tokens: Callable[[str], list[str]]
    postings: Postings  # per term: rows, and weight in each

    @classmethod
    def build(cls, texts: Sequence[str], tokens: Callable[[str], list[str]]) -> Field:
        numbers: dict[str, int] = {}
        rows, columns, counts = [], [], []
        lengths = np.zeros(len(texts), np.float32)
        for row, text in enumerate(texts):
            found = [numbers.setdefault(token, len(numbers)) for token in tokens(text)]
            distinct, count = np.unique(np.array(found, np.int32), return_counts=True)
            lengths[row] = len(found)
            rows.append(np.full(len(distinct), row, np.int32))
            columns.append(distinct)
            counts.append(count)
        weights = _weights(rows, columns, counts, lengths)
        return cls(len(texts), tokens, _postings(numbers, *weights, len(texts)))

    def scores(self, query: str) -> Numbers:
        """One number an article; 0 where no term is shared."""
        total = np.zeros(self.size, np.float32)
        for token in set(self.tokens(query)):
            if token in self.postings:
                rows, weights = self.postings[token]
                total[rows] += weights
        return total


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The articles of one language, by their words."""

    terms: Field
    fragments: Field
    known: tuple[frozenset[str], ...]  # each article's fragments, for `coverage`

    @classmethod
    def build(cls, texts: Sequence[str]) -> Lexicon:
        known = tuple(frozenset(fragments(text)) for text in texts)
        return cls(Field.build(texts, terms), Field.build(texts, fragments), known)

    def scores(self, query: str) -> Numbers:
        """Mean of the z-scored fields, one number an article."""
        both = standard(self.terms.scores(query)) + standard(self.fragments.scores(query))
        return both * np.float32(0.5)

    def coverage(self, query: str, row: int) -> float:
        """Which share of the query's fragments the article has, from 0 to 1."""
        asked = set(fragments(query))
        return len(asked & self.known[row]) / len(asked) if asked else 0.0


def standard(values: Numbers, least: float = 1e-3) -> Numbers:
    """z-scores; `least` keeps a library of one or two articles from looking decisive."""
    if not len(values):
        return values
    spread = np.float32(max(float(values.std()), least))
    scaled: Numbers = (values - values.mean()) / spread
    return scaled


def has_diacritics(text: str) -> bool:
    return any(fold(word) != word for word in words(text))


def _weights(
    rows: Iterable[Rows], columns: Iterable[Rows], counts: Iterable[npt.NDArray[np.intp]],
    lengths: Numbers,
) -> tuple[Rows, Rows, Numbers]:
    row, column = np.concatenate([*rows, []]), np.concatenate([*columns, []])
    count = np.concatenate([*counts, []]).astype(np.float32)
    row, column = row.astype(np.int32), column.astype(np.int32)
    mean = lengths.mean() if lengths.any() else 1.0
    weight = count * (K1 + 1) / (count + K1 * (1 - B + B * lengths[row] / mean))
    return row, column, weight


def _postings(
    numbers: dict[str, int], rows: Rows, columns: Rows, weights: Numbers, size: int
) -> Postings:
    order = np.argsort(columns, kind="stable")
    rows, weights = rows[order], weights[order]
    spread = np.bincount(columns, minlength=len(numbers))
    rarity = np.log1p((size - spread + 0.5) / (spread + 0.5)).astype(np.float32)
    ends = np.cumsum(spread)
    return {
        token: (rows[ends[n] - spread[n] : ends[n]],
                weights[ends[n] - spread[n] : ends[n]] * rarity[n])
        for token, n in numbers.items()
        if size < LARGE or spread[n] <= COMMON * size
    }

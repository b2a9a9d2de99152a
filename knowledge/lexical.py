"""Search by words: BM25 over whole words, folded words, pairs of words, and pieces of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from knowledge.postings import Alive, Numbers, Postings
from knowledge.tokens import fold, pieces, words

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
    return list(chain.from_iterable(pieces(fold(word)) for word in words(text)))


@dataclass(frozen=True, slots=True)
class Spoken:
    """The distinct tokens of a question, in order."""

    terms: tuple[str, ...]
    fragments: tuple[str, ...]


@lru_cache(maxsize=64)
def spoken(query: str) -> Spoken:
    """Every language and every result of a search asks for the same tokens."""
    return Spoken(tuple(dict.fromkeys(terms(query))), tuple(dict.fromkeys(fragments(query))))


@dataclass(frozen=True, slots=True)
class _Part:
    """What BM25 needs of some documents; the dead among them count for nothing."""

    postings: Postings
    spread: npt.NDArray[np.int32]  # in how many living documents each token stands
    damping: Numbers  # per document: how much its length takes from a token's count


@dataclass(frozen=True, slots=True)
class Field:
    """BM25 (Robertson and Zaragoza 2009) over one kind of token."""

    size: int  # living documents
    parts: tuple[_Part, ...]

    @classmethod
    def over(cls, parts: Sequence[tuple[Postings, Alive]]) -> Field:
        size = sum(int(alive.sum()) for _, alive in parts)
        length = sum(float(postings.lengths[alive].sum()) for postings, alive in parts)
        mean = np.float32(length / size if length else 1.0)
        return cls(size, tuple(
            _Part(postings, postings.spread(alive), _damping(postings.lengths / mean))
            for postings, alive in parts))

    def scores(self, tokens: Sequence[str]) -> Numbers:
        """One number a document, dead ones too; 0 where no token is shared."""
        numbers = [part.postings.find(tokens) for part in self.parts]
        spread = np.zeros(len(tokens), np.int64)
        for part, found in zip(self.parts, numbers, strict=True):
            spread[found >= 0] += part.spread[found[found >= 0]]
        rarity = np.log1p((self.size - spread + 0.5) / (spread + 0.5)).astype(np.float32)
        wanted = (spread <= COMMON * self.size) | (self.size < LARGE)
        return np.concatenate([np.zeros(0, np.float32), *(
            _scores(part, found[wanted], rarity[wanted])
            for part, found in zip(self.parts, numbers, strict=True))])


def _damping(lengths: Numbers) -> Numbers:
    damping: Numbers = (K1 * (1 - B + B * lengths)).astype(np.float32)
    return damping


def _scores(part: _Part, numbers: npt.NDArray[np.intp], rarity: Numbers) -> Numbers:
    known = numbers >= 0
    rows, counts, lengths = part.postings.gather(numbers[known])
    weights = np.repeat(rarity[known] * np.float32(K1 + 1), lengths)
    weights *= counts / (counts + part.damping[rows])
    total: Numbers = np.bincount(rows, weights, len(part.damping)).astype(np.float32)
    return total


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The articles of one language, by their words."""

    terms: Field
    fragments: Field

    def scores(self, query: str, living: npt.NDArray[np.intp]) -> Numbers:
        """Mean of the z-scored fields, one number a living document."""
        asked = spoken(query)
        both = (standard(self.terms.scores(asked.terms)[living])
                + standard(self.fragments.scores(asked.fragments)[living]))
        return both * np.float32(0.5)

    def coverage(self, query: str, row: int) -> float:
        """Which share of the query's fragments the document has, from 0 to 1."""
        asked = spoken(query).fragments
        for part in self.fragments.parts:
            if row < len(part.damping):
                return part.postings.shared(asked, row) / len(asked) if asked else 0.0
            row -= len(part.damping)
        raise IndexError(row)


def standard(values: Numbers, least: float = 1e-3) -> Numbers:
    """z-scores; `least` keeps a library of one or two articles from looking decisive."""
    if not len(values):
        return values
    spread = np.float32(max(float(values.std()), least))
    scaled: Numbers = (values - values.mean()) / spread
    return scaled


def has_diacritics(text: str) -> bool:
    return any(fold(word) != word for word in words(text))

"""Which article a question asks for, learned from the ways customers have asked for each.

Kernel ridge regression on one-hot labels (Rifkin & Lippert 2007) over meaning and letters: the
nearest phrase alone cannot tell "exchange" from "size" where both articles have near ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from bot.encoder.runtime import Vectors
from knowledge.lexical import fragments, spoken, terms
from knowledge.postings import Numbers, Rows

# docs/measurements.md has the figures behind these.
SHARPNESS = 4.0  # of the kernel over vectors
LETTERS = 0.6  # weight of shared words and pieces of words beside it
RIDGE = 0.2
LARGEST = 3000  # phrases of one language: solving takes half a second then


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of asking, and the key of the article it asks for."""

    text: str
    vector: Vectors  # centred by its language, of length one
    article: str


@dataclass(frozen=True, slots=True)
class Votes:
    """What the phrases of one language say about a question in any language."""

    articles: tuple[str, ...]  # those that are asked for
    phrases: tuple[Phrase, ...]
    _vectors: Vectors  # (phrases, dims)
    _letters: _Letters
    _solved: Numbers  # (phrases, articles)

    @classmethod
    def build(cls, phrases: Sequence[Phrase]) -> Votes | None:
        """None where there is nothing to learn from, or too much."""
        articles = list(dict.fromkeys(phrase.article for phrase in phrases))
        if len(articles) < 2 or len(phrases) > LARGEST:
            return None
        vectors = np.stack([phrase.vector for phrase in phrases])
        letters = _Letters.of([phrase.text for phrase in phrases])
        kernel = _near(vectors @ vectors.T) + LETTERS * letters.alike
        kernel[np.diag_indices_from(kernel)] += RIDGE
        columns = {article: column for column, article in enumerate(articles)}
        wanted = np.zeros((len(phrases), len(columns)), np.float32)
        wanted[np.arange(len(phrases)), [columns[phrase.article] for phrase in phrases]] = 1
        solved = linalg.solve(kernel, wanted - wanted.mean(axis=0), assume_a="pos")
        return cls(tuple(articles), tuple(phrases), vectors, letters, solved.astype(np.float32))

    def fits(self, phrases: Sequence[Phrase]) -> bool:
        """Whether these are the phrases it was built of."""
        return [(p.text, p.article) for p in phrases] == [
            (p.text, p.article) for p in self.phrases]

    def scores(self, text: str, vector: Vectors) -> Numbers:
        """One number for each of `articles`: about 1 where it is asked for, about 0 elsewhere."""
        kernel = _near(self._vectors @ vector) + LETTERS * self._letters.of_query(text)
        found: Numbers = kernel @ self._solved
        return found


def _near(cosines: Numbers) -> Numbers:
    near: Numbers = np.exp(SHARPNESS * (cosines - 1))
    return near


@dataclass(frozen=True, slots=True)
class _Letters:
    """Rare words and pieces of words: cosines of their inverse frequencies."""

    numbers: dict[str, int]
    rarity: Numbers
    table: sparse.csc_matrix  # (phrases, tokens), rows of length one

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Letters:
        numbers: dict[str, int] = {}
        rows = [[numbers.setdefault(token, len(numbers)) for token in sorted(_tokens(text))]
                for text in texts]
        columns = np.array([column for row in rows for column in row], np.int32)
        spread = np.bincount(columns, minlength=len(numbers))
        rarity = np.log((len(texts) + 1) / (spread + 0.5)).astype(np.float32)
        ends = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
        table = sparse.csr_matrix((rarity[columns], columns, ends), (len(texts), len(numbers)))
        lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1))).ravel()
        scaled = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ table
        return cls(numbers, rarity, scaled.astype(np.float32).tocsc())

    @property
    def alike(self) -> Numbers:
        """Cosines between all phrases."""
        found: Numbers = (self.table @ self.table.T).toarray()
        return found

    def of_query(self, text: str) -> Numbers:
        """Cosines of a question's tokens, those that occur, with each phrase's."""
        asked = spoken(text)
        tokens = dict.fromkeys([*asked.terms, *asked.fragments])
        known: Rows = np.array([self.numbers[t] for t in tokens if t in self.numbers], np.int32)
        weights = self.rarity[known]
        shared = self.table[:, known] @ weights
        found: Numbers = shared / max(float(np.linalg.norm(weights)), 1e-9)
        return found


def _tokens(text: str) -> set[str]:
    return {*terms(text), *fragments(text)}

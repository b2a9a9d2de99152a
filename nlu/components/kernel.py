"""The intent model's arithmetic: a kernel over meaning and letters, solved in closed form.

Kernel ridge regression on one-hot labels. Its leave-one-out predictions come for free from the
same inverse (Rifkin & Lippert 2007), so calibration and thresholds are chosen on predictions the
model makes of examples it has not seen, without training again.
Imports numpy and scipy only; runs inside Rasa and in tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlu.components.calibration import (
    Floats,
    Ints,
    calibrate_both,
    one_scale,
    softmax,
)
from nlu.components.solving import BLOCK, solve

SHARPNESS = 2.0  # of the kernel over sentence vectors
LETTERS = 0.4  # weight of the n-grams beside it
NAMED = 0.3  # weight of the likeness to the intents' own names
RIDGE = 0.3


@dataclass
class Letters:
    """The n-grams' part, summed over the examples beforehand: a message has few n-grams."""

    columns: npt.NDArray[np.int32]  # where a feature stands in `table`, (features,)
    table: Floats  # what each feature speaks for; the last row is of those in no example

    @classmethod
    def of(cls, grams: Any, weights: Floats) -> Letters:
        """The n-gram kernel is linear: the sum over examples comes before any message."""
        used = np.unique(grams.indices)
        columns = np.full(grams.shape[1], len(used), np.int32)
        columns[used] = np.arange(len(used))
        narrow = sparse.csr_matrix((grams.data, columns[grams.indices], grams.indptr),
                                   shape=(grams.shape[0], len(used) + 1))
        return cls(columns, (LETTERS * (narrow.T @ weights)).astype(np.float32))

    def scores(self, grams: Any) -> Floats:
        """What the n-grams of texts speak for, (n, classes)."""
        shape = (grams.shape[0], len(self.table))
        rows = sparse.csr_matrix(
            (grams.data, self.columns[grams.indices], grams.indptr), shape=shape)
        part: Floats = rows @ self.table
        return part


@dataclass
class Fitted:
    """A fitted model; everything a prediction needs, as plain arrays."""

    vectors: Floats  # of length one, around their language's centre, (m, dims)
    ours: npt.NDArray[np.bool_]  # which examples are in scope, (m,)
    weights: Floats  # (m, classes)
    named: Floats  # the intents' names, around their own centre, (classes, dims)
    letters: Letters | None  # None: meaning alone
    prior: Floats  # share of each class
    mix: Floats  # see calibration.calibrate
    bias: Floats

    def probabilities(self, vectors: Floats, grams: Any) -> Floats:
        """Calibrated probabilities, (n, classes), for centred vectors."""
        return self._shares(vectors, grams, vectors @ self.vectors.T)

    def read(self, vectors: Floats, grams: Any, k: int = 5) -> tuple[Floats, Floats]:
        """Probabilities, and the mean likeness to the k nearest examples in scope, (n,)."""
        cosines = vectors @ self.vectors.T
        nearest = _top(np.where(self.ours, cosines, np.float32(-1.0)), k)
        return self._shares(vectors, grams, cosines), nearest

    def _shares(self, vectors: Floats, grams: Any, cosines: Floats) -> Floats:
        scores = curved(cosines) @ self.weights + self.prior
        scores += NAMED * (vectors @ self.named.T)
        if self.letters is not None:
            scores += self.letters.scores(grams)
        return softmax((scores @ self.mix + self.bias).astype(np.float32))

    def nearest_others(self, rows: Ints, k: int = 5) -> Floats:
        """The second for training examples, each without itself, (len(rows),)."""
        found = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), BLOCK):
            some = rows[start : start + BLOCK]
            cosines = self.vectors[some] @ self.vectors.T
            cosines[:, ~self.ours] = -1.0
            cosines[np.arange(len(some)), some] = -1.0
            found[start : start + BLOCK] = _top(cosines, k)
        return found


def fit(vectors: Floats, grams: Any, labels: Ints, classes: int, outside: int | None = None,
        named: Floats | None = None) -> tuple[Fitted, Floats]:
    """The model, and its calibrated left-out probabilities (m, classes).

    `outside`: the class of out-of-scope examples. `named`: the intents' names as vectors of
    length one; few examples leave open what a name says.
    """
    weights, left_out, prior = _both(vectors, grams, labels, classes)
    named = np.zeros((classes, vectors.shape[1]), np.float32) if named is None else named
    left_out = left_out + NAMED * (vectors @ named.T)
    (mix, bias), shares = calibrate_both(left_out, labels)
    ours = np.ones(len(labels), bool) if outside is None else labels != outside
    model = Fitted(vectors, ours, weights, named, Letters.of(grams, weights), prior, mix, bias)
    return model, shares


def fit_abroad(vectors: Floats, labels: Ints, like: Fitted) -> Fitted:
    """The same for messages in a language without examples: there letters mislead, and what the
    scores of one intent say of its neighbours does not carry over (MASSIVE en→de .64 → .73)."""
    weights, left_out, prior = _both(vectors, None, labels, len(like.prior))
    mix, bias = one_scale(left_out + NAMED * (vectors @ like.named.T), labels)
    return Fitted(vectors, like.ours, weights, like.named, None, prior, mix, bias)


def _both(
    vectors: Floats, grams: Any | None, labels: Ints, classes: int
) -> tuple[Floats, Floats, Floats]:
    """Weights of the examples, left-out scores, and each class's share."""
    target = np.eye(classes, dtype=np.float32)[labels]
    prior = target.mean(axis=0)

    def like(some: Ints, others: Ints) -> Floats:
        return kernel(vectors[some], _rows(grams, some), vectors[others], _rows(grams, others))

    weights, left_out = solve(like, RIDGE, target - prior)
    return weights, left_out + prior, prior


def _rows(grams: Any | None, rows: Ints) -> Any | None:
    return None if grams is None else grams[rows]


def kernel(
    vectors: Floats, grams: Any | None, base_vectors: Floats, base_grams: Any | None
) -> Floats:
    """Likeness of rows to examples, (n, m): 1 + LETTERS for the same text."""
    found = meaning(vectors, base_vectors)
    if grams is None or base_grams is None:
        return found
    for start in range(0, len(found), BLOCK):  # a block at a time: the product is never held twice
        letters = grams[start : start + BLOCK] @ base_grams.T
        found[start : start + BLOCK] += LETTERS * letters.toarray()
    return found


def meaning(vectors: Floats, base: Floats) -> Floats:
    """Likeness of sentence vectors of length one, (n, m), at most 1."""
    return curved(vectors @ base.T)


def curved(cosines: Floats) -> Floats:
    """The kernel of cosines, in their place."""
    cosines -= 1.0
    cosines *= np.float32(SHARPNESS)
    like: Floats = np.exp(cosines, out=cosines)
    return like


def _top(cosines: Floats, k: int) -> Floats:
    k = min(k, cosines.shape[1])
    best: Floats = np.partition(cosines, -k, axis=1)[:, -k:].mean(axis=1)
    return best


@dataclass
class Centres:
    """The mean vector of each language: what all its sentences share says nothing of their wish."""

    means: dict[str, Floats]

    @classmethod
    def learn(
        cls, vectors: Floats, languages: list[str], usual: dict[str, Floats] | None = None
    ) -> Centres:
        """`usual`: means of ordinary talk; they place a language without examples by others."""
        spoken = np.array(languages)
        means = {code: vectors[spoken == code].mean(axis=0) for code in sorted(set(languages))}
        known = [code for code in means if code in (usual or {})]
        if usual and known:
            shift = np.mean([means[code] - usual[code] for code in known], axis=0)
            means = {code: mean + shift for code, mean in usual.items()} | means
        return cls(means)

    def centred(self, vectors: Floats, languages: list[str]) -> Floats:
        """Rows of length one around the centre of their language, (n, dims)."""
        other: Floats = np.mean(list(self.means.values()), axis=0)
        centres = [self.means.get(code, other) for code in languages]
        return unit(vectors - np.stack(centres))


def unit(vectors: Floats) -> Floats:
    """Rows of length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled

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
from scipy import linalg, optimize, sparse

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SHARPNESS = 1.0  # of the kernel over sentence vectors
LETTERS = 0.2  # weight of the n-grams beside it
RIDGE = 0.1


def kernel(vectors: Floats, grams: Any, base_vectors: Floats, base_grams: Any) -> Floats:
    """Likeness of rows to the training examples, (n, m): 1 + LETTERS for the same text."""
    meaning = np.exp(SHARPNESS * (vectors @ base_vectors.T - 1.0))
    letters = (grams @ base_grams.T).toarray()
    return (meaning + LETTERS * letters).astype(np.float32)


@dataclass
class Fitted:
    """A fitted model; everything a prediction needs, as plain arrays."""

    vectors: Floats  # of length one, around their language's centre, (m, dims)
    grams: Any  # sparse, rows of length one, (m, features)
    weights: Floats  # (m, classes)
    prior: Floats  # share of each class
    scale: float
    bias: Floats

    def probabilities(self, vectors: Floats, grams: Any) -> Floats:
        """Calibrated probabilities, (n, classes), for centred vectors."""
        like = kernel(vectors, grams, self.vectors, self.grams)
        return softmax(self.scale * (like @ self.weights + self.prior) + self.bias)

    def nearest(self, vectors: Floats, k: int = 5) -> Floats:
        """Mean likeness in meaning to the k nearest examples, (n,), for centred vectors."""
        cosines = vectors @ self.vectors.T
        k = min(k, cosines.shape[1])
        top: Floats = np.partition(cosines, -k, axis=1)[:, -k:].mean(axis=1)
        return top


def fit(vectors: Floats, grams: Any, labels: Ints, classes: int) -> tuple[Fitted, Floats]:
    """The model, and its calibrated leave-one-out probabilities (m, classes)."""
    target = np.eye(classes, dtype=np.float32)[labels]
    prior = target.mean(axis=0)
    like = kernel(vectors, grams, vectors, grams)
    like[np.diag_indices_from(like)] += RIDGE
    inverse = _inverse(like)
    weights = inverse @ (target - prior)
    left_out = target - weights / np.diag(inverse)[:, None]
    scale, bias = calibrate(left_out, labels)
    model = Fitted(vectors, sparse.csr_matrix(grams), weights, prior, scale, bias)
    return model, softmax(scale * left_out + bias)


@dataclass
class Centres:
    """The mean vector of each language: what all its sentences share says nothing of their wish."""

    means: dict[str, Floats]

    @classmethod
    def learn(cls, vectors: Floats, languages: list[str]) -> Centres:
        spoken = np.array(languages)
        return cls({code: vectors[spoken == code].mean(axis=0) for code in sorted(set(languages))})

    def centred(self, vectors: Floats, languages: list[str]) -> Floats:
        """Rows of length one around the centre of their language, (n, dims)."""
        other = np.mean(list(self.means.values()), axis=0)
        return unit(vectors - np.stack([self.means.get(code, other) for code in languages]))


def _inverse(matrix: Floats) -> Floats:
    """Of a positive definite matrix, by Cholesky, in place: half the work of a general one."""
    factor, info = linalg.lapack.spotrf(matrix, lower=1, overwrite_a=1)
    if info:
        raise ValueError("the examples' kernel is not positive definite")
    lower, info = linalg.lapack.spotri(factor, lower=1, overwrite_c=1)
    if info:
        raise ValueError("the examples' kernel has no inverse")
    full: Floats = np.tril(lower) + np.tril(lower, -1).T
    return full


def calibrate(scores: Floats, labels: Ints) -> tuple[float, Floats]:
    """Scale and bias per class that make softmax(scale·score + bias) honest (Guo et al. 2017)."""
    rows, classes = scores.shape
    truth = np.eye(classes)[labels]

    def loss(values: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scale, bias = np.exp(values[0]), values[1:]
        share = softmax((scale * scores + bias).astype(np.float32))
        picked = np.clip(share[np.arange(rows), labels], 1e-9, 1.0)
        slope = (share - truth) / rows
        gradient = np.concatenate([[scale * (slope * scores).sum()],
                                   slope.sum(axis=0) + bias / rows])
        return float(-np.log(picked).mean() + 0.5 * (bias**2).sum() / rows), gradient

    start = np.zeros(1 + classes)
    start[0] = np.log(10.0)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 80})
    return float(np.exp(found.x[0])), found.x[1:].astype(np.float32)


def thresholds(probabilities: Floats, labels: Ints) -> tuple[float, float]:
    """(sure, unsure): what lies above the first is right at least 88 times of 100; what lies
    below the second is not worth a guess. Chosen on left-out examples."""
    best, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    return _least(best, right, 0.88, 0.35, 0.7), 0.2


def _least(best: Floats, right: npt.NDArray[np.bool_], share: float, low: float,
           high: float) -> float:
    """The lowest threshold with this share right among what lies above it."""
    for candidate in np.arange(low, high, 0.01):
        above = best >= candidate
        if above.any() and right[above].mean() >= share:
            return float(candidate)
    return high


def expected_calibration_error(probabilities: Floats, labels: Ints, bins: int = 15) -> float:
    """Mean gap between confidence and accuracy, weighted by bin (Naeini et al. 2015)."""
    best, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    which = np.minimum((best * bins).astype(int), bins - 1)
    gaps = [abs(best[which == b].mean() - right[which == b].mean()) * (which == b).mean()
            for b in range(bins) if (which == b).any()]
    return float(sum(gaps))


def f1(guessed: Ints, labels: Ints, place: int) -> float:
    """F1 of one class."""
    both = float(((guessed == place) & (labels == place)).sum())
    either = float((guessed == place).sum() + (labels == place).sum())
    return 2 * both / either if either else 0.0


def softmax(scores: Floats) -> Floats:
    """Along the rows."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def unit(vectors: Floats) -> Floats:
    """Rows of length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled

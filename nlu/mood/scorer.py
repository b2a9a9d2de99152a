"""How likely a customer is frustrated: what the message means, its letters, and how it is typed.

The kernel of nlu/components/kernel.py reads meaning and letters; a logistic regression joins its
left-out scores with the marks of typing, so that the probability is honest about new messages.
Runs inside Rasa's environment and imports nothing of the app.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize

from bot.marks import Counted, Marks
from nlu.components import kernel
from nlu.components.calibration import Floats
from nlu.components.grams import Grams
from nlu.components.words import clean
from nlu.mood.marks import marks
from nlu.mood.rows import Row, ordinary, read

PRECISION = 0.90  # of the left-out rows above the threshold, the ordinary ones among them
LEAST = 0.5  # a threshold below even chances would be no sign of frustration
HELD = 1.0  # how closely the few weights keep to zero


@dataclass
class Scorer:
    """A fitted scorer; everything a prediction needs."""

    fitted: kernel.Fitted
    grams: Grams
    centres: kernel.Centres
    weights: Floats  # of the kernel's log odds, the marks, and the constant
    threshold: float

    def scores(self, vectors: Floats, texts: Sequence[str], languages: list[str]) -> Floats:
        """Probabilities of frustration, (n,), from the encoder's "query" vectors, (n, dims)."""
        tidy = [clean(text) for text in texts]
        shares = self.fitted.probabilities(
            self.centres.centred(vectors, languages), self.grams.rows(tidy))
        return _join(signs(shares, tidy), self.weights)

    def certain(self, score: float) -> bool:
        """Whether a score is high enough to act on."""
        return score >= self.threshold


def fit(rows: Sequence[Row], vectors: Floats) -> tuple[Scorer, Floats]:
    """The scorer, and the probability each row gets when it is left out, (n,)."""
    texts, languages = [clean(row.text) for row in rows], [row.language for row in rows]
    truth = np.array([row.frustrated for row in rows])
    centres = kernel.Centres.learn(vectors, languages)
    grams, letters = Grams.learn(texts)
    fitted, left_out = kernel.fit(
        centres.centred(vectors, languages), letters, truth.astype(np.int64), 2)
    told = signs(left_out, texts)
    weights = _regress(told, truth)
    scores = _join(told, weights)
    return Scorer(fitted, grams, centres, weights, choose(scores, truth)), scores


def learned() -> list[Row]:
    """What the shipped scorer learns from: labelled rows not held out, and ordinary ones."""
    return [*(row for row in read() if not row.held_out), *ordinary()[0]]


def dictionary(rows: Sequence[Row]) -> Marks:
    """What Vietnamese typed without marks is encoded with, as the classifier does it."""
    return Marks([Counted.of(clean(row.text) for row in rows if row.language == "vi")])


def spelled(rows: Sequence[Row], marks: Marks) -> list[str]:
    """The rows' texts as the encoder reads them."""
    return [marks.restored(clean(row.text)) if row.language == "vi" else clean(row.text)
            for row in rows]


def signs(shares: Floats, texts: Sequence[str]) -> Floats:
    """What the regression reads, (n, 7): log odds, marks, one."""
    safe = np.clip(shares[:, 1], 1e-4, 1 - 1e-4)
    odds = np.log(safe / (1 - safe))
    return np.column_stack([odds, marks(texts), np.ones(len(texts))]).astype(np.float32)


def choose(scores: Floats, truth: npt.NDArray[np.bool_]) -> float:
    """The lowest threshold above which a share PRECISION of the rows is frustrated."""
    order = np.argsort(-scores)
    right = np.cumsum(truth[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= PRECISION)
    return max(LEAST, float(scores[order[enough[-1]]])) if len(enough) else 1.0


def _join(told: Floats, weights: Floats) -> Floats:
    found: Floats = (1 / (1 + np.exp(-(told @ weights)))).astype(np.float32)
    return found


def _regress(told: Floats, truth: npt.NDArray[np.bool_]) -> Floats:
    """Weights of a logistic regression; all but the constant are held near zero."""
    sign = np.where(truth, 1.0, -1.0)
    held = np.array([HELD] * (told.shape[1] - 1) + [0.0])

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        margin = sign * (told @ weights)
        value = np.logaddexp(0, -margin).sum() + 0.5 * (held * weights**2).sum()
        slope = -(sign / (1 + np.exp(margin))) @ told + held * weights
        return float(value), slope

    found = optimize.minimize(loss, np.zeros(told.shape[1]), jac=True, method="L-BFGS-B")
    weights: Floats = found.x.astype(np.float32)
    return weights

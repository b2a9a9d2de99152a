"""From scores to honest probabilities, and from those to what the assistant dares to do.

Everything here is chosen on left-out scores: what the model says of examples it has not seen.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

NEARNESS = 0.03  # how closely `calibrate` keeps to one scale for all
NEIGHBOURS = 4.0  # weight of the likeness to the nearest examples beside the log probability
OUTSIDE = 0.1  # weight of the log probability of being out of scope
FOLDS = 3
CORES = 2
RIGHT = 0.88  # of the answers given without asking back, at least
REFUSED = 0.01  # of the messages in scope, called not understood


@dataclass(frozen=True)
class Thresholds:
    """sure: lowest probability answered at once; known: lowest belonging not called lost."""

    sure: float
    known: float


def calibrate(scores: Floats, labels: Ints) -> tuple[Floats, Floats]:
    """Matrix (classes, classes) and bias that make softmax(scores @ matrix + bias) honest.

    Matrix scaling (Guo et al. 2017), held near a multiple of the identity: the score of one
    intent speaks for or against its neighbours too. Against one scale for all it is worth one to
    three points of accuracy, most where examples are few.
    """
    rows, classes = scores.shape
    truth = np.eye(classes, dtype=np.float32)[labels]

    def loss(values: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scale, bias, off = _parts(values, classes)
        share = softmax(scores @ _matrix(scale, off) + bias)
        picked = np.clip(share[np.arange(rows), labels], 1e-9, 1.0)
        slope = (share - truth) / rows
        moved = scores.T @ slope
        gradient = [[scale * np.trace(moved)], slope.sum(axis=0) + bias / rows,
                    (moved + 2 * NEARNESS * off / rows).ravel()]
        held = (0.5 * (bias**2).sum() + NEARNESS * (off**2).sum()) / rows
        return float(-np.log(picked).mean() + held), np.concatenate(gradient).astype(np.float64)

    start = np.zeros(1 + classes + classes**2)
    start[0] = np.log(10.0)
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100})
    scale, bias, off = _parts(found.x, classes)
    return _matrix(scale, off), bias


def one_scale(scores: Floats, labels: Ints) -> tuple[Floats, Floats]:
    """As `calibrate`, with one scale for all classes and no bias (temperature scaling)."""
    rows = np.arange(len(labels))

    def loss(scale: float) -> float:
        share = softmax(np.float32(np.exp(scale)) * scores)[rows, labels]
        return float(-np.log(np.clip(share, 1e-9, 1.0)).mean())

    found = optimize.minimize_scalar(loss, bounds=(0.0, 5.0), method="bounded")
    classes = scores.shape[1]
    return _matrix(float(np.exp(found.x)), np.zeros((classes, classes), np.float32)), np.zeros(
        classes, np.float32)


def calibrate_both(scores: Floats, labels: Ints) -> tuple[tuple[Floats, Floats], Floats]:
    """`calibrate`, and probabilities by calibrations that have not seen the row, (n, classes).

    `calibrate` has a number for each pair of intents: what it says of the scores it was fitted on
    is too good (on our own examples .86 right instead of .80).
    """
    fold = np.random.default_rng(0).integers(0, FOLDS, len(labels))
    rests = [fold == number for number in range(FOLDS)]
    seen = [np.ones(len(labels), bool), *(~rest if not rest.all() else rest for rest in rests)]
    # Small products gain nothing from a second core, several fits at once do.
    with threadpool_limits(1), ThreadPoolExecutor(CORES) as pool:
        whole, *folds = pool.map(lambda rows: calibrate(scores[rows], labels[rows]), seen)
    found = np.empty_like(scores)
    for rest, (mix, bias) in zip(rests, folds, strict=True):
        found[rest] = softmax(scores[rest] @ mix + bias)
    return whole, found


def _parts(values: npt.NDArray[np.float64], classes: int) -> tuple[float, Floats, Floats]:
    flat = values.astype(np.float32)
    return float(np.exp(flat[0])), flat[1 : 1 + classes], flat[1 + classes :].reshape(classes, -1)


def _matrix(scale: float, off: Floats) -> Floats:
    found: Floats = off + np.float32(scale) * np.eye(len(off), dtype=np.float32)
    return found


def belonging(shares: Floats, nearest: Floats, outside: int | None) -> Floats:
    """How much a message looks like one of ours, (n,): sure of an intent, near to examples, and
    unlike what is known to be out of scope. On CLINC150 this separates better than each alone."""
    ours = shares if outside is None else np.delete(shares, outside, axis=1)
    found = np.log(np.maximum(ours.max(axis=1), 1e-9)) + NEIGHBOURS * nearest
    if outside is not None:
        found -= OUTSIDE * np.log(np.maximum(shares[:, outside], 1e-9))
    score: Floats = found.astype(np.float32)
    return score


def choose(shares: Floats, labels: Ints, belongs: Floats, sample: Ints,
           outside: int | None) -> Thresholds:
    """Both thresholds from left-out examples; `belongs` is known of the rows `sample` only."""
    best, right = shares.max(axis=1), shares.argmax(axis=1) == labels
    ours = belongs if outside is None else belongs[labels[sample] != outside]
    if not len(ours):
        raise ValueError("There are no examples but out-of-scope ones")
    return Thresholds(_least(best, right), float(np.quantile(ours, REFUSED)))


def _least(best: Floats, right: npt.NDArray[np.bool_], low: float = 0.35,
           high: float = 0.7) -> float:
    """The lowest probability with a share RIGHT of what lies above it right."""
    for candidate in np.arange(low, high, 0.01):
        above = best >= candidate
        if above.any() and right[above].mean() >= RIGHT:
            return float(candidate)
    return high


def expected_calibration_error(shares: Floats, labels: Ints, bins: int = 15) -> float:
    """Mean gap between confidence and accuracy, weighted by bin (Naeini et al. 2015)."""
    best, right = shares.max(axis=1), shares.argmax(axis=1) == labels
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

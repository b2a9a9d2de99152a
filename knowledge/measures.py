"""Measures that fitting and evaluation share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

BINS = 10


def calibration_error(
    probability: npt.NDArray[np.float64],
    right: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float64] | None = None,
) -> float:
    """Expected calibration error over ten bins of equal width (Guo et al. 2017)."""
    share = np.ones(len(right)) if weights is None else weights
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in np.unique(bins):
        inside = bins == number
        gap = np.average(probability[inside] - right[inside], weights=share[inside])
        error += abs(float(gap)) * float(share[inside].sum() / share.sum())
    return error

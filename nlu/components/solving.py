"""Kernel ridge regression solved: the examples' weights, and each example's score without itself.

Up to LARGEST examples are solved by one Cholesky factorisation. More are solved together too, by
conjugate gradients on the whole system that the factorised parts steer (a block Jacobi
preconditioner): a few steps reach what one factorisation would take the cube of the time for.
Imports numpy and scipy only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg

from nlu.components.calibration import Floats, Ints

LARGEST = 12_000  # examples factorised at once: memory grows with the square, time with the cube
MOST = 50_000  # examples solved together; of more as many are drawn
BLOCK = 1_000
PROBES = 64  # examples whose place in the inverse is looked up
EXACT = 1e-3  # of the right side that may be left over
STEPS = 40

Like = Callable[[Ints, Ints], Floats]  # likeness of some examples to others, by their numbers


def solve(like: Like, ridge: float, target: Floats) -> tuple[Floats, Floats]:
    """Weights (n, classes) with (K + ridge) weights = target, and left-out scores (n, classes).

    An example's left-out score is the target minus its weight over its place on the diagonal of
    the inverse (Rifkin & Lippert 2007).
    """
    order = np.random.default_rng(0).permutation(len(target))
    chosen, rest = np.sort(order[:MOST]), np.sort(order[MOST:])
    weights, left_out = np.zeros_like(target), np.empty_like(target)
    system = System.of(like, ridge, np.array_split(chosen, -(-len(chosen) // LARGEST)))
    weights[chosen] = system.solved(target[chosen])
    left_out[chosen] = target[chosen] - weights[chosen] / system.diagonal()[:, None]
    for start in range(0, len(rest), BLOCK):
        some = rest[start : start + BLOCK]
        left_out[some] = like(some, chosen) @ weights[chosen]
    return weights, left_out


@dataclass
class System:
    """The matrix K + ridge in parts: on the diagonal factorised, beside it as it is."""

    rows: list[slice]  # where each part stands
    factors: list[Floats]  # upper triangles; what they hold below is not theirs
    beside: dict[tuple[int, int], Floats]  # the likeness of a part to a later one

    @classmethod
    def of(cls, like: Like, ridge: float, parts: Sequence[Ints]) -> System:
        ends = np.cumsum([len(part) for part in parts])
        rows = [slice(int(end) - len(part), int(end))
                for part, end in zip(parts, ends, strict=True)]
        beside = {(a, b): like(parts[a], parts[b])
                  for b in range(len(parts)) for a in range(b)}
        return cls(rows, [_factor(_lower(like, part), ridge) for part in parts], beside)

    def solved(self, target: Floats) -> Floats:
        """The weights for each column of the target, (n, columns)."""
        found = self._near(target)
        if len(self.rows) == 1:
            return found
        over = target - self._times(found)
        way = steered = self._near(over)
        for _ in range(STEPS):
            if np.linalg.norm(over) <= EXACT * np.linalg.norm(target):
                break
            pushed = self._times(way)
            drop = (over * steered).sum(axis=0)
            length = drop / np.maximum((way * pushed).sum(axis=0), 1e-20)
            found = found + length * way
            over = over - length * pushed
            steered = self._near(over)
            way = steered + ((over * steered).sum(axis=0) / np.maximum(drop, 1e-20)) * way
        return found

    def diagonal(self) -> Floats:
        """The diagonal of the inverse, (n,): the parts' own, raised by what some examples show."""
        own = np.concatenate([_inverse_diagonal(factor) for factor in self.factors])
        if len(self.rows) == 1:
            return own
        probes = np.random.default_rng(0).permutation(len(own))[:PROBES]
        asked = np.zeros((len(own), len(probes)), np.float32)
        asked[probes, np.arange(len(probes))] = 1.0
        whole = self.solved(asked)[probes, np.arange(len(probes))]
        raised: Floats = (own * (whole / own[probes]).mean()).astype(np.float32)
        return raised

    def _near(self, right: Floats) -> Floats:
        """What the parts would answer, each by itself."""
        return np.concatenate([
            linalg.cho_solve((factor, False), right[rows], check_finite=False)
            for rows, factor in zip(self.rows, self.factors, strict=True)])

    def _times(self, columns: Floats) -> Floats:
        """The whole matrix times some columns."""
        found = np.empty_like(columns)
        for rows, factor in zip(self.rows, self.factors, strict=True):
            half = linalg.blas.strmm(1.0, factor, columns[rows])
            found[rows] = linalg.blas.strmm(1.0, factor, half, trans_a=1)
        for (a, b), like in self.beside.items():
            found[self.rows[a]] += like @ columns[self.rows[b]]
            found[self.rows[b]] += like.T @ columns[self.rows[a]]
        return found


def _lower(like: Like, part: Ints) -> Floats:
    """The likeness of a part's examples to each other; above the blocks' diagonal nothing stands:
    it would say the same, and comparing letters is dear."""
    whole = np.empty((len(part), len(part)), np.float32)
    for start in range(0, len(part), BLOCK):
        end = min(start + BLOCK, len(part))
        whole[start:end, :end] = like(part[start:end], part[:end])
    return whole


def _factor(like: Floats, ridge: float) -> Floats:
    """Cholesky's upper triangle of like + ridge, in place; reads what is below like's diagonal."""
    like[np.diag_indices_from(like)] += ridge
    # The transpose of a symmetric matrix in C order is one in Fortran order: nothing is copied.
    factor, info = linalg.lapack.spotrf(like.T, lower=0, overwrite_a=1, clean=0)
    if info:
        raise ValueError("the examples' kernel is not positive definite")
    upper: Floats = factor
    return upper


def _inverse_diagonal(factor: Floats) -> npt.NDArray[np.float32]:
    """The diagonal of the inverse of factor.T @ factor."""
    root, _ = linalg.lapack.strtri(factor, lower=0)
    diagonal = np.zeros(len(root), np.float32)
    for start in range(0, len(root), BLOCK):  # only the triangle is meant, column by column
        columns = root[: start + BLOCK, start : start + BLOCK]
        columns[start:] = np.triu(columns[start:])
        diagonal[: len(columns)] += (columns * columns).sum(axis=1)
    return diagonal

"""Probabilities mean what they say, and both thresholds come from left-out examples."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.components.calibration import (
    Floats,
    Ints,
    Thresholds,
    belonging,
    calibrate,
    calibrate_both,
    choose,
    expected_calibration_error,
    softmax,
)

ROWS, CLASSES = 1_200, 4


@pytest.fixture
def scores() -> tuple[Floats, Ints]:
    """Scores where class 0 is often taken for class 1, as two alike intents are."""
    chance = np.random.default_rng(3)
    labels = chance.integers(0, CLASSES, ROWS)
    found = 0.15 * chance.normal(size=(ROWS, CLASSES)).astype(np.float32)
    found[np.arange(ROWS), labels] += 0.3
    found[labels == 0, 1] += 0.25
    return found, labels


def test_calibration_is_honest_on_rows_it_has_not_seen(scores: tuple[Floats, Ints]) -> None:
    _, shares = calibrate_both(*scores)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-4)
    assert expected_calibration_error(shares, scores[1]) < 0.05


def test_two_rows_are_enough_to_go_on(scores: tuple[Floats, Ints]) -> None:
    """Whatever folds so few rows fall into."""
    _, shares = calibrate_both(scores[0][:2], scores[1][:2])
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, atol=1e-4)


def test_the_matrix_learns_which_intents_are_taken_for_each_other(
    scores: tuple[Floats, Ints],
) -> None:
    found, labels = scores
    half = ROWS // 2
    mix, bias = calibrate(found[:half], labels[:half])
    plain = (found[half:].argmax(axis=1) == labels[half:]).mean()
    mixed = ((found[half:] @ mix + bias).argmax(axis=1) == labels[half:]).mean()
    assert mixed > plain + 0.02


def test_what_is_known_to_be_outside_belongs_less() -> None:
    shares = np.array([[0.8, 0.1, 0.1], [0.3, 0.1, 0.6]], np.float32)
    nearest = np.array([0.8, 0.4], np.float32)
    inside, outside = belonging(shares, nearest, 2)
    assert inside > outside


def test_one_in_a_hundred_of_ours_is_refused(scores: tuple[Floats, Ints]) -> None:
    shares, labels = softmax(10 * scores[0]), scores[1]
    sample = np.arange(0, ROWS, 2)
    belongs = np.linspace(0, 1, len(sample), dtype=np.float32)
    chosen = choose(shares, labels, belongs, sample, None)
    assert isinstance(chosen, Thresholds)
    assert chosen.known == pytest.approx(0.01, abs=0.002)
    above = shares.max(axis=1) >= chosen.sure
    assert (shares.argmax(axis=1) == labels)[above].mean() >= 0.88 or chosen.sure == 0.7


def test_nothing_of_ours_is_said() -> None:
    with pytest.raises(ValueError, match="out-of-scope"):
        choose(np.ones((2, 1), np.float32), np.array([0, 0]), np.ones(2, np.float32),
               np.arange(2), 0)

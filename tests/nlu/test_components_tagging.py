"""The tagger's pure parts: labels to spans and back, features, the encoder's states by token."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nlu.components.tagging import FEATURES, SIZE, Labels, around, features, pooled, shape

LABELS = Labels.of(["day", "place", "day"])
TOKENS = [(0, 2), (3, 6), (6, 8), (10, 12)]
FOLLOWS = LABELS.follows([[0, 1, 2], [1, 2, 0], [0, 3, 0]])


def test_the_labels_of_two_entities() -> None:
    assert LABELS.names == ("O", "B-day", "I-day", "B-place", "I-place")
    assert LABELS.entities_known() == {"day", "place"}


def test_spans_become_labels_and_spans_again() -> None:
    marked = [(0, 6, "day"), (6, 8, "place")]
    tags = LABELS.tags(TOKENS, marked)
    assert [LABELS.names[tag] for tag in tags] == ["B-day", "I-day", "B-place", "O"]
    assert LABELS.entities(TOKENS, tags) == marked


@given(arrays.arrays(np.float32, st.tuples(st.integers(1, 7), st.just(5)),
                     elements=st.floats(-9, 0, width=32)))
def test_the_best_sequence_is_valid_and_no_valid_one_is_better(scores: np.ndarray) -> None:
    best = LABELS.best(scores, np.where(np.isinf(FOLLOWS), FOLLOWS, 0))
    rows = range(len(scores))
    assert valid(best)
    greedy = [int(row) for row in scores.argmax(axis=1)]
    if valid(greedy):
        total = sum(scores[row, greedy[row]] for row in rows)
        assert sum(scores[row, best[row]] for row in rows) >= total - 0.01


def test_labels_follow_each_other_as_they_did() -> None:
    assert FOLLOWS.shape == (len(LABELS.names) + 1, len(LABELS.names))
    assert np.isinf(FOLLOWS[0, 2])  # nothing goes on that has not begun
    assert np.isinf(FOLLOWS[-1, 4])
    assert np.isinf(FOLLOWS[1, 4])
    unsure = np.log(np.full((2, 5), 0.2, np.float32))
    unsure[0, 1] = 0
    assert LABELS.best(unsure, FOLLOWS) == [1, 2]  # a day has always had two words here


def test_a_token_is_read_with_its_neighbours() -> None:
    found = around(np.array([[1.0], [2.0], [3.0]], np.float16))
    assert found.tolist() == [[1, 0, 2], [2, 1, 3], [3, 2, 0]]


def valid(tags: list[int]) -> bool:
    names = ["O", *(LABELS.names[tag] for tag in tags)]
    return all(not name.startswith("I") or before[1:] == name[1:]
               for before, name in pairwise(names))


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6))
def test_any_words_have_features(words: list[str]) -> None:
    found = features(words, "vi")
    assert found.shape == (len(words), FEATURES)
    assert found.min() >= 1
    assert found.max() < SIZE


def test_shapes() -> None:
    assert [shape(word) for word in ("iPhone14", "49,90", "đường")] == ["xXx0", "0,0", "x"]


def test_pieces_are_averaged_into_tokens() -> None:
    states = np.array([[1.0], [3.0], [10.0]], np.float32)
    found = pooled([(0, 5), (6, 8), (9, 10)], [(0, 2), (2, 5), (6, 8)], states, 1)
    assert found.ravel().tolist() == [2.0, 10.0, 0.0]

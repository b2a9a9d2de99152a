"""The classifier's arithmetic: left-out scores are those of a model that never saw the example."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.components import kernel, solving
from nlu.components.grams import Grams
from nlu.components.solving import Like, solve
from nlu.components.words import clean, fold

CLASSES = 3
TEXTS = [f"{word} {number % 7}" for number in range(20)
         for word in ("wo ist mein paket", "rechnung bitte", "cho mình đổi size")]
LABELS = np.array([number % CLASSES for number in range(len(TEXTS))])


@pytest.fixture
def vectors() -> kernel.Floats:
    chance = np.random.default_rng(1)
    return kernel.unit(np.eye(8, dtype=np.float32)[LABELS]
                       + 0.3 * chance.normal(size=(len(LABELS), 8)).astype(np.float32))


def test_it_learns_what_can_be_learnt(vectors: kernel.Floats) -> None:
    grams, rows = Grams.learn(TEXTS)
    model, left_out = kernel.fit(vectors, rows, LABELS, CLASSES)
    np.testing.assert_allclose(left_out.sum(axis=1), 1.0, atol=1e-4)
    assert (left_out.argmax(axis=1) == LABELS).mean() > 0.9
    shares = model.probabilities(vectors[:3], grams.rows(TEXTS[:3]))
    assert shares.argmax(axis=1).tolist() == [0, 1, 2]


def test_a_text_without_a_known_feature_still_gets_shares(vectors: kernel.Floats) -> None:
    grams, rows = Grams.learn(TEXTS)
    model, _ = kernel.fit(vectors, rows, LABELS, CLASSES)
    shares = model.probabilities(vectors[:1], grams.rows(["☂☂☂"]))
    assert shares.sum() == pytest.approx(1.0, abs=1e-4)


def test_centres_take_the_language_out() -> None:
    chance = np.random.default_rng(2).normal(size=(30, 6)).astype(np.float32)
    both = np.concatenate([chance, chance + 5.0])
    languages = ["de"] * 30 + ["vi"] * 30
    centred = kernel.Centres.learn(both, languages).centred(both, languages)
    np.testing.assert_allclose(centred[:30], centred[30:], atol=1e-4)


def test_an_unknown_language_has_a_centre_too() -> None:
    vectors = np.eye(4, dtype=np.float32)
    centres = kernel.Centres.learn(vectors, ["de", "de", "vi", "en"])
    assert np.isfinite(centres.centred(vectors[:1], ["fr"])).all()


@pytest.mark.parametrize(("typed", "plain"), [
    ("Größe", "Groesse"), ("đổi trả", "doi tra"), ("ĐƠN HÀNG", "don hang"),
    ("o\u031b\u0323", "ợ"), ("Bestellung 10234", "bestellung 99")])
def test_typing_habits_meet(typed: str, plain: str) -> None:
    assert fold(typed) == fold(plain)


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud83d", "a" * 50_000, "\u202eabc", "<b>", "🙂" * 50])
def test_any_text_is_taken(text: str) -> None:
    grams, _ = Grams.learn(TEXTS)
    assert len(clean(text)) <= 2_000
    assert grams.rows([clean(text)]).shape[0] == 1
    assert 0.0 <= grams.familiarity(clean(text)) <= 1.0


def likeness(vectors: kernel.Floats) -> Like:
    _, grams = Grams.learn(TEXTS)
    return lambda some, others: kernel.kernel(
        vectors[some], grams[some], vectors[others], grams[others])


def test_left_out_is_what_a_model_without_the_example_says(vectors: kernel.Floats) -> None:
    """The closed form against the slow way: fit again without the row."""
    target, like = np.eye(CLASSES, dtype=np.float32)[LABELS], likeness(vectors)
    _, left_out = solve(like, kernel.RIDGE, target)
    for row in (0, 7, 31):
        rest = np.setdiff1d(np.arange(len(LABELS)), [row])
        weights, _ = solve(lambda a, b, rest=rest: like(rest[a], rest[b]), kernel.RIDGE,
                           target[rest])
        np.testing.assert_allclose(
            left_out[row], (like(np.array([row]), rest) @ weights)[0], atol=1e-3)


@pytest.mark.parametrize("largest", [7, 20, 31])
def test_parts_together_say_what_the_whole_says(
    vectors: kernel.Floats, monkeypatch: pytest.MonkeyPatch, largest: int
) -> None:
    target, like = np.eye(CLASSES, dtype=np.float32)[LABELS], likeness(vectors)
    weights, left_out = solve(like, kernel.RIDGE, target)
    monkeypatch.setattr(solving, "LARGEST", largest)
    in_parts, without = solve(like, kernel.RIDGE, target)
    np.testing.assert_allclose(in_parts, weights, atol=0.01)
    assert np.abs(without - left_out).mean() < 0.05  # its diagonal is estimated


def test_of_too_many_examples_some_are_learned_and_all_are_judged(
    vectors: kernel.Floats, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = np.eye(CLASSES, dtype=np.float32)[LABELS]
    monkeypatch.setattr(solving, "MOST", 40)
    weights, left_out = solve(likeness(vectors), kernel.RIDGE, target)
    assert (np.abs(weights).sum(axis=1) > 0).sum() == 40
    assert (left_out.argmax(axis=1) == LABELS).mean() > 0.9

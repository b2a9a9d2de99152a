"""Fine-tuning learns from true pairs, and is judged by examples it has not seen."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from nlu.inputs import Example
from nlu.tuning.command import Tuned, advice
from nlu.tuning.judging import judge
from nlu.tuning.pairs import batches, divide

EXAMPLES = [Example(f"{intent} {language} {number}", language, intent)
            for intent in ("ship", "lamp", "rope") for language in ("de", "vi", "en")
            for number in range(10)]


@given(st.lists(st.builds(Example, st.sampled_from("abcdefgh"), st.sampled_from(["de", "vi"]),
                          st.sampled_from(["ship", "lamp"]))))
def test_no_text_stands_on_both_sides_and_every_group_is_learned(examples: list[Example]) -> None:
    learned, held = divide(examples)
    assert not {e.text for e in learned} & {e.text for e in held}
    assert {(e.language, e.intent) for e in learned} == {(e.language, e.intent) for e in examples}


def test_a_fifth_is_held_out_of_each_intent_and_language_the_same_each_time() -> None:
    learned, held = divide(EXAMPLES)
    assert (len(learned), len(held)) == (72, 18)
    assert len({(e.language, e.intent) for e in held}) == 9
    assert divide(EXAMPLES) == (learned, held)


def test_pairs_mean_the_same_in_two_languages_and_no_intent_comes_twice() -> None:
    for batch in islice(batches(EXAMPLES), 20):
        assert all(a.intent == b.intent and a.language != b.language for a, b in batch)
        assert len({a.intent for a, _ in batch}) == len(batch) == 3


def test_one_language_gives_pairs_too_but_never_a_text_with_itself() -> None:
    german = [e for e in EXAMPLES if e.language == "de"]
    assert all(a != b for batch in islice(batches(german), 20) for a, b in batch)


def test_too_few_examples_are_said() -> None:
    with pytest.raises(BadInput, match="two intents"):
        next(batches(EXAMPLES[:5]))


def test_better_vectors_are_judged_better() -> None:
    chance = np.random.default_rng(0)
    said = [Example(f"{n:x}" * 3, e.language, e.intent) for n, e in enumerate(EXAMPLES)]
    noise = {e.text: chance.normal(size=8).astype(np.float32) for e in said}
    place = {"ship": 0, "lamp": 1, "rope": 2}
    clear = {e.text: 3 * np.eye(8, dtype=np.float32)[place[e.intent]] + noise[e.text] * 0.1
             for e in said}
    good, bad = (judge(*divide(said), vectors) for vectors in (clear, noise))
    assert good["all"] == {"accuracy": 1.0, "macro_f1": 1.0, "n": 18}
    assert bad["all"]["accuracy"] < 0.8
    assert set(good) == {"all", "de", "vi", "en", "expected_calibration_error"}


def found(before: float, after: float, folder: Path | None) -> Tuned:
    rows = [{"all": {"accuracy": share}} for share in (before, after)]
    return Tuned(rows[0], rows[1], 10, 1.0, folder)


def test_the_advice_says_how_to_use_it_and_how_to_go_back() -> None:
    told = advice(found(0.8, 0.825, Path("var/encoders/tuned-1")), False)
    assert "+2.5 points" in told
    assert "LOTSE_ENCODER=var/encoders/tuned-1" in told
    assert "take that line out" in told
    assert "no better (-1.0 points)" in advice(found(0.8, 0.79, None), False)
    assert "Only measured" in advice(found(0.8, 0.9, None), True)

"""`lotse eval nlu`: the rows it takes, and the arithmetic of its figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from nlu.evaluation.figures import Said, auroc, figures, said
from nlu.evaluation.rows import Labelled, Span, few, read


def row(**changed: Any) -> dict[str, Any]:
    return {"text": "wo ist es", "lang": "de", "intent": "where", **changed}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    return path


def test_a_split_is_read_where_the_rows_have_one(tmp_path: Path) -> None:
    divided = write(tmp_path / "a.jsonl", row(split="train"), row(split="test", text="x"))
    whole = write(tmp_path / "b.jsonl", row(text="y"))
    assert [r.text for r in read([divided, whole], "split", "test")] == ["x", "y"]


def test_a_split_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", row(split="train"))
    with pytest.raises(BadInput, match="'split' is 'test'"):
        read([path], "split", "test")


@pytest.mark.parametrize("entities", [
    "none", [{"start": 0}], [{"start": 3, "end": 2, "entity": "x"}],
    [{"start": 0, "end": 99, "entity": "x"}], [{"start": True, "end": 3, "entity": "x"}]])
def test_wrong_entities_are_named(tmp_path: Path, entities: object) -> None:
    with pytest.raises(BadInput, match="line 1, field 'entities'"):
        read([write(tmp_path / "a.jsonl", row(entities=entities))], "split", "test")


EXAMPLES = [Labelled(f"{intent} {n}", code, intent, None)
            for code in ("de", "vi") for intent in ("a", "b") for n in range(9)]


@given(shots=st.integers(1, 12), seed=st.integers(0, 50))
def test_a_few_of_each_intent_and_language(shots: int, seed: int) -> None:
    some = few(EXAMPLES, shots, seed)
    assert len(set(some)) == len(some) == 4 * min(shots, 9)
    assert some == few(EXAMPLES, shots, seed)


def answer(intent: str, rejected: bool = False, outside: float = 0.0,
           entities: frozenset[Span] = frozenset()) -> Said:
    return Said(intent, rejected, outside, entities, 2.0)


def test_the_figures_of_a_small_test() -> None:
    asked = [
        Labelled("mon", "de", "a", (Span(0, 3, "day"),)), Labelled("b", "de", "b", ()),
        Labelled("c", "vi", "a", ()), Labelled("d", "vi", "oos", ()),
        Labelled("e", "vi", "oos", ())]
    told = figures(asked, [
        answer("a", entities=frozenset([Span(0, 3, "day")])), answer("b", rejected=True),
        answer("b", entities=frozenset([Span(0, 1, "day")])), answer("a", True, 0.9),
        answer("oos", outside=0.7)])
    assert told["intent_accuracy"] == 0.6
    assert told["per_language"]["de"] == {"intent_accuracy": 1.0, "n": 2, "entity_micro_f1": 1.0}
    assert told["entity_micro_f1"] == pytest.approx(2 / 3, abs=1e-3)
    assert told["in_scope_accuracy"] == pytest.approx(1 / 3, abs=1e-3)  # b was right, and rejected
    assert (told["oos_recall"], told["oos_auroc"]) == (1.0, 1.0)


def test_the_calibration_error_is_the_gap_in_each_bin() -> None:
    rows = [Labelled("x", "de", "a", None)] * 4
    sure = [Said(name, False, 0.0, frozenset(), 1.0, 0.9) for name in "aaab"]
    assert figures(rows, sure)["expected_calibration_error"] == pytest.approx(0.15)


def test_a_split_must_be_a_text_and_an_empty_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="line 1, field 'split'"):
        read([write(tmp_path / "a.jsonl", row(split=["train"]))], "split", "train")
    with pytest.raises(BadInput, match="is empty"):
        read([write(tmp_path / "b.jsonl")], "split", "train")


def test_a_question_back_is_judged_by_its_best_guess() -> None:
    parsed = {"intent": {"name": "ask_back", "confidence": 0.4}, "entities": [
        {"start": 0, "end": 2, "entity": "day"}, {"start": 0, "end": 2, "entity": "time"}],
        "intent_ranking": [{"name": "a", "confidence": 0.4}], "ms": 1,
        "lotse": {"certainty": "unsure", "oos": 0.3}}
    told = said(parsed, frozenset({"day"}))
    assert (told.intent, told.rejected, told.entities) == ("a", False, {Span(0, 2, "day")})


def test_another_pipeline_is_judged_by_what_it_says() -> None:
    parsed = {"intent": {"name": "nlu_fallback", "confidence": 0.7}, "entities": [], "ms": 1,
              "intent_ranking": [{"name": "nlu_fallback", "confidence": 0.7},
                                 {"name": "a", "confidence": 0.2}]}
    told = said(parsed, frozenset())
    assert (told.intent, told.rejected, told.outside) == ("a", True, -0.2)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20),
       st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_auroc_is_the_chance_to_rank_right(positive: list[int], negative: list[int]) -> None:
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    assert auroc(positive, negative) == pytest.approx(float(np.mean(pairs)), abs=1e-4)

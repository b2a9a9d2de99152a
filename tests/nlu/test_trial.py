"""A trial with real Rasa: the shipped pipeline learns intents and entities from a few rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.errors import BadInput
from bot.settings import ROOT, Settings
from nlu.evaluation.command import command
from nlu.evaluation.rows import Labelled
from nlu.evaluation.trial import trial
from nlu.training import environment, last_words

CITIES = ("Bremen", "Kiel", "Essen", "Ulm", "Trier", "Jena", "Celle", "Worms")


def rows(path: Path) -> Path:
    lines = []
    for number, city in enumerate(CITIES * 3):
        for text, intent in ((f"Habt ihr einen Laden in {city}?", "find_shop"),
                             ("Die Lampe ist leider zerbrochen angekommen", "report_damage")):
            start = text.find(city)
            marked = [{"start": start, "end": start + len(city), "entity": "city"}]
            lines.append({"text": text, "lang": "de", "intent": intent,
                          "split": "test" if number % 6 == 5 else "train",
                          "entities": marked if start >= 0 else []})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_keys_and_what_is_learned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = rows(tmp_path / "rows.jsonl")
    command([file], [file], ROOT / "config.yml", "split", "train", None, 0, True)
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["intent_accuracy"] == told["per_language"]["de"]["intent_accuracy"] == 1.0
    assert told["entity_micro_f1"] > 0.9
    assert {"intent_macro_f1", "train_seconds", "parse_ms_p50", "parse_ms_p95"} <= told.keys()


def test_one_intent_is_nothing_to_learn() -> None:
    alone = [Labelled("hallo", "de", "greet", None)] * 3
    with pytest.raises(BadInput, match="two intents"):
        trial(Settings(), ROOT / "config.yml", alone, alone, lambda *_: None)


def test_a_missing_pipeline_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.yml"):
        trial(Settings(), tmp_path / "none.yml", [], [], lambda *_: None)


def test_of_a_failure_its_last_error_is_said() -> None:
    printed = ["Traceback (most recent call last):", "    ^^^^", "ValueError: no examples", "    ^"]
    assert last_words(printed) == "ValueError: no examples"
    assert last_words(["loading", "Killed by the system"]) == "loading | Killed by the system"


def test_rasa_keeps_what_is_set_for_the_machines_arithmetic(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    monkeypatch.setenv("LOTSE_KEY", "secret")
    environ = environment(Settings())
    assert environ["OPENBLAS_CORETYPE"] == "Haswell"
    assert "LOTSE_KEY" not in environ

"""Frustration from a text: how it is typed, what is held out, and that the scorer learns."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ROOT
from nlu import inputs
from nlu.components.calibration import Floats
from nlu.mood import evaluation, rows, scorer
from nlu.mood.marks import marks, shouting
from nlu.mood.rows import Row

CONFIG = ROOT / "config.yml"


@pytest.mark.parametrize(("text", "share"), [
    ("WO IST MEIN PAKET", 9 / 14), ("wo ist mein paket", 0.0), ("LMX-200 in XXL", 0.0),
    ("ich habe NICHTS erhalten", 6 / 21), ("TRẢ LỜI ĐI", 0.0), ("10234", 0.0), ("", 0.0),
])
def test_shouting_is_letters_in_capitals_but_codes(text: str, share: float) -> None:
    assert shouting(text) == pytest.approx(share)


def test_marks_tell_how_it_is_typed() -> None:
    calm, upset = marks(["Danke schön 😊", "HALLO???? sooooo schlecht!!! 😡"])
    assert list(calm[:4]) == [0, 0, 0, 0]
    assert calm[4] > 0
    assert all(upset[:4] > 0)
    assert upset[4] == 0


@given(st.lists(st.text(st.characters(), max_size=200), max_size=4))
def test_marks_of_any_text_lie_between_nought_and_one(texts: list[str]) -> None:
    found = marks(texts)
    assert found.shape == (len(texts), 5)
    assert ((found >= 0) & (found <= 1)).all()


def test_the_rows_are_many_different_and_a_third_is_held_out() -> None:
    every = rows.read()
    for language, upset in itertools.product(rows.LANGUAGES, (True, False)):
        mine = [row for row in every if row.language == language and row.frustrated is upset]
        assert len(mine) >= (160 if upset else 240)
        assert max(Counter(row.text for row in mine).values()) == 1
        assert 0.25 < np.mean([row.held_out for row in mine]) < 0.42


def test_no_held_out_row_is_learned() -> None:
    held = {row for row in rows.read() if row.held_out}
    learned = set(scorer.learned())
    assert held
    assert {row for row in rows.read() if not row.held_out} <= learned
    assert not held & learned


def test_no_message_is_both_calm_and_frustrated() -> None:
    every = rows.read()
    upset = {row.text for row in every if row.frustrated}
    assert not upset & {row.text for row in every if not row.frustrated}


def test_a_good_part_of_the_vietnamese_is_typed_without_marks() -> None:
    texts = [row.text for row in rows.read() if row.language == "vi"]
    assert np.mean([text.isascii() for text in texts]) > 0.2


def test_vietnamese_without_marks_is_encoded_with_them() -> None:
    learned = [Row("bực mình quá shop ơi", "vi", True), Row("quá trời", "vi", True)]
    typed = [Row("buc minh qua", "vi", True), Row("qua", "de", False)]
    assert scorer.spelled(typed, scorer.dictionary(learned)) == ["bực mình quá", "qua"]


def test_ordinary_messages_are_learned_or_measured_never_both() -> None:
    learned, others = rows.ordinary()
    assert not {row.text for row in learned} & {row.text for row in others}
    assert len(others) > 2 * len(learned) > 1_000
    assert not any(row.frustrated for row in learned)


def test_the_model_notices_changed_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "nlu/mood" in inputs.READ
    for path in rows.FOLDER.glob("*.yml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(rows, "FOLDER", tmp_path)
    before = rows.fingerprint()
    assert before == rows.fingerprint()
    with (tmp_path / "de.yml").open("a", encoding="utf-8") as file:
        file.write("  noch eine ruhige zeile\n")
    assert before != rows.fingerprint()


def test_the_mood_is_judged_after_the_classifier_encoded() -> None:
    names = [step["name"] for step in yaml.safe_load(CONFIG.read_text("utf-8"))["pipeline"]]
    classifier = names.index("nlu.components.classifier.CalibratedClassifier")
    assert names.index("nlu.components.mood.Frustration") > classifier


def cloud(seed: int, per: int = 40) -> tuple[list[Row], Floats]:
    """Frustrated and calm rows whose vectors are apart, but not by far."""
    chance = np.random.default_rng(seed)
    words = {True: "nie antwort hilfe wut genug", False: "danke bitte frage farbe termin"}
    made = [Row(" ".join(chance.choice(words[upset].split(), 3)) + ("!!!" if upset else ""),
                language, upset)
            for upset in (True, False) for language in rows.LANGUAGES for _ in range(per)]
    away = np.array([1.0 if row.frustrated else -1.0 for row in made])[:, None]
    vectors = chance.normal(size=(len(made), 16)) + away * np.eye(1, 16) * 1.5
    return made, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_the_scorer_learns_and_is_precise_on_rows_it_has_not_seen() -> None:
    fitted, left_out = scorer.fit(*cloud(1))
    seen, vectors = cloud(2)
    scores = fitted.scores(vectors, [r.text for r in seen], [r.language for r in seen])
    truth = np.array([row.frustrated for row in seen])
    assert ((left_out >= 0) & (left_out <= 1)).all()
    assert truth[scores >= fitted.threshold].mean() >= 0.9
    assert evaluation.figures(scores >= 0.5, truth)["recall"] > 0.8


def test_angry_marks_raise_the_score_of_the_same_vector() -> None:
    made, vectors = cloud(3)
    fitted, _ = scorer.fit(made, vectors)
    calm = next(number for number, row in enumerate(made) if not row.frustrated)
    one = vectors[calm : calm + 1]
    plain = fitted.scores(one, ["wann kommt das"], ["de"])[0]
    assert fitted.scores(one, ["wann kommt das!!! !!! !!!"], ["de"])[0] > plain


@pytest.mark.parametrize("text", ["", "\ud800", "😡" * 500, "x" * 50_000, "‮abc", "<b>"])
def test_odd_inputs_get_a_probability(text: str) -> None:
    fitted, _ = scorer.fit(*cloud(4))
    score = fitted.scores(np.zeros((1, 16), np.float32), [text], ["vi"])[0]
    assert 0 <= score <= 1


def test_the_threshold_keeps_the_precision_or_calls_nobody() -> None:
    scores = np.linspace(0, 1, 101, dtype=np.float32)
    truth = scores > 0.7
    assert scorer.choose(scores, truth) <= 0.7
    assert truth[scores >= scorer.choose(scores, truth)].mean() >= scorer.PRECISION
    assert scorer.choose(scores, scores < 0.2) == 1.0
    assert scorer.choose(scores, np.ones(101, bool)) == scorer.LEAST


def test_figures() -> None:
    called, truth = np.array([1, 1, 0, 0], bool), np.array([1, 0, 1, 0], bool)
    assert evaluation.figures(called, truth) == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert evaluation.figures(~truth & False, truth)["precision"] == 0.0

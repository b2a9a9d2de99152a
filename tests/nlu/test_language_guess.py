"""The language by function words and letters alone, as Rasa's own parse needs it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components.language_of import language_of
from nlu.language.guess import guessed


@pytest.mark.parametrize(("text", "language"), [
    ("wo bleibt meine Bestellung", "de"), ("schon verschickt, grüße", "de"),
    ("don cua minh chua toi", "vi"), ("đơn hàng tới chưa", "vi"),
    ("where is my order", "en"), ("", "en"), ("10234", "en"), ("👍", "en"),
])
def test_a_plain_message_tells(text: str, language: str) -> None:
    assert guessed(text) == language


def test_what_is_told_counts_before_what_is_guessed() -> None:
    german = "wo bleibt meine Bestellung"
    assert language_of({"text": german}) == "de"
    assert language_of({"text": german, "metadata": {"language": "vi"}}) == "vi"
    assert language_of({"text": german, "metadata": {"intent": {"language": "en"}}}) == "en"


@given(st.text())
def test_any_text_has_one(text: str) -> None:
    assert guessed(text) in ("de", "vi", "en")

"""Where no article is sure enough, the best titles are offered instead of "not understood"."""

from __future__ import annotations

from actions.talking import meant, worth_offering
from bot.words import Language
from knowledge.search import Hit


def hit(key: str, probability: float) -> Hit:
    return Hit(key, Language.DE, key, "", ("x",), probability, False, "x", "")


FOUND = [hit("exchange", 0.03), hit("returns-how", 0.02), hit("care", 0.001)]


def test_a_question_surely_understood_is_offered_its_faint_hits() -> None:
    assert [h.key for h in worth_offering(FOUND, "sure")] == ["exchange", "returns-how"]


def test_words_not_understood_are_not() -> None:
    assert worth_offering(FOUND, "unsure") == worth_offering(FOUND, "lost") == []


def test_a_question_back_keeps_what_was_said() -> None:
    said = ({"entity": "product", "value": "LM-1102"}, {"entity": "colour", "value": "blue"},
            {"entity": "time", "value": "2026-11-27"})
    assert meant("product_availability", said) == (
        '/product_availability{"product": "LM-1102", "colour": "blue"}')
    assert meant("greet", ()) == "/greet"

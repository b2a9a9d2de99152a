"""Where no article is sure enough, the best titles and a person are offered."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from actions.talking import Talking, meant, not_understood, offered, worth_offering
from bot.texts import Voice
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


EN = Voice(Language.EN, "you")


def context(**more: Any) -> Any:
    return SimpleNamespace(voice=EN, conversation=SimpleNamespace(memory={}), **more)


def test_a_title_in_another_language_says_so() -> None:
    vietnamese = Hit("dogs", Language.VI, "Chó", "", ("x",), 0.3, True, "x", "")
    assert offered(EN, vietnamese) == "Chó (in Vietnamese)"
    assert offered(EN, hit("care", 0.3)) == "care"


def test_the_title_is_that_of_what_will_be_shown() -> None:
    german = Hit("dogs", Language.DE, "Hunde", "", ("x",), 1.0, True, "x", "")
    vietnamese = replace(german, language=Language.VI, title="Chó")
    for version, title in ((german, "Hunde (in German)"), (None, "Chó (in Vietnamese)")):
        library: Any = SimpleNamespace(article=lambda *_, found=version: found)
        assert Talking(library).choice(EN, vietnamese).title == title


async def test_what_we_cannot_answer_leaves_a_way_to_a_person() -> None:
    (missed,) = not_understood(context())
    declined = await Talking(None).out_of_scope(  # type: ignore[arg-type]
        context(prepared={"out_of_scope": []}), {})
    assert [b.payload for b in (*missed.buttons, *declined[0].buttons)] == ["/request_human"] * 2

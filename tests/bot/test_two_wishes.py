"""A turn with two wishes: both are answered, in one transaction, by one conversation's state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.rasa import Understanding
from bot.replies import Command, Reply, TurnContext
from bot.saying import carried_on
from bot.services import Services
from bot.tables import Turn
from bot.texts import Voice
from bot.words import Language, Outcome
from tests import talk
from tests.conftest import ScriptedRasa

VOICE = Voice(Language.DE, "Sie")
BOTH = [{"intent": "order_status", "text": "wo ist 10234"},
        {"intent": "ask_care", "text": "wie wasche ich wolle"}]
WHOLE = "wo ist 10234 und wie wasche ich wolle"


async def find(text: str, language: Language, heard: Understanding) -> str:
    return text


async def search(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    return [Reply(f"found for {context.prepared['search']}")]


async def lost(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    context.outcome = Outcome.NOT_UNDERSTOOD
    return [Reply("what?")]


async def ask(context: TurnContext, command: Mapping[str, Any]) -> list[Reply]:
    return [Reply(f"{command['slot']} of {context.slots['job']}?")]


async def hand_over(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    context.handed_over = True
    return [Reply("a person comes")]


COMMANDS = {"search": Command(search, find), "ask": Command(ask), "lost": Command(lost),
            "hand_over": Command(hand_over)}
ASKED = {"do": "ask", "slot": "proof"}
FORM: dict[str, Any] = {"slots": {"job": "order_status"}, "loop": "job_form"}


async def take(here: Services, text: str) -> tuple[Any, list[str]]:
    thread = await talk.open_chat(here)
    await talk.write(here, thread, text)
    await talk.turns(here, COMMANDS).take(thread.id)
    return thread, (await talk.said(here, thread))[1:]


async def test_a_question_is_answered_before_the_form_asks(
    here: Services, rasa: ScriptedRasa
) -> None:
    rasa.on(WHOLE, ASKED, intent="order_status", parts=BOTH, **FORM)
    rasa.on(BOTH[1]["text"], {"do": "search"}, ASKED, intent="ask_care", **FORM)
    thread, said = await take(here, WHOLE)
    assert said == ["found for wie wasche ich wolle", "proof of order_status?"]
    assert rasa.heard[1]["state"] == FORM  # the second wish goes on where the first one led
    turns = await talk.rows(here, Turn, thread)
    assert [turn.intent for turn in turns] == ["order_status"]


async def test_search_uses_the_words_of_its_own_part(here: Services, rasa: ScriptedRasa) -> None:
    rasa.on(WHOLE, {"do": "search"}, intent="ask_care", parts=BOTH)
    rasa.on(BOTH[0]["text"], ASKED, intent="order_status", **FORM)
    _, said = await take(here, WHOLE)
    assert said == ["found for wie wasche ich wolle", "proof of order_status?"]


async def test_the_second_job_waits_until_the_first_is_done(
    here: Services, rasa: ScriptedRasa
) -> None:
    parts = [BOTH[0], {"intent": "appointment_book", "text": "termin bitte"}]
    rasa.on("beides", ASKED, intent="order_status", parts=parts, **FORM)
    rasa.on("22303", {"say": "greet"}, intent="inform")
    rasa.on("termin bitte", {"do": "ask", "slot": "shop"}, intent="appointment_book",
            slots={"job": "appointment_book"}, loop="job_form")
    thread, said = await take(here, "beides")
    assert said == ["proof of order_status?"]
    assert (await talk.now(here, thread)).memory["waiting"] == [
        {"intent": "appointment_book", "text": "termin bitte"}]
    await talk.write(here, thread, "22303")
    await talk.turns(here, COMMANDS).take(thread.id)
    assert (await talk.said(here, thread))[2:] == [
        VOICE.say("greet"), "shop of appointment_book?"]
    assert (await talk.now(here, thread)).memory["waiting"] == []


async def test_a_second_wish_that_is_not_understood_is_named(
    here: Services, rasa: ScriptedRasa
) -> None:
    rasa.on(WHOLE, {"say": "greet"}, intent="order_status", parts=BOTH)
    rasa.on(BOTH[1]["text"], {"do": "lost"}, intent="ask_care")
    thread, said = await take(here, WHOLE)
    assert said[1] == VOICE.say("about", text=BOTH[1]["text"], reply="what?")
    assert (await talk.rows(here, Turn, thread))[0].outcome == Outcome.NOT_UNDERSTOOD


async def test_with_a_person_the_rest_is_left_unsaid(here: Services, rasa: ScriptedRasa) -> None:
    rasa.on(WHOLE, {"do": "hand_over"}, intent="order_status", parts=BOTH)
    thread, said = await take(here, WHOLE)
    assert said == ["a person comes"]
    assert len(rasa.heard) == 1
    assert (await talk.now(here, thread)).memory["waiting"] == []


async def test_rasa_going_down_between_two_wishes_leaves_the_first_answer(
    here: Services, rasa: ScriptedRasa
) -> None:
    rasa.on(WHOLE, {"say": "greet"}, intent="order_status", parts=BOTH)

    async def fail_next() -> None:
        rasa.down = True

    rasa.before_answer = fail_next
    _, said = await take(here, WHOLE)
    assert said == [VOICE.say("greet"), "a person comes"]


def test_what_a_command_changed_holds_unless_rasa_changed_it_again() -> None:
    given = {"job": "order_status", "proof": "right", "outcome": "too_late", "order_number": "1"}
    left = {"job": "order_status", "proof": "right", "order_number": "1"}
    now = {**given, "order_number": "2", "shop": "hue"}
    assert carried_on(given, left, now) == {
        "job": "order_status", "proof": "right", "order_number": "2", "shop": "hue"}
    assert carried_on({}, {}, now) == now

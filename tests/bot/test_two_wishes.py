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
    then = f" then {command['then']}" if "then" in command else ""
    return [Reply(f"{command['slot']} of {context.slots['job']}?{then}")]


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


async def again(here: Services, thread: Any, text: str) -> list[str]:
    before = len(await talk.said(here, thread))
    await talk.write(here, thread, text)
    await talk.turns(here, COMMANDS).take(thread.id)
    return (await talk.said(here, thread))[before:]


async def test_a_question_is_answered_before_the_form_asks(
    here: Services, rasa: ScriptedRasa
) -> None:
    rasa.on(WHOLE, intent="several", parts=BOTH)
    rasa.on(BOTH[1]["text"], {"do": "search"}, intent="ask_care")
    rasa.on(BOTH[0]["text"], ASKED, intent="order_status", **FORM)
    thread, said = await take(here, WHOLE)
    assert said == ["found for wie wasche ich wolle", "proof of order_status?"]
    assert [call["metadata"]["apart"] for call in rasa.heard] == [True, False, False]
    assert (await talk.now(here, thread)).memory["loop"] == "job_form"
    assert len(await talk.rows(here, Turn, thread)) == 1


async def test_under_way_the_form_asks_once_after_both_answers(
    here: Services, rasa: ScriptedRasa
) -> None:
    rasa.on("wo ist 10234", ASKED, intent="order_status", **FORM)
    rasa.on("zwei fragen", ASKED, intent="several", parts=[
        {"intent": "ask_care", "text": "eins"}, {"intent": "ask_sizes", "text": "zwei"}])
    rasa.on("eins", {"do": "search"}, ASKED, intent="ask_care", **FORM)
    rasa.on("zwei", {"do": "search"}, ASKED, intent="ask_sizes", **FORM)
    thread, _ = await take(here, "wo ist 10234")
    assert await again(here, thread, "zwei fragen") == [
        "found for eins", "found for zwei", "proof of order_status?"]
    assert rasa.heard[-1]["state"] == FORM  # each wish goes on where the one before led


async def test_the_second_job_waits_until_the_first_is_done(
    here: Services, rasa: ScriptedRasa
) -> None:
    waits = {"intent": "appointment_book", "text": "termin bitte"}
    rasa.on("beides", intent="several", parts=[BOTH[0], waits])
    rasa.on(BOTH[0]["text"], ASKED, intent="order_status", **FORM)
    rasa.on("22303", {"say": "greet"}, intent="inform")
    rasa.on("termin bitte", {"do": "ask", "slot": "shop"}, intent="appointment_book",
            slots={"job": "appointment_book"}, loop="job_form")
    thread, said = await take(here, "beides")
    assert said == ["proof of order_status? then appointment_book"]
    assert (await talk.now(here, thread)).memory["waiting"] == [waits]
    assert await again(here, thread, "22303") == [
        VOICE.say("greet"), "shop of appointment_book?"]
    assert (await talk.now(here, thread)).memory["waiting"] == []


async def test_a_second_wish_that_is_not_understood_is_named(
    here: Services, rasa: ScriptedRasa
) -> None:
    rasa.on(WHOLE, intent="several", parts=BOTH)
    rasa.on(BOTH[1]["text"], {"say": "greet"}, intent="ask_care")
    rasa.on(BOTH[0]["text"], {"do": "lost"}, intent="order_status")
    thread, said = await take(here, WHOLE)
    assert said[1] == VOICE.say("about", text=BOTH[0]["text"], reply="what?")
    assert (await talk.rows(here, Turn, thread))[0].outcome == Outcome.NOT_UNDERSTOOD


async def test_with_a_person_the_rest_is_left_unsaid(here: Services, rasa: ScriptedRasa) -> None:
    rasa.on(WHOLE, intent="several", parts=BOTH)
    rasa.on(BOTH[1]["text"], {"do": "hand_over"}, intent="ask_care")
    thread, said = await take(here, WHOLE)
    assert said == ["a person comes"]
    assert (await talk.now(here, thread)).memory["waiting"] == []


async def test_rasa_going_down_between_two_wishes_leaves_the_first_answer(
    here: Services, rasa: ScriptedRasa
) -> None:
    rasa.on(WHOLE, intent="several", parts=BOTH)
    rasa.on(BOTH[1]["text"], {"say": "greet"}, intent="ask_care")

    async def fail_after_two() -> None:
        rasa.down = len(rasa.heard) >= 2

    rasa.before_answer = fail_after_two
    _, said = await take(here, WHOLE)
    assert said == [VOICE.say("greet"), "a person comes"]


def test_what_a_command_changed_holds_unless_rasa_changed_it_again() -> None:
    given = {"job": "order_status", "proof": "right", "outcome": "too_late", "order_number": "1"}
    left = {"job": "order_status", "proof": "right", "order_number": "1"}
    now = {**given, "order_number": "2", "shop": "hue"}
    assert carried_on(given, left, now) == {
        "job": "order_status", "proof": "right", "order_number": "2", "shop": "hue"}
    assert carried_on({}, {}, now) == now

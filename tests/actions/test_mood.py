"""Frustration decides: nothing, a calm sentence, or a person; and what is said then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from actions.mood import ALIKE, Care, Signs, decide, repeats
from actions.talking import calm_down, hand_over
from bot.replies import Command, Reply, TurnContext
from bot.services import Services
from bot.tables import Event, Move
from bot.words import Language, Outcome, Owner
from handoff.tables import Packet
from tests import talk
from tests.conftest import ScriptedRasa

CALM, UPSET = (0.1, False), (0.9, True)


@pytest.mark.parametrize(("signs", "care"), [
    (Signs(*CALM), Care.NONE),
    (Signs(*UPSET), Care.SOOTHE),
    (Signs(*UPSET, missed=True), Care.HAND_OVER),
    (Signs(*UPSET, since=0), Care.HAND_OVER),
    (Signs(*UPSET, since=2), Care.HAND_OVER),
    (Signs(*UPSET, since=3), Care.SOOTHE),
    (Signs(*CALM, since=0, missed=True), Care.NONE),
    (Signs(0.6, False), Care.NONE),
    (Signs(0.6, False, repeats=1), Care.SOOTHE),
    (Signs(0.6, False, missed_before=True), Care.SOOTHE),
    (Signs(0.6, False, missed_before=True, missed=True), Care.HAND_OVER),
    (Signs(*CALM, repeats=1), Care.NONE),
    (Signs(*CALM, repeats=2), Care.SOOTHE),
    (Signs(*UPSET, in_job=True), Care.SOOTHE),
    (Signs(*UPSET, in_job=True, missed=True), Care.SOOTHE),
    (Signs(*UPSET, in_job=True, since=1), Care.HAND_OVER),
    (Signs(0.6, False, repeats=1, in_job=True, since=1), Care.SOOTHE),
])
def test_what_to_do(signs: Signs, care: Care) -> None:
    assert decide(signs) is care


@pytest.mark.parametrize(("text", "earlier", "times"), [
    ("wo ist mein paket", ["Wo ist mein Paket??", "wo ist mein paket"], 2),
    ("wo ist mein paket", ["danke", "wo ist mein paket"], 0),
    ("đơn hàng của tôi đâu", ["don hang cua toi dau", "xin chào shop"], 1),
    ("ja", ["ja", "ja"], 0), ("wo ist mein paket", [], 0),
])
def test_repetition_is_counted_without_a_break(
    text: str, earlier: list[str], times: int
) -> None:
    assert 50 < ALIKE < 100
    assert repeats(text, earlier) == times


async def found(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    context.outcome, context.answered = Outcome.KNOWLEDGE, True
    return [Reply("Rücksendungen sind 30 Tage lang möglich.", kind="article")]


async def lost(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    context.outcome = Outcome.NOT_UNDERSTOOD
    return [Reply("Wie bitte?")]


COMMANDS = {"search": Command(found), "lose": Command(lost), "hand_over": Command(hand_over),
            "calm_down": Command(calm_down)}


async def converse(
    here: Services, rasa: ScriptedRasa, *lines: tuple[str, dict[str, Any], tuple[float, bool]],
    loop: str | None = None, intent: str = "ask_return_policy",
) -> Any:
    """Say the lines with what Rasa answers and how frustrated each is."""
    thread = await talk.open_chat(here, Language.DE)
    for text, command, (score, certain) in lines:
        rasa.on(text, command, intent=intent)
        rasa.answers[text]["heard"]["frustration"] = {"score": score, "certain": certain}
        rasa.answers[text]["state"]["loop"] = loop
        await talk.write(here, thread, text)
        await talk.turns(here, COMMANDS).take(thread.id)
    return thread


async def test_once_the_answer_begins_calmly(here: Services, rasa: ScriptedRasa) -> None:
    thread = await converse(here, rasa, ("zurückgeben, aber flott!!!", {"do": "search"}, UPSET))
    said = (await talk.said(here, thread))[-1]
    assert said.startswith("Es tut mir leid")
    assert said.endswith("30 Tage lang möglich.")
    after = await talk.now(here, thread)
    assert after.owner == Owner.ASSISTANT
    assert after.memory["slots"]["person_offered"] is True


async def test_twice_a_person_takes_over_and_the_answer_is_not_lost(
    here: Services, rasa: ScriptedRasa
) -> None:
    thread = await converse(here, rasa, ("so ein mist hier", {"say": "greet"}, UPSET),
                            ("zurückgeben, aber flott!!!", {"do": "search"}, UPSET))
    answer, handed = (await talk.said(here, thread))[-2:]
    assert answer.endswith("30 Tage lang möglich.")
    assert "nichts wiederholen" in handed
    assert [move.reason for move in await talk.rows(here, Move, thread)] == ["frustrated"]
    packet = (await talk.rows(here, Packet, thread))[0]
    assert (packet.reason, packet.facts["frustration"]) == ("frustrated", "90%")


async def test_frustrated_and_not_understood_is_handed_over_at_once(
    here: Services, rasa: ScriptedRasa
) -> None:
    thread = await converse(here, rasa, ("grmpf was soll das", {"do": "lose"}, UPSET))
    assert (await talk.now(here, thread)).owner == Owner.QUEUE
    assert "Wie bitte?" not in await talk.said(here, thread)


async def test_a_calm_stretch_is_forgiven(here: Services, rasa: ScriptedRasa) -> None:
    calm = [(text, {"do": "search"}, CALM)
            for text in ("wie lange denn", "danke, und in rot?", "was kostet der versand")]
    thread = await converse(here, rasa, ("so ein mist hier", {"say": "greet"}, UPSET), *calm,
                            ("so ein saftladen", {"say": "greet"}, UPSET))
    assert (await talk.now(here, thread)).owner == Owner.ASSISTANT


async def test_a_job_goes_on_and_its_yes_stays_its_own(
    here: Services, rasa: ScriptedRasa
) -> None:
    line = ("jetzt macht schon!!!", {"say": "greet", "form": True}, UPSET)
    thread = await converse(here, rasa, line, loop="job_form")
    after = await talk.now(here, thread)
    assert (after.owner, after.memory["loop"]) == (Owner.ASSISTANT, "job_form")
    assert not after.memory["slots"].get("person_offered")
    assert (await talk.said(here, thread))[-1].startswith("Es tut mir leid")


async def test_sarcastic_thanks_are_not_taken_as_thanks(
    here: Services, rasa: ScriptedRasa
) -> None:
    line = ("danke für gar nichts 🙄", {"say": "thank"}, UPSET)
    thread = await converse(here, rasa, line, intent="thank")
    said = (await talk.said(here, thread))[-1]
    assert "Gern geschehen" not in said
    assert said.endswith("?")


async def test_swearing_is_answered_calmly_only_once(here: Services, rasa: ScriptedRasa) -> None:
    thread = await converse(here, rasa, ("so ein saftladen", {"do": "calm_down"}, UPSET))
    assert (await talk.said(here, thread))[-1].count("leid") == 1


async def test_staff_see_the_score_and_a_button_has_none(
    here: Services, rasa: ScriptedRasa
) -> None:
    thread = await converse(here, rasa, ("hallo zusammen", {"say": "greet"}, CALM))
    turn = (await talk.rows(here, Event, thread))[-1]
    assert turn.data["frustration"] == {"score": 0.1, "certain": False}
    rasa.on("/affirm", {"say": "affirm"})
    await talk.write(here, thread, "Ja", payload="/affirm")
    await talk.turns(here, COMMANDS).take(thread.id)
    assert (await talk.rows(here, Event, thread))[-1].data["frustration"] is None


@pytest.mark.parametrize(("mood", "begins"), [(CALM, "Gern."), (UPSET, "Es tut mir leid")])
async def test_a_person_asked_for_in_anger_comes_with_a_sorry(
    here: Services, rasa: ScriptedRasa, mood: tuple[float, bool], begins: str
) -> None:
    asked = {"do": "hand_over", "reason": "asked_for_person"}
    thread = await converse(here, rasa, ("ich will einen menschen", asked, mood))
    (said,) = (await talk.said(here, thread))[-1:]
    assert said.startswith(begins)
    assert [move.reason for move in await talk.rows(here, Move, thread)] == ["asked_for_person"]

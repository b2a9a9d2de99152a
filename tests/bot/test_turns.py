"""A turn: what is answered, what is dropped, what is kept, whoever stumbles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from actions.talking import hand_over
from bot.hearing import spoken_text
from bot.inbox import Inbound
from bot.ownership import Step, move
from bot.replies import Command, Reply, TurnContext
from bot.services import Services
from bot.tables import Conversation, Event, Message, Move, Turn
from bot.texts import Voice
from bot.words import Language, Owner
from tests import talk
from tests.conftest import ScriptedRasa, SetClock

GREETING = Voice(Language.DE, "Sie").say("greet")


async def test_a_message_is_answered_once(here: Services, rasa: ScriptedRasa) -> None:
    thread = await talk.open_chat(here)
    rasa.on("hallo", {"say": "greet"})
    await talk.write(here, thread, "hallo")
    turns = talk.turns(here)
    await turns.take(thread.id)
    await turns.take(thread.id)
    assert (await talk.said(here, thread))[1:] == [GREETING]
    assert [t.intent for t in await talk.rows(here, Turn, thread)] == ["greet"]


async def test_the_same_delivery_twice_is_one_message(here: Services) -> None:
    thread = await talk.open_chat(here)
    assert await talk.write(here, thread, "hallo", "id-1") is not None
    assert await talk.write(here, thread, "hallo", "id-1") is None
    assert await talk.said(here, thread, "customer") == ["hallo"]


async def test_three_messages_in_a_row_are_one_turn(here: Services, rasa: ScriptedRasa) -> None:
    thread = await talk.open_chat(here)
    for text in ("hallo", "wo ist", "mein paket"):
        await talk.write(here, thread, text)
    rasa.on("hallo\nwo ist\nmein paket", {"say": "greet"})
    await talk.turns(here).take(thread.id)
    assert len(rasa.heard) == 1
    assert (await talk.said(here, thread))[1:] == [GREETING]


async def test_a_start_pressed_before_the_first_words_is_not_among_them(
    here: Services, rasa: ScriptedRasa
) -> None:
    thread = await talk.open_chat(here, Language.VI)
    await talk.write(here, thread, "Get Started", payload="/greet")
    await talk.write(here, thread, "alo shop")
    rasa.on("alo shop", {"say": "greet"})
    await talk.turns(here).take(thread.id)
    (turn,) = await talk.rows(here, Turn, thread)
    assert (turn.text, len(turn.took)) == ("alo shop", 2)
    await talk.write(here, thread, "Get Started", payload="/greet")
    rasa.on("/greet", {"say": "greet"})
    await talk.turns(here).take(thread.id)
    assert [turn.text for turn in await talk.rows(here, Turn, thread)][1:] == ["Get Started"]


async def test_the_assistant_never_talks_over_a_person(
    here: Services, rasa: ScriptedRasa, clock: SetClock
) -> None:
    thread = await talk.open_chat(here)
    mai = await talk.agent(here)

    async def claim() -> None:
        async with here.database.write() as session:
            found = await session.get_one(Conversation, thread.id)
            move(session, found, Step.CLAIMED, clock(), agent=mai)

    rasa.on("hallo", {"say": "greet"})
    rasa.before_answer = claim  # while Rasa thinks, an agent takes over
    await talk.write(here, thread, "hallo")
    await talk.turns(here).take(thread.id)
    assert (await talk.said(here, thread))[1:] == []
    assert (await talk.now(here, thread)).owner == Owner.AGENT


async def test_with_a_person_the_turn_ends_at_live_events(
    here: Services, rasa: ScriptedRasa, clock: SetClock
) -> None:
    thread = await talk.open_chat(here)
    async with here.database.write() as session:
        found = await session.get_one(Conversation, thread.id)
        move(session, found, Step.HANDED_OFF, clock())
    await talk.write(here, thread, "sind Sie noch da?")
    await talk.turns(here).take(thread.id)
    assert rasa.heard == []
    assert not any(m.waiting for m in await talk.rows(here, Message, thread))


async def test_rasa_down_means_the_queue_and_a_sentence(
    here: Services, rasa: ScriptedRasa
) -> None:
    thread = await talk.open_chat(here)
    rasa.down = True
    await talk.write(here, thread, "hallo")
    await talk.turns(here, {"hand_over": Command(hand_over)}).take(thread.id)
    assert (await talk.now(here, thread)).owner == Owner.QUEUE
    moves = await talk.rows(here, Move, thread)
    assert [m.reason for m in moves] == ["assistant_down"]
    assert "technisch" in (await talk.said(here, thread))[-1].lower()


async def test_a_picture_goes_to_a_person_without_rasa(here: Services, rasa: ScriptedRasa) -> None:
    thread = await talk.open_chat(here, Language.VI)
    await talk.write(here, thread, "", attachments=[{"id": "x.png"}])
    await talk.turns(here, {"hand_over": Command(hand_over)}).take(thread.id)
    assert rasa.heard == []
    assert (await talk.now(here, thread)).owner == Owner.QUEUE


async def test_a_failing_command_changes_nothing_and_keeps_the_message(
    here: Services, rasa: ScriptedRasa
) -> None:
    async def broken(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
        raise RuntimeError("a bug")

    thread = await talk.open_chat(here)
    rasa.on("hallo", {"say": "greet"}, {"do": "break"})
    await talk.write(here, thread, "hallo")
    with pytest.raises(RuntimeError):
        await talk.turns(here, {"break": Command(broken)}).take(thread.id)
    assert (await talk.said(here, thread))[1:] == []
    assert any(m.waiting for m in await talk.rows(here, Message, thread))


async def test_memory_travels_from_turn_to_turn(here: Services, rasa: ScriptedRasa) -> None:
    thread = await talk.open_chat(here)
    rasa.on("eins", {"say": "greet"}, slots={"order_number": "10234"})
    rasa.on("zwei", {"say": "greet"})
    for text in ("eins", "zwei"):
        await talk.write(here, thread, text)
        await talk.turns(here).take(thread.id)
    assert rasa.heard[0]["state"]["slots"] == {}
    assert rasa.heard[1]["state"]["slots"]["order_number"] == "10234"


async def test_the_watchdog_queues_what_stays_unanswered(
    here: Services, clock: SetClock
) -> None:
    thread = await talk.open_chat(here)
    await talk.write(here, thread, "hallo?")
    guard = talk.worker(here)
    await guard.watch()
    assert (await talk.now(here, thread)).owner == Owner.ASSISTANT
    clock.pass_(seconds=61)
    await guard.watch()
    assert (await talk.now(here, thread)).owner == Owner.QUEUE


async def test_two_processes_take_a_turn_once(here: Services, rasa: ScriptedRasa) -> None:
    thread = await talk.open_chat(here)
    rasa.on("hallo", {"say": "greet"})
    await talk.write(here, thread, "hallo")
    one, other = talk.worker(here), talk.worker(here)
    await one.start_turns()
    await other.start_turns()
    await one.settle()
    await other.settle()
    assert (await talk.said(here, thread))[1:] == [GREETING]


async def test_events_grow_and_tell_everything(here: Services, rasa: ScriptedRasa) -> None:
    thread = await talk.open_chat(here)
    rasa.on("hallo", {"say": "greet"})
    await talk.write(here, thread, "hallo")
    await talk.turns(here).take(thread.id)
    events = await talk.rows(here, Event, thread)
    assert [e.id for e in events] == sorted({e.id for e in events})
    assert [e.kind for e in events] == ["message", "message", "status", "message", "turn"]


@pytest.mark.parametrize(("typed", "heard"), [
    ("/restart", "restart"), ("//x", "x"), ("hallo", "hallo"), ("/", ""), ("", ""),
])
def test_a_typed_slash_is_no_command(typed: str, heard: str) -> None:
    assert spoken_text(typed) == heard


def test_inbound_facts_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Inbound("web", "a", "s", "1", "x", None).text = "y"  # type: ignore

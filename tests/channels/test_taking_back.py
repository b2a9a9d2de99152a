"""Words a customer takes back leave every place that copied them, whenever that happens."""

from __future__ import annotations

from actions.talking import hand_over
from bot.replies import Command
from bot.tables import Conversation, Event, Turn
from bot.words import Owner
from handoff.tables import Packet
from tests import talk
from tests.channels.world import World
from tests.conftest import ScriptedRasa

PERSON = {"do": "hand_over", "reason": "asked_for_person"}
COMMANDS = {"hand_over": Command(hand_over)}
SECRET = "Meine neue Nummer ist 0176 5550123"


async def handed_over(world: World, rasa: ScriptedRasa, *texts: str) -> None:
    """The customer writes m1, m2 … in a row, and a person is to answer."""
    for number, text in enumerate(texts, 1):
        await world.call(world.text(f"m{number}", text))
    rasa.on("\n".join(texts), PERSON, slots={"contact": "0176 5550123", "job": "none"})
    (thread,) = await world.rows(Conversation)
    await talk.turns(world.here, COMMANDS).take(thread.id)


async def test_the_packet_of_a_handover_lets_go_of_it(world: World, rasa: ScriptedRasa) -> None:
    await handed_over(world, rasa, "Mensch bitte", SECRET, "schnell")
    (packet,) = await world.rows(Packet)
    assert packet.wish == f"Mensch bitte\n{SECRET}\nschnell"
    await world.call(world.revoke("m2"))
    (packet,), (turn,) = await world.rows(Packet), await world.rows(Turn)
    assert packet.wish == turn.text == "Mensch bitte\nschnell"
    assert "contact" not in packet.facts
    await world.call(world.revoke("m1"))
    await world.call(world.revoke("m3"))
    assert [row.wish for row in await world.rows(Packet)] == [""]
    told = [str(event.data) for event in await world.rows(Event)]
    assert not any("5550123" in each or "Mensch" in each for each in told)


async def test_other_packets_and_facts_stay(world: World, rasa: ScriptedRasa) -> None:
    await world.call(world.text("m0", "Hallo"))
    (thread,) = await world.rows(Conversation)
    rasa.on("Hallo", {"say": "greet"})
    await talk.turns(world.here, COMMANDS).take(thread.id)
    world.clock.pass_(seconds=5)
    await handed_over(world, rasa, "Mensch bitte", SECRET)
    await world.call(world.revoke("m0"))
    (packet,) = await world.rows(Packet)
    assert packet.wish == f"Mensch bitte\n{SECRET}" and "contact" in packet.facts
    assert [turn.text for turn in await world.rows(Turn)] == ["", packet.wish]


async def test_what_the_turn_understood_in_it_goes_from_the_events(
    world: World, rasa: ScriptedRasa
) -> None:
    await world.call(world.text("m1", SECRET))
    rasa.on(SECRET, {"say": "greet"}, entities=[{"entity": "contact", "value": "0176 5550123"}])
    (thread,) = await world.rows(Conversation)
    await talk.turns(world.here, COMMANDS).take(thread.id)
    assert any("5550123" in str(e.data) for e in await world.rows(Event) if e.kind == "turn")
    await world.call(world.revoke("m1"))
    assert not any("5550123" in str(event.data) for event in await world.rows(Event))
    assert not any("5550123" in str(turn.entities) for turn in await world.rows(Turn))


async def test_taken_back_while_it_is_being_understood(world: World, rasa: ScriptedRasa) -> None:
    """The turn under way writes nothing; the rest is answered without those words."""
    for number, text in (("m1", SECRET), ("m2", "Mensch bitte")):
        await world.call(world.text(number, text))

    async def meanwhile() -> None:
        await world.call(world.revoke("m1"))

    rasa.on(f"{SECRET}\nMensch bitte", PERSON)
    rasa.before_answer = meanwhile
    (thread,) = await world.rows(Conversation)
    turns = talk.turns(world.here, COMMANDS)
    await turns.take(thread.id)
    assert await world.rows(Turn) == await world.rows(Packet) == await world.messages("out") == []
    rasa.before_answer = None
    rasa.on("Mensch bitte", PERSON)
    await turns.take(thread.id)
    (packet,), (turn,) = await world.rows(Packet), await world.rows(Turn)
    assert packet.wish == turn.text == "Mensch bitte"
    assert (await world.rows(Conversation))[0].owner == Owner.QUEUE

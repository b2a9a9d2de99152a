"""A customer answers one particular message: its number is ours, whatever came first."""

from __future__ import annotations

from typing import Any

from bot.channels.tables import Early
from bot.tables import Conversation, Event
from tests.channels.world import World


def answering(world: World, number: str, target: str, words: str = "Die meine ich") -> Any:
    body = world.text(number, words)
    body["entry"][0]["changes"][0]["value"]["messages"][0]["context"] = {"id": target}
    return body


async def test_an_answer_to_our_message_names_it(world: World) -> None:
    await world.call(world.text("m1", "Welche Jacke?"))
    await world.answer("Die blaue oder die grüne?")
    await world.send()
    await world.call(answering(world, "m2", "wamid.OUT1"))
    (ours,) = await world.messages("out")
    assert (await world.messages())[1].content["reply_to"] == {
        "message": "wamid.OUT1", "id": ours.id}


async def test_an_answer_that_comes_first_is_told_when_the_other_is_here(world: World) -> None:
    await world.call(answering(world, "m2", "m1"))
    await world.call(answering(world, "m2", "m1"))
    assert (await world.messages())[0].content["reply_to"] == {"message": "m1"}
    await world.call(world.text("m1", "Ich nehme die blaue"))
    answer, said = sorted(await world.messages(), key=lambda message: message.id)
    assert answer.content["reply_to"] == {"message": "m1", "id": said.id}
    event = (await world.rows(Event))[-1]
    assert (event.kind, event.audience, event.data["content"]) == (
        "changed", "staff", answer.content)
    assert await world.rows(Early) == []


async def test_an_answer_to_ours_before_we_know_its_number(world: World) -> None:
    await world.call(world.text("m1", "Hallo"))
    await world.answer("Welche?")
    await world.call(answering(world, "m2", "wamid.OUT1"))
    await world.send()
    (ours,) = await world.messages("out")
    assert (await world.messages())[1].content["reply_to"]["id"] == ours.id


async def test_what_was_taken_back_answers_nothing_any_more(world: World) -> None:
    await world.call(answering(world, "m2", "m1"))
    await world.call(world.revoke("m2"))
    await world.call(world.text("m1", "Hallo"))
    contents = [message.content for message in await world.messages()]
    assert {"deleted": True} in contents and not any("reply_to" in each for each in contents)


async def test_an_answer_to_another_chat_s_message_stays_unnamed(world: World) -> None:
    await world.call(world.text("m1", "Hallo", sender="8491"))
    await world.call(answering(world, "m2", "m1"))
    assert len(await world.rows(Conversation)) == 2
    answer = next(m for m in await world.messages() if m.external_id == "m2")
    assert answer.content["reply_to"] == {"message": "m1"}

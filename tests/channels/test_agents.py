"""Agents on messengers: their words, templates outside the window, and the customer's read mark."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels import templates
from bot.channels.attending import Courtesy
from bot.channels.contract import Sign, Template, TemplateState
from bot.errors import Conflict
from bot.ownership import Step, move
from bot.tables import Conversation, Staff
from bot.words import Language
from handoff import desk, dossier
from tests import talk
from tests.channels.test_outbound import meta
from tests.channels.world import World
from tests.handoff.doors import console, log_in_as

APPROVED = Template("order_update", "de", "utility", "Ihre Bestellung {{1}} ist unterwegs.",
                    TemplateState.APPROVED)
TEMPLATE = {"name": "order_update", "language": "de", "values": ["10234"]}


async def taken(world: World) -> tuple[int, Staff]:
    """A conversation on WhatsApp, and the agent who took it."""
    await world.call(world.text("m1", "hallo"))
    mai = await talk.agent(world.here)
    (thread,) = await world.rows(Conversation)
    async with world.here.database.write() as session:
        move(session, await session.get_one(Conversation, thread.id), Step.CLAIMED,
             world.clock(), agent=mai)
    return thread.id, mai


async def test_an_agents_words_go_out_once(world: World) -> None:
    number, mai = await taken(world)
    for _ in range(2):
        async with world.here.database.write() as session:
            thread = await session.get_one(Conversation, number)
            await desk.reply(session, thread, mai, "c1", "Guten Tag", world.clock())
    await world.send()
    assert world.sent_texts() == ["Guten Tag"]


async def test_outside_the_window_only_a_template_goes(world: World) -> None:
    number, mai = await taken(world)
    world.clock.pass_(hours=25)
    async with world.here.database.write() as session:
        await templates.save(session, "whatsapp", "shop", APPROVED, world.clock())
        thread = await session.get_one(Conversation, number)
        with pytest.raises(Conflict, match="template"):
            await desk.reply(session, thread, mai, "c1", "Guten Tag", world.clock())
        for _ in range(2):  # pressed twice
            await desk.send_template(session, thread, mai, "c2", TEMPLATE, world.clock())
    await world.send()
    (sent,) = world.got
    assert sent["template"]["name"] == "order_update"
    (shown,) = await world.messages("out")
    assert shown.text == "Ihre Bestellung 10234 ist unterwegs."


async def test_the_thread_says_what_did_not_arrive(world: World) -> None:
    number, mai = await taken(world)
    async with world.here.database.write() as session:
        thread = await session.get_one(Conversation, number)
        await desk.reply(session, thread, mai, "c1", "Guten Tag", world.clock())
    world.script = [meta(131026)]
    await world.send()
    async with world.here.database.read() as session:
        found = await desk.find(session, thread.public_id)
        shown = await dossier.thread(session, found, Language.DE, world.clock())
    assert shown["conversation"]["window"]["open"]
    message = shown["messages"][-1]
    assert (message["status"], message["delivery"]["remedy"]) == ("failed", "other_channel")


async def shown(world: World, thread: Conversation, sign: Sign) -> list[object]:
    """What the messenger is told for this sign."""
    courtesy = Courtesy(world.here.database, world.here.settings.key, world.sender.client)
    courtesy.attend(thread.id, "web", sign)
    assert not courtesy.under_way
    courtesy.attend(thread.id, thread.channel, sign)
    await asyncio.gather(*courtesy.under_way)
    told, world.got = world.got, []
    return list(told)


READ = {"messaging_product": "whatsapp", "status": "read", "message_id": "m1"}
TYPES = {**READ, "typing_indicator": {"type": "text"}}


async def test_the_customer_sees_that_the_assistant_answers(world: World) -> None:
    await world.call(world.text("m1", "hallo"))
    (thread,) = await world.rows(Conversation)
    assert await shown(world, thread, Sign.ANSWERING) == [TYPES]


async def test_what_waits_for_a_person_is_not_marked_as_read(world: World) -> None:
    await taken(world)
    (thread,) = await world.rows(Conversation)
    assert await shown(world, thread, Sign.ANSWERING) == []
    assert await shown(world, thread, Sign.SEEN) == [READ]
    assert await shown(world, thread, Sign.TYPING) == [TYPES]


async def test_a_pressed_button_of_telegram_stops_spinning(world: World) -> None:
    asked = {"message_id": 9, "chat": {"id": 77, "type": "private"}, "date": 1795608000}
    await world.call({"update_id": 1, "callback_query": {
        "id": "q1", "from": {"id": 77, "first_name": "Lan"}, "message": asked, "data": "1.0"}},
        "telegram")
    (thread,) = await world.rows(Conversation)
    answered, typing = {"callback_query_id": "q1"}, {"chat_id": 77, "action": "typing"}
    assert await shown(world, thread, Sign.ANSWERING) == [answered, typing]
    assert await shown(world, thread, Sign.TAKEN) == [answered]
    assert await shown(world, thread, Sign.TYPING) == [typing]


async def test_only_whoever_took_a_conversation_is_seen_in_it(world: World) -> None:
    _, mai = await taken(world)
    world.here.courtesy.client = world.sender.client
    (thread,) = await world.rows(Conversation)
    (message,) = await world.messages()
    path = f"/api/conversations/{thread.public_id}"
    async with console(world.here) as web:
        for person in (await talk.agent(world.here), mai):
            await log_in_as(world.here, web, person)
            await web.post(f"{path}/typing", json={"on": True})
            await web.post(f"{path}/seen", json={"message": message.id})
            await asyncio.gather(*world.here.courtesy.under_way)
            assert sorted(map(len, world.got)) == ([3, 4] if person is mai else [])

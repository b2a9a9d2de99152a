"""Agents on messengers: their words, templates outside the window, and the customer's read mark."""

from __future__ import annotations

import pytest

from bot.channels import templates
from bot.channels.attending import Courtesy
from bot.channels.contract import Template, TemplateState
from bot.errors import Conflict
from bot.ownership import Step, move
from bot.tables import Conversation, Staff
from bot.words import Language
from handoff import desk, dossier
from tests import talk
from tests.channels.test_outbound import meta
from tests.channels.world import World

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


async def test_the_customer_sees_that_somebody_reads(world: World) -> None:
    await world.call(world.text("m1", "hallo"))
    (thread,) = await world.rows(Conversation)
    courtesy = Courtesy(world.here.database, world.sender.client, world.here.settings.key)
    courtesy.attend(thread.id, "web")
    assert not courtesy.under_way
    courtesy.attend(thread.id, "whatsapp")
    for task in list(courtesy.under_way):
        await task
    assert world.got == [{"messaging_product": "whatsapp", "status": "read", "message_id": "m1",
                          "typing_indicator": {"type": "text"}}]

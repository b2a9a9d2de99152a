"""Messenger on the road: echoes of ours, watermarks, and a window that is longer for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.channels import resending
from bot.channels.contract import Channel, File, Outgoing, Part, Sign
from bot.channels.facts import Echo, Media, Person
from bot.channels.instagram import INSTAGRAM
from bot.channels.messenger import MESSENGER
from bot.channels.posting import Opening, WindowClosed, opening, window_view
from bot.channels.queue import LOST
from bot.channels.telegram import TELEGRAM
from bot.channels.whatsapp import WHATSAPP
from bot.errors import Conflict
from bot.ownership import Step, move
from bot.tables import Conversation, Staff
from bot.words import Author
from handoff import desk
from tests import talk
from tests.channels import captured
from tests.channels.test_outbound import answers, breaks, states
from tests.channels.world import World

THEN = datetime(2026, 11, 25, 12, tzinfo=UTC)


async def greeted(world: World, *replies: str) -> None:
    await world.call(world.messenger(message={"mid": "m1", "text": "hallo"}), "messenger")
    for reply in replies:
        await world.answer(reply)


async def authors(world: World) -> list[str]:
    return [message.author for message in await world.messages("out")]


async def heard(world: World) -> Conversation:
    (thread,) = await world.rows(Conversation)
    assert isinstance(thread, Conversation)
    return thread


async def say(world: World, mai: Staff, number: str, text: str) -> None:
    """An agent writes into the only conversation."""
    async with world.here.database.write() as session:
        thread = await session.get_one(Conversation, (await heard(world)).id)
        await desk.reply(session, thread, mai, number, text, world.clock())


async def taken(world: World) -> Staff:
    """A conversation that an agent has taken."""
    await greeted(world)
    mai = await talk.agent(world.here)
    async with world.here.database.write() as session:
        move(session, await session.get_one(Conversation, (await heard(world)).id), Step.CLAIMED,
             world.clock(), agent=mai)
    return mai


# --- echoes


@pytest.mark.parametrize("echo_first", [True, False])
async def test_an_echo_with_our_marker_is_ours_whatever_it_says(
    world: World, echo_first: bool
) -> None:
    await greeted(world, "guten Tag")
    (delivery,) = await world.deliveries()
    steps = [world.send(), world.call(
        world.echo("m_OUT1", text="G U T E N  T A G", metadata=delivery.marker), "messenger")]
    for step in reversed(steps) if echo_first else steps:
        await step
    assert await authors(world) == [Author.ASSISTANT]
    assert await states(world) == ["sent"]
    assert len(world.got) == (0 if echo_first else 1)


async def test_a_lost_answer_is_settled_by_the_echo(world: World) -> None:
    await greeted(world, "eins", "zwei")
    world.script = [breaks(httpx.ReadTimeout)]
    await world.send()
    (first, _) = await world.deliveries()
    assert first.state == "sending"
    await world.call(world.messenger(
        delivery={"mids": ["m_X"], "watermark": world.stamp()}), "messenger")
    await world.call(world.echo("m_X", text="eins", metadata=first.marker), "messenger")
    world.clock.pass_(seconds=LOST.total_seconds() + 1)
    await world.send()
    assert [got["message"]["text"] for got in world.got] == ["eins", "zwei"]
    assert await states(world) == ["delivered", "sent"]


async def test_an_echo_without_a_marker_settles_by_its_words_even_what_was_given_up(
    world: World
) -> None:
    """As on Instagram and Zalo, where no marker comes back."""
    await world.call({"update_id": 1, "message": {
        "message_id": 1, "date": int(world.clock().timestamp()), "text": "chào",
        "chat": {"id": 7, "type": "private"}, "from": {"id": 7}}}, "telegram")
    await world.answer("xin chào")
    world.script = [breaks(httpx.ReadTimeout)]
    await world.send()
    assert await states(world) == ["dead"]
    async with world.here.database.write() as session:
        ledger = world.ledger(session, "telegram")
        await ledger.take([Echo("other", Person("7"), world.clock(), "để mình xem"),
                           Echo("77", Person("7"), world.clock(), "xin chào ")])
    assert await states(world) == ["sent"]
    assert sorted(await authors(world)) == [Author.AGENT, Author.ASSISTANT]


async def test_words_from_the_pages_own_inbox_are_an_agents(world: World) -> None:
    await greeted(world, "guten Tag")
    await world.send()
    address = "https://x.fbcdn.net/1.jpg"
    picture = [{"type": "image", "payload": {"url": address}}]
    for _ in range(2):
        await world.call(world.echo("m_E", attachments=picture, app_id=1), "messenger")
    assert await authors(world) == [Author.ASSISTANT, Author.AGENT]
    (file,) = (await world.messages("out"))[-1].content["attachments"]
    assert file["id"] and (file["kind"], file["state"]) == ("image", "waiting")


# --- watermarks


async def test_read_until_a_moment(world: World) -> None:
    await greeted(world, "eins")
    await world.send()
    read = world.messenger(read={"watermark": world.stamp(1)})
    world.clock.pass_(minutes=1)
    await world.answer("zwei")
    await world.send()
    await world.call(read, "messenger")
    assert await states(world) == ["read", "sent"]


async def test_a_watermark_before_our_own_answer_is_kept(world: World) -> None:
    await greeted(world, "eins")
    world.script = [breaks(httpx.ReadTimeout)]
    await world.send()
    (delivery,) = await world.deliveries()
    await world.call(world.messenger(read={"watermark": world.stamp(1)}), "messenger")
    assert await states(world) == ["sending"]
    await world.call(world.echo("m_X", text="eins", metadata=delivery.marker), "messenger")
    assert await states(world) == ["read"]


async def test_a_watermark_of_a_try_that_failed_is_about_other_messages(world: World) -> None:
    await greeted(world, "eins")
    world.script = [breaks(httpx.ReadTimeout)]
    await world.send()
    await world.call(world.messenger(read={"watermark": world.stamp(1)}), "messenger")
    world.clock.pass_(seconds=LOST.total_seconds() + 1)
    await world.send()
    assert await states(world) == ["sent"]


# --- the window


@pytest.mark.parametrize(("channel", "hours", "by_person", "state"), [
    (MESSENGER, 23.9, False, "open"), (MESSENGER, 23.9, True, "open"),
    (MESSENGER, 24, False, "shut"), (MESSENGER, 24, True, "late"),
    (INSTAGRAM, 167.9, True, "late"), (INSTAGRAM, 168, True, "shut"),
    (WHATSAPP, 24, True, "shut"), (TELEGRAM, 1000, False, "open"),
])
def test_the_window_by_channel_and_author(
    channel: Channel, hours: float, by_person: bool, state: str
) -> None:
    now = THEN + timedelta(hours=hours)
    assert opening(channel, THEN, now, by_person) == Opening(state)


def test_who_never_wrote_cannot_be_written_to() -> None:
    assert opening(MESSENGER, None, THEN, by_person=True) is Opening.SHUT
    assert opening(TELEGRAM, None, THEN, by_person=False) is Opening.OPEN


async def test_after_a_day_people_answer_and_the_assistant_does_not(world: World) -> None:
    mai = await taken(world)
    await say(world, mai, "c1", "Ich frage im Lager nach.")
    await world.send()
    world.clock.pass_(hours=25)
    await world.answer("Wie zufrieden waren Sie?")
    await say(world, mai, "c2", "Das Lager hat geantwortet.")
    await world.send()
    assert [(got["messaging_type"], got.get("tag"), got["message"]["text"])
            for got in world.got] == [
        ("RESPONSE", None, "Ich frage im Lager nach."),
        ("MESSAGE_TAG", "HUMAN_AGENT", "Das Lager hat geantwortet.")]
    dead = next(d for d in await world.deliveries() if d.state == "dead")
    assert (dead.code, dead.remedy) == ("window", "other_channel")
    async with world.here.database.write() as session:  # not by a person's resending, either
        with pytest.raises(WindowClosed):
            await resending.resend(session, dead.id, world.clock())


async def test_after_a_week_nobody_does(world: World) -> None:
    mai = await taken(world)
    world.clock.pass_(hours=24 * 7)
    with pytest.raises(Conflict, match="too long ago"):
        await say(world, mai, "c1", "Sind Sie noch da?")


async def test_the_composer_is_told_of_both_windows(world: World) -> None:
    await greeted(world)
    began = world.clock()
    views = []
    async with world.here.database.read() as session:
        thread = await session.get_one(Conversation, (await heard(world)).id)
        for hours in (1, 25, 24 * 7):
            view = await window_view(session, thread, began + timedelta(hours=hours))
            assert view is not None
            assert view["assistant_until"] == (began + timedelta(hours=24)).isoformat()
            assert view["closes_at"] == (began + timedelta(days=7)).isoformat()
            views.append((view["open"], view["late"], view["seconds_left"]))
    assert views == [(True, False, 167 * 3600), (True, True, 143 * 3600), (False, False, 0)]


# --- errors and courtesy


async def test_messenger_says_that_the_window_is_shut(world: World) -> None:
    await greeted(world, "guten Tag")
    world.script = [answers(400, {"error": {
        "code": 10, "error_subcode": 2018278, "message": "(#10) outside of allowed window"}})]
    await world.send()
    (dead,) = await world.deliveries()
    assert (dead.state, dead.code, dead.remedy) == ("dead", "10", "other_channel")


@pytest.mark.parametrize("kind", [MESSENGER, INSTAGRAM], ids=["messenger", "instagram"])
def test_words_beside_a_file_are_never_dropped_in_silence(kind: Channel) -> None:
    assert not kind.shows.captions
    file = File("image", "https://shop.example/1.png", "image/png", "1.png", 10)
    with pytest.raises(ValueError, match="part of their own"):
        kind.send(Outgoing("77", Part("Bitte sehr", shape="file", file=file), "mark"),
                  captured.account(kind.name))


@pytest.mark.parametrize("kind", [MESSENGER, INSTAGRAM], ids=["messenger", "instagram"])
def test_calls_beside_messages(kind: Channel) -> None:
    account = captured.account(kind.name)
    assert kind.attend and kind.media
    (typing,) = kind.attend("77", "m1", Sign.ANSWERING, account)
    assert typing.content == b'{"recipient":{"id":"77"},"sender_action":"typing_on"}'
    assert typing.url.params["appsecret_proof"]
    (seen,) = kind.attend("77", "m1", Sign.SEEN, account)
    assert seen.content == b'{"recipient":{"id":"77"},"sender_action":"mark_seen"}'
    assert kind.attend("77", "m1", Sign.TAKEN, account) == []
    file = kind.media(Media("image", "https://x.fbcdn.net/1.jpg?oh=1"), account)
    assert (file.method, str(file.url)) == ("GET", "https://x.fbcdn.net/1.jpg?oh=1")
    assert "authorization" not in file.headers

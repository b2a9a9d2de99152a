"""Two app processes on one PostgreSQL and one Redis: each piece of work is done once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from bot.channels import queue
from bot.channels.tables import Delivery
from bot.database import Database
from bot.events import record
from bot.relay import Relay
from bot.services import Services
from bot.settings import Settings
from bot.tables import Conversation, Turn
from bot.words import Progress
from handoff.console.live import ConsoleLine
from tests import talk
from tests.channels.world import World
from tests.conftest import ScriptedRasa, SetClock
from tests.postgres import postgres_address
from tests.redis_server import RedisServer


@pytest.fixture
def address(settings: Settings) -> str:
    """Only PostgreSQL: SQLite serves one process."""
    return settings.model_copy(update={"database_url": postgres_address()}).database


@pytest.fixture
async def apart(
    here: Services, address: str, redis_server: RedisServer, rasa: ScriptedRasa, clock: SetClock
) -> AsyncIterator[tuple[Services, Services]]:
    """What two processes have: connections and ears of their own."""
    pair = []
    for _ in range(2):
        hub = Relay(redis_server.url, here.settings.key)
        await hub.open()
        pair.append(replace(here, database=Database(address, hub.wake), hub=hub))
    async with asyncio.timeout(10):
        while any(services.hub.processes != 2 for services in pair):
            await asyncio.sleep(0.05)
    yield pair[0], pair[1]
    for services in pair:
        await services.database.close()
        await services.hub.close()


class Screen:
    """A console's end of its line: what arrives, in order."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def send_json(self, frame: dict[str, Any]) -> None:
        self.got.put_nowait(json.loads(json.dumps(frame)))


async def test_a_turn_is_taken_once(
    apart: tuple[Services, Services], rasa: ScriptedRasa
) -> None:
    rasa.on("hallo", {"say": "greet"})
    workers = [talk.worker(services) for services in apart]
    chats = [await talk.open_chat(apart[0]) for _ in range(6)]
    for chat in chats:
        await talk.write(apart[0], chat, "hallo")
    for _ in range(3):
        await asyncio.gather(*(worker.start_turns() for worker in workers))
        await asyncio.gather(*(worker.settle() for worker in workers))
    assert len(rasa.heard) == len(chats)
    for chat in chats:
        assert len(await talk.rows(apart[0], Turn, chat)) == 1


async def test_a_turn_that_outlived_its_claim_answers_nothing(
    apart: tuple[Services, Services], rasa: ScriptedRasa
) -> None:
    rasa.on("hallo", {"say": "greet"})
    chat = await talk.open_chat(apart[0])
    await talk.write(apart[0], chat, "hallo")
    slept = asyncio.Event()

    async def sleep_once() -> None:
        if len(rasa.heard) == 1:
            await slept.wait()

    rasa.before_answer = sleep_once
    late = asyncio.create_task(talk.turns(apart[0]).take(chat.id))
    while not rasa.heard:
        await asyncio.sleep(0.01)
    await talk.turns(apart[1]).take(chat.id)
    slept.set()
    await late
    assert len(await talk.rows(apart[0], Turn, chat)) == 1


async def test_a_claim_of_a_killed_process_ends_by_itself(
    apart: tuple[Services, Services], rasa: ScriptedRasa, clock: SetClock
) -> None:
    rasa.on("hallo", {"say": "greet"})
    chat = await talk.open_chat(apart[0])
    await talk.write(apart[0], chat, "hallo")
    dead, alive = (talk.worker(services) for services in apart)
    assert await dead._claim(chat.id)
    for seconds, turns in ((0, 0), (44, 0), (2, 1)):
        clock.pass_(seconds=seconds)
        await alive.start_turns()
        await alive.settle()
        assert len(await talk.rows(apart[1], Turn, chat)) == turns


async def test_a_delivery_is_sent_once_and_the_pace_of_a_chat_is_kept(
    world: World, apart: tuple[Services, Services], clock: SetClock
) -> None:
    await world.call(world.text("m1", "hallo"))
    await world.answer("eins")
    await world.answer("zwei")
    senders = []
    for services in apart:
        sender = world.new_sender()
        sender.database, sender.hub = services.database, services.hub
        senders.append(sender)
    for _ in range(4):
        await asyncio.gather(*(sender.start() for sender in senders))
        await asyncio.gather(*(sender.finish() for sender in senders))
    assert world.sent_texts() == ["eins", "zwei"]
    first, second = await world.deliveries()
    async with apart[1].database.write() as session:
        await session.execute(update(Delivery).where(Delivery.id == second.id)
                              .values(state=Progress.WAITING))
    async with apart[1].database.write() as session:
        job = await queue.claim(session, second.id, "x", world.here.settings.key, clock())
    assert job is not None
    wait = await senders[1]._pause(job)
    assert wait == pytest.approx(1 / job.channel.chat_rate, abs=0.01)
    for sender in senders:
        await sender.close()
    assert first.state == Progress.SENT


async def test_a_console_hears_what_the_other_process_did_whatever_redis_does(
    apart: tuple[Services, Services], redis_server: RedisServer
) -> None:
    here, there = apart
    chat = await talk.open_chat(here)
    screen = Screen()
    line = ConsoleLine(screen, there, -1)  # type: ignore[arg-type]
    async with there.hub.listen("staff") as listener:
        following = asyncio.create_task(line.send(listener))
        while line.after < 0:
            await asyncio.sleep(0.01)
        await told(here, chat, screen, "eins", seconds=1)
        redis_server.kill()
        await until(there, "lost")
        await told(here, chat, screen, "zwei", seconds=2.5)  # by looking every second
        redis_server.start()
        await until(there, "connected")
        await until(here, "connected")
        await told(here, chat, screen, "drei", seconds=1)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def told(
    here: Services, chat: Conversation, screen: Screen, words: str, seconds: float
) -> None:
    """The customer writes in one process; the console at the other shows it soon."""
    await talk.write(here, chat, words)
    async with asyncio.timeout(seconds):
        while True:
            frame = await screen.got.get()
            if frame.get("kind") == "message" and frame["data"]["text"] == words:
                return


async def until(services: Services, state: str) -> None:
    async with asyncio.timeout(10):
        while services.hub.state != state:
            await asyncio.sleep(0.01)


async def test_events_are_shown_in_order_though_their_transactions_overlap(
    apart: tuple[Services, Services]
) -> None:
    here, there = apart
    slow, quick = await talk.open_chat(here), await talk.open_chat(here)
    screen = Screen()
    line = ConsoleLine(screen, there, -1)  # type: ignore[arg-type]
    await line._catch_up()
    held, written = asyncio.Event(), asyncio.Event()

    async def write_slowly() -> None:
        async with here.database.write() as session:
            record(session, slow.id, "turn", here.clock(), {"first": True})
            await session.flush()
            written.set()
            await held.wait()

    writing = asyncio.create_task(write_slowly())
    await written.wait()
    await talk.write(there, quick, "hallo")
    await line._catch_up()
    assert line.behind
    assert screen.got.empty()
    held.set()
    await writing
    await line._catch_up()
    shown = [screen.got.get_nowait() for _ in range(screen.got.qsize())]
    assert [frame["kind"] for frame in shown] == ["turn", "message"]
    assert not line.behind

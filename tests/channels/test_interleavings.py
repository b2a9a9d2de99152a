"""Any interleaving of calls, redeliveries, lost answers, turns and a takeover ends the same."""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.channels.queue import LOST
from bot.channels.tables import Early
from bot.events import Hub
from bot.ownership import Step, move
from bot.services import Services
from bot.settings import Settings
from bot.tables import Conversation, Message
from bot.words import Author, Owner
from handoff.feedback import FEEDBACK
from tests import talk
from tests.channels.world import World
from tests.conftest import ScriptedRasa, SetClock
from tests.stores import furnished


class AnyRasa(ScriptedRasa):
    """Answers everything with the same greeting."""

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.on(text := json.loads(request.content)["text"], {"say": "greet"})
        assert text
        return await super().handle(request)


class Messenger:
    """Takes what is sent, sometimes without an answer, and reports on it in calls of its own."""

    def __init__(self, world: World, chance: random.Random, breaks: float) -> None:
        self.world = world
        self.chance = chance
        self.breaks = breaks
        self.taken: list[str] = []  # markers
        self.reports: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.world.script.append(self)
        marker = json.loads(request.content)["biz_opaque_callback_data"]
        self.taken.append(marker)
        number = f"wamid.OUT{len(self.taken)}"
        self.reports += [self.world.status(number, status, marker)
                         for status in ("sent", "delivered", "read")]
        if self.chance.random() < self.breaks:
            raise httpx.ReadTimeout("lost", request=request)
        return httpx.Response(200, json={"messages": [{"id": number}]})


class Page(Messenger):
    """As Messenger: its echo says what was sent, and moments say up to where things were read."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.world.script.append(self)
        message = json.loads(request.content)["message"]
        self.taken.append(message["metadata"])
        number = f"m_OUT{len(self.taken)}"
        upto = {"watermark": self.world.stamp(1)}
        self.reports += [self.world.echo(number, text=message["text"],
                                         metadata=message["metadata"]),
                         self.world.messenger(delivery={"mids": [number], **upto}),
                         self.world.messenger(read=upto)]
        if self.chance.random() < self.breaks:
            raise httpx.ReadTimeout("lost", request=request)
        return httpx.Response(200, json={"message_id": number})


class Run:
    """One shop, one customer on WhatsApp, and everything that can happen to their messages."""

    channel = "whatsapp"
    kind = Messenger

    def __init__(self, world: World, chance: random.Random, breaks: float) -> None:
        self.world = world
        self.chance = chance
        self.turns = talk.turns(world.here)
        self.messenger = self.kind(world, chance, breaks)
        world.script.append(self.messenger)
        self.said_before_takeover: int | None = None

    def calls(self) -> list[dict[str, Any]]:
        """What the customer does, in order."""
        world, start = self.world, self.world.clock() - timedelta(minutes=5)
        at = [start + timedelta(seconds=10 * n) for n in range(9)]
        return [
            world.text("m1", "eins", at[0]), world.text("m2", "zwei", at[1]),
            world.edit("m1", "eins, verbessert", at[2]), world.text("m3", "drei", at[3]),
            world.edit("m1", "eins, endgültig", at[4]), world.revoke("m2"),
            world.event("r", "reaction", {"message_id": "m3", "emoji": "👍"}, at[6]),
            world.event("r", "reaction", {"message_id": "m3", "emoji": "👎"}, at[7]),
        ]

    async def turn(self) -> None:
        for thread in await self.world.rows(Conversation):
            await self.turns.take(thread.id)

    async def take_over(self) -> None:
        """An agent takes the conversation, once there is one."""
        async with self.world.here.database.write() as session:
            thread = await session.scalar(select(Conversation))
            if thread is None or self.said_before_takeover is not None:
                return
            move(session, thread, Step.CLAIMED, self.world.clock())
        self.said_before_takeover = len(await self.said())

    async def said(self) -> list[Message]:
        return [m for m in await self.world.messages("out") if m.author == Author.ASSISTANT]

    async def happen(self, todo: list[dict[str, Any]], taken_over: bool) -> None:
        """Everything in a random order, calls up to three times."""
        pool = todo + [body for body in todo if self.chance.random() < 0.6]
        self.chance.shuffle(pool)
        while pool or self.messenger.reports:
            pool += self.messenger.reports * self.chance.choice((1, 1, 3))
            self.messenger.reports.clear()
            self.chance.shuffle(pool)
            step = self.chance.random()
            if step < 0.15:
                await self.turn()
            elif step < 0.35:
                await self.world.send()
                self.world.clock.pass_(seconds=1)
            elif step < 0.4 and taken_over:
                await self.take_over()
            elif pool:
                assert await self.world.call(pool.pop(), self.channel) == 200

    async def settle(self) -> None:
        """Until nothing waits any more."""
        for _ in range(20):
            await self.turn()
            await self.world.send()
            for report in self.messenger.reports:
                await self.world.call(report, self.channel)
            self.messenger.reports.clear()
            self.world.clock.pass_(seconds=LOST.total_seconds() + 1)

    async def check(self) -> None:
        """What must be the same after every order of things."""
        inbound = await self.world.messages()
        assert [(m.external_id, m.text, m.waiting) for m in inbound] == [
            ("m1", "eins, endgültig", False), ("m2", "", False), ("m3", "drei", False)]
        assert inbound[1].content == {"deleted": True}
        assert inbound[2].content["reaction"]["emoji"] == "👎"
        deliveries = await self.world.deliveries()
        assert sorted(self.messenger.taken) == sorted(d.marker for d in deliveries)  # once each
        assert {d.state for d in deliveries} <= {"read"}
        assert [m.status for m in await self.said()] == ["seen"] * len(deliveries)
        assert await self.world.rows(Early) == []
        (thread,) = await self.world.rows(Conversation)
        if self.said_before_takeover is not None:
            assert len(await self.said()) == self.said_before_takeover
            assert thread.owner == Owner.AGENT
        else:
            assert len(await self.said()) >= 1


class OnPage(Run):
    """The same customer on Messenger: echoes and watermarks instead of statuses."""

    channel = "messenger"
    kind = Page

    def calls(self) -> list[dict[str, Any]]:
        def event(second: int, **body: Any) -> dict[str, Any]:
            return self.world.messenger(**body, timestamp=self.world.stamp(second - 300))
        return [
            event(0, message={"mid": "m1", "text": "eins"}),
            event(10, message={"mid": "m2", "text": "zwei"}),
            event(20, message_edit={"mid": "m1", "text": "eins, verbessert", "num_edit": 1}),
            event(30, message={"mid": "m3", "text": "drei"}),
            event(40, message_edit={"mid": "m1", "text": "eins, endgültig", "num_edit": 2}),
            event(50, message={"mid": "m2", "is_deleted": True}),
            event(60, reaction={"mid": "m3", "action": "react", "emoji": "👍"}),
            event(70, reaction={"mid": "m3", "action": "react", "emoji": "👎"}),
        ]


async def live(
    kind: type[Run], folder: Path, chance: random.Random, breaks: float, taken_over: bool
) -> None:
    database = await furnished(f"sqlite+aiosqlite:///{folder / 'test.db'}")
    clock, hub, rasa = SetClock(), Hub(), AnyRasa().client()
    here = Services(Settings(var=folder, secret="k", _env_file=None), database, hub, rasa, clock,
                    FEEDBACK)
    world = World(here, clock)
    world.sender.pace.reserve = lambda *rates: 0.0  # type: ignore[method-assign]
    await world.open()
    run = kind(world, chance, breaks)
    try:
        await run.happen(run.calls(), taken_over)
        await run.settle()
        await run.check()
    finally:
        await world.close()
        await rasa.close()
        await database.close()


@settings(max_examples=24, deadline=None)
@given(st.sampled_from([Run, OnPage]), st.integers(0, 2**32), st.sampled_from([0.0, 0.3, 1.0]),
       st.booleans())
def test_every_interleaving_ends_the_same(
    kind: type[Run], seed: int, breaks: float, taken_over: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(kind, Path(folder), random.Random(seed), breaks, taken_over))

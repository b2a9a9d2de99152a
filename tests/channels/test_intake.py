"""Calls that come together: stored in one go where one writes at a time, and never harmed by it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import ledger
from bot.channels.facts import Said
from bot.channels.tables import WebhookEvent
from bot.database import Database, Row
from bot.tables import Conversation, Message
from tests.channels.world import World


def commits(database: Database) -> list[Any]:
    """Grows with every transaction that is committed from now on."""
    seen: list[Any] = []
    event.listen(database.engine.sync_engine, "commit", seen.append)
    return seen


async def test_calls_that_come_together_are_one_transaction_where_one_writes(world: World) -> None:
    await world.call(world.text("m0", "zuerst"))
    done = commits(world.here.database)
    calls = [world.text(f"m{n % 10}", "hallo", sender=f"84{n % 10 % 3}") for n in range(30)]
    assert await asyncio.gather(*(world.call(call) for call in calls)) == [200] * 30
    if world.here.database.one_writer:
        assert len(done) < 10
    assert len(await world.rows(WebhookEvent)) == 31
    ids = [message.external_id for message in await world.messages()]
    assert sorted(ids) == sorted(f"m{n}" for n in range(10))
    assert len(await world.rows(Conversation)) == 4


async def test_a_strange_call_does_not_harm_those_beside_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ledger.understood

    async def stumble(session: AsyncSession, conversation: Conversation, said: Said) -> Any:
        if said.text == "seltsam":
            session.add(Message(conversation_id=conversation.id))  # rows the database refuses
        return await whole(session, conversation, said)

    monkeypatch.setattr(ledger, "understood", stumble)
    words = ["eins", "zwei", "seltsam", "drei"]
    calls = [world.text(f"m{n}", text, sender=f"84{n}") for n, text in enumerate(words)]
    assert await asyncio.gather(*(world.call(call) for call in calls)) == [200] * 4
    assert {message.text for message in await world.messages()} == {"eins", "zwei", "drei"}
    kept = [row for row in await world.rows(WebhookEvent) if row.error]
    assert len(kept) == 1
    assert b"seltsam" in kept[0].body


async def test_a_change_and_its_message_in_one_go_end_as_in_order(world: World) -> None:
    calls = [world.edit("m1", "besser"), world.text("m1", "gut"), world.text("m1", "gut"),
             world.revoke("m2"), world.text("m2", "weg")]
    await asyncio.gather(*(world.call(call) for call in calls))
    assert sorted(message.text for message in await world.messages()) == ["", "besser"]


async def test_the_urgent_come_first_and_nobody_is_forgotten() -> None:
    row, order = Row(), list[str]()

    async def write(name: str, urgent: bool) -> None:
        async with row.turn(urgent):
            order.append(name)
            await asyncio.sleep(0)

    async with row.turn(False):
        tasks = [asyncio.create_task(write(name, name.startswith("urgent")))
                 for name in ("a", "b", "urgent 1", "gone", "urgent 2")]
        await asyncio.sleep(0)
        tasks[3].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert order == ["urgent 1", "urgent 2", "a", "b"]
    async with asyncio.timeout(1), row.turn(False):
        pass

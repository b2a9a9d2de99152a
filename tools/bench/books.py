"""Afterwards: the ledger compared with an orderly run, and with what the messengers took."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, func, select

from bot.channels import whatsapp
from bot.channels.contract import Account, Arrival
from bot.channels.intake import Call, take
from bot.channels.tables import Delivery
from bot.database import Base, Database
from bot.tables import Conversation, Identity, Message
from bot.words import Language
from handoff.feedback import FEEDBACK
from tools.bench.traffic import NUMBER, Value, signed

Threads = Mapping[str, Sequence[tuple[Any, ...]]]  # messages by customer, as they are read


@dataclass(frozen=True, slots=True)
class Books:
    """What came of it all; the last three must be 0."""

    unique: int
    answered: int
    lost: int
    twice: int
    disorder: int


async def orderly(stories: Sequence[Sequence[Value]], folder: Path) -> Threads:
    """The same calls, each once and in order, into a ledger of their own."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'orderly.db'}")
    account = Account("whatsapp", "bench", {"phone_number_id": NUMBER})
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    for calls in stories:
        async with database.write() as session:
            await take(session, [heard(call, account) for call in calls], FEEDBACK.taken_back)
    found = await threads(database)
    await database.close()
    return found


def heard(value: Value, account: Account) -> Call:
    """A call as the app takes it."""
    arrival = Arrival(signed(value)[0], {}, datetime.now(UTC))
    return Call(whatsapp.WHATSAPP, account, Language.DE, arrival,
                whatsapp.WHATSAPP.parse(arrival, account))


async def threads(database: Database) -> Threads:
    """Every customer's messages in the order in which they are read."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    async with database.read() as session:
        rows = await session.execute(
            select(Identity.external_id, Message.external_id, Message.text, Message.content,
                   Message.said_at)
            .join(Conversation, Conversation.identity_id == Identity.id)
            .join(Message, Message.conversation_id == Conversation.id)
            .where(Message.direction == "in").order_by(Message.said_at, Message.id))
    for person, *message in rows:
        found.setdefault(person, []).append(tuple(message))
    return found


async def unfinished(database: Database) -> int:
    """Messages without their turn, and answers that nobody has read yet."""
    async with database.read() as session:
        waiting = await session.scalar(select(func.count()).where(Message.waiting)) or 0
        under_way = await session.scalar(
            select(func.count()).where(Delivery.state != "read")) or 0
    return waiting + under_way


async def compare(database: Database, wanted: Threads, taken: Mapping[str, Sequence[str]]
                  ) -> Books:
    """`taken`: the markers of our messages, by chat, as the messenger took them."""
    found = await threads(database)
    async with database.read() as session:
        waiting = await session.scalar(select(func.count()).where(Message.waiting)) or 0
        conversations = await session.scalar(select(func.count()).select_from(Conversation)) or 0
        rows = (await session.execute(
            select(Delivery.marker, Delivery.state, Delivery.code, Delivery.reason)
            .order_by(Delivery.id))).all()
    place = {marker: number for number, (marker, *_) in enumerate(rows)}
    gone = [marker for chat in taken.values() for marker in chat]
    unread = sum(state != "read" for _, state, *_ in rows)
    ids = {message[0] for thread in found.values() for message in thread}
    expected = {message[0] for thread in wanted.values() for message in thread}
    unique = sum(len(thread) for thread in found.values())
    different = sum(found.get(person) != thread for person, thread in wanted.items())
    backwards = sum(list(dict.fromkeys(chat)) != sorted(set(chat), key=lambda m: place.get(m, -1))
                    for chat in taken.values())
    speaking = {person for person, thread in wanted.items()
                if any(not content.get("deleted") for _, _, content, _ in thread)}
    silent = len(speaking - set(taken))  # customers who never got an answer
    for words in _lost(expected - ids, waiting, set(place) - set(gone), rows, silent):
        print(f"lost: {words}", file=sys.stderr)
    return Books(
        unique=unique, answered=unique - waiting,
        lost=len(expected - ids) + waiting + len(set(place) - set(gone)) + unread + silent,
        twice=unique - len(ids) + len(gone) - len(set(gone)) + conversations - len(wanted),
        disorder=different + backwards)


def _lost(missing: Collection[object], waiting: int, untaken: Collection[str],
          rows: Sequence[Row[str, str, str | None, str | None]], silent: int) -> Iterator[str]:
    """What was lost, for whoever has to find out why."""
    if missing or waiting or silent:
        yield f"{len(missing)} messages, {waiting} turns, {silent} customers without any answer"
    for marker, state, code, reason in rows:
        if state != "read" or marker in untaken:
            taken = "never taken" if marker in untaken else "taken"
            yield f"delivery {marker}: {state}, {taken}, {code}, {reason}"

"""Verified calls become rows, raw call and facts together; on SQLite many calls in one go."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Account, Arrival, Channel
from bot.channels.facts import Fact
from bot.channels.ledger import Ledger, taken_ids
from bot.channels.tables import WebhookEvent
from bot.database import Database
from bot.feedback import TakenBack
from bot.words import Language

log = logging.getLogger(__name__)
RACES = 5  # two processes with the same call, or in each other's way: one wins, one looks again
MOST = 64  # calls in one transaction


@dataclass(frozen=True, slots=True)
class Call:
    """A verified call and what it says."""

    kind: Channel
    account: Account
    language: Language  # of a first message
    arrival: Arrival
    facts: Sequence[Fact]

    @property
    def place(self) -> tuple[str, str]:
        return self.kind.name, self.account.name


class Intake:
    """Stores calls; where one writes at a time, those that come meanwhile go in together.

    On PostgreSQL every call is a transaction of its own: many write at once there, and calls
    together would lock customers in an order that another process may cross.
    """

    def __init__(self, database: Database, taken_back: TakenBack) -> None:
        self.database = database
        self.taken_back = taken_back
        self._row: list[tuple[Call, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def store(self, call: Call) -> None:
        """Returns when the call is committed; what we cannot take is kept with its error."""
        if not self.database.one_writer:
            await self._alone(call)
            return
        stored = asyncio.get_running_loop().create_future()
        self._row.append((call, stored))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        """Until nobody waits."""
        while self._row:
            batch: list[tuple[Call, asyncio.Future[None]]] = []
            try:
                async with self.database.write(urgent=True) as session:
                    batch, self._row = self._row[:MOST], self._row[MOST:]
                    await take(session, [call for call, _ in batch], self.taken_back)
            except Exception as error:
                if not batch:
                    batch, self._row = self._row, []
                log.info("%s calls could not be stored together: %r", len(batch), error)
                await self._one_by_one(batch)
            for _, stored in batch:
                if not stored.done():
                    stored.set_result(None)
        self._writing = None

    async def _one_by_one(self, batch: Sequence[tuple[Call, asyncio.Future[None]]]) -> None:
        for call, stored in batch:
            try:
                await self._alone(call)
            except Exception as error:  # the messenger is told, and comes again
                if not stored.done():
                    stored.set_exception(error)

    async def _alone(self, call: Call) -> None:
        for _ in range(RACES):
            try:
                async with self.database.write(urgent=True) as session:
                    await take(session, [call], self.taken_back)
                return
            except DBAPIError as error:
                trouble: Exception = error
            except Exception as error:
                trouble = error
                break
        log.error("a call of %r was kept and not understood", call.account, exc_info=trouble)
        async with self.database.write() as session:
            session.add(WebhookEvent(**_raw(call), error=repr(trouble)[:2000]))


async def take(session: AsyncSession, calls: Sequence[Call], taken_back: TakenBack) -> None:
    """Raw calls and their facts as rows of the running transaction, in the order they came."""
    raw = []
    seen = await taken_ids(session, [(*call.place, fact) for call in calls for fact in call.facts])
    for call in calls:
        ledger = Ledger(session, *call.place, call.language, call.arrival.at,
                        taken_back, seen)
        unknown = await ledger.take(call.facts)
        raw.append({**_raw(call), "unknown": unknown, "processed_at": call.arrival.at})
    await session.execute(insert(WebhookEvent), raw)


def _raw(call: Call) -> dict[str, object]:
    headers = {name: call.arrival.headers[name] for name in call.kind.headers
               if name in call.arrival.headers}
    return {"channel": call.kind.name, "account": call.account.name, "body": call.arrival.body,
            "headers": headers, "received_at": call.arrival.at}

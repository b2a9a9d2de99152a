"""The loops of one app process: turns for waiting messages, and a watchdog over the unanswered."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database import LOCK, Database
from bot.events import WORK, Hub, topic
from bot.introducing import introduced
from bot.outbox import write_replies
from bot.ownership import Step, move
from bot.quiet import NO_WAIT, Quiet, unanswered
from bot.replies import Reply
from bot.tables import Conversation, Message
from bot.texts import Voice
from bot.turns import Turns
from bot.words import Language, Owner, Reason

log = logging.getLogger(__name__)

ROUND = 0.02  # seconds: a burst of nudges is one look
WATCH = 1.0  # seconds between looks for what stays unanswered
CLAIM = timedelta(seconds=45)  # a process that dies in a turn loses its claim after so long


class Worker:
    """Claims conversations with waiting messages and takes their turns, several at once."""

    def __init__(
        self, database: Database, turns: Turns, hub: Hub, clock: Clock,
        patience: timedelta, quiet: Quiet = NO_WAIT,
        attend: Callable[[int, str], None] = lambda number, channel: None, at_once: int = 8,
    ) -> None:
        self.name = secrets.token_hex(8)
        self.database = database
        self.turns = turns
        self.hub = hub
        self.clock = clock
        self.patience = patience
        self.quiet = quiet
        self.attend = attend  # read mark and "typing" on messengers
        self.at_once = asyncio.Semaphore(at_once)
        self.running: dict[int, asyncio.Task[None]] = {}
        self.next_due = 1.0  # seconds until a conversation may have gone quiet

    async def run(self) -> None:
        """Until cancelled. A broken turn keeps its row and is tried again by the watchdog."""
        watched = float("-inf")
        async with self.hub.listen(WORK) as listener:
            while True:
                self.next_due = 1.0
                await self._guard(self.start_turns())
                if time.monotonic() - watched > WATCH:
                    watched = time.monotonic()
                    await self._guard(self.watch())
                await asyncio.sleep(ROUND)
                await listener.wait(self.next_due)

    async def start_turns(self) -> None:
        """Begin a turn for every conversation that waits, has gone quiet, and is not served."""
        now = self.clock()
        async with self.database.read() as session:
            waiting = [row for row in await unanswered(session, now) if row.id not in self.running]
        left = {row.id: self.quiet.left(row.channel, row.first, row.last, now) for row in waiting}
        self.next_due = min([1.0, *(seconds for seconds in left.values() if seconds > 0)])
        for number, channel in [(row.id, row.channel) for row in waiting if left[row.id] <= 0]:
            task = asyncio.create_task(self._serve(number, channel))
            self.running[number] = task
            task.add_done_callback(partial(self._done, number))

    async def settle(self) -> None:
        """Let the turns under way come to their end, at a clean stop."""
        await asyncio.gather(*self.running.values(), return_exceptions=True)

    def _done(self, number: int, _: asyncio.Task[None]) -> None:
        self.running.pop(number, None)
        self.hub.wake({WORK})  # something may have come in meanwhile

    async def _serve(self, number: int, channel: str) -> None:
        async with self.at_once:
            if not await self._claim(number):
                return
            self.hub.signal({topic(number)}, typing("assistant", True))
            self.attend(number, channel)
            try:
                await self.turns.take(number)
            except Exception:
                log.exception("turn of conversation %s failed; its messages keep waiting", number)
                await asyncio.sleep(1.0)
            finally:
                self.hub.signal({topic(number)}, typing("assistant", False))
                await self._unclaim(number)

    async def _claim(self, number: int) -> bool:
        now = self.clock()
        async with self.database.write() as session:
            result = await session.execute(
                update(Conversation)
                .where(
                    Conversation.id == number,
                    or_(Conversation.claimed_until.is_(None), Conversation.claimed_until < now),
                )
                .values(claimed_by=self.name, claimed_until=now + CLAIM)
            )
            return bool(result.rowcount)  # type: ignore[attr-defined]

    async def _unclaim(self, number: int) -> None:
        async with self.database.write() as session:
            await session.execute(
                update(Conversation)
                .where(Conversation.id == number, Conversation.claimed_by == self.name)
                .values(claimed_by=None, claimed_until=None)
            )

    async def watch(self) -> None:
        """Nothing waits where nobody looks: what stays unanswered goes to the queue."""
        now = self.clock()
        async with self.database.read() as session:
            late = await overdue(session, now - self.patience)
        for number in late:
            async with self.database.write() as session:
                await queue_unanswered(session, number, now)

    async def _guard(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            await step
        except Exception:
            log.exception("the worker stumbled and goes on")


async def overdue(session: AsyncSession, before: datetime) -> list[int]:
    """Conversations of the assistant with a message that has waited since `before`."""
    rows = await session.scalars(
        select(Message.conversation_id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.waiting, Message.created_at < before,
               Conversation.owner == Owner.ASSISTANT)
        .distinct()
    )
    return list(rows)


async def queue_unanswered(session: AsyncSession, number: int, now: datetime) -> None:
    """Hand an unanswered conversation to people, and tell the customer so."""
    conversation = await session.get_one(Conversation, number, with_for_update=LOCK)
    if conversation.owner != Owner.ASSISTANT:
        return
    voice = Voice(Language(conversation.language), conversation.address_form)
    move(session, conversation, Step.HANDED_OFF, now, reason=Reason.UNANSWERED)
    replies = [Reply(voice.say("hand_over.unanswered"))]
    replies = await introduced(session, conversation, replies, voice)  # perhaps its first words
    await write_replies(session, conversation, replies, now)


async def clear_claims(session: AsyncSession) -> None:
    """On SQLite there is one process: claims left by its last life are void."""
    await session.execute(update(Conversation).values(claimed_by=None, claimed_until=None))


def typing(author: str, on: bool, agent: dict[str, str] | None = None) -> dict[str, Any]:
    """The passing signal that somebody writes."""
    return {"kind": "typing", "author": author, "on": on, "agent": agent}

"""The outbox loop: deliveries to their messengers, in order per conversation, many at once.

Nothing twice: a delivery is marked as `sending` before the call. If the answer never comes (a time
out, a crash), the messenger may have it or not. Where our marker comes back with the statuses
(`Channel.settles`) we wait for one and try again without one; elsewhere a person decides.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
from sqlalchemy import update

from bot.channels import accounts, queue
from bot.channels.carrying import loaded
from bot.channels.contract import Again, Answer, Expired, Outgoing, Refused, Scope, Sent, Unclear
from bot.channels.ledger import record_sent
from bot.channels.pace import Pace
from bot.channels.progress import set_state
from bot.channels.queue import Job
from bot.channels.registry import CHANNELS
from bot.channels.renewing import Renewing
from bot.channels.tables import ChannelAccount, Delivery
from bot.clock import Clock
from bot.database import Database
from bot.events import SEND, Hub
from bot.files.keeping import Files
from bot.words import Progress

log = logging.getLogger(__name__)

ROUND = 0.02  # seconds: a burst of nudges is one look
SETTLE = 5.0  # seconds between looks for calls that never came back
GIVE_UP = timedelta(hours=6)  # an answer that comes later helps nobody
LONGEST_PAUSE = timedelta(minutes=10)


class Sender:
    """Sends what waits; one in every app process, with one HTTP client."""

    def __init__(
        self, database: Database, hub: Hub, clock: Clock, key: bytes, files: Files,
        client: httpx.AsyncClient | None = None, at_once: int = 16, public: str = "",
    ) -> None:
        self.name = secrets.token_hex(8)
        self.database = database
        self.hub = hub
        self.clock = clock
        self.key = key
        self.files = files
        self.public = public  # the app's address as messengers reach it
        self.client = client or httpx.AsyncClient(timeout=accounts.TIMEOUT)
        self.renewing = Renewing(database, self.client, clock, key)
        self.pace = Pace(time.monotonic)
        self.at_once = asyncio.Semaphore(at_once)
        self.running: dict[int, asyncio.Task[None]] = {}  # by conversation

    async def run(self) -> None:
        """Until cancelled."""
        settled = float("-inf")
        async with self.hub.listen(SEND) as listener:
            while True:
                if time.monotonic() - settled > SETTLE:
                    settled = time.monotonic()
                    await self._guard(self.settle_lost())
                await self._guard(self.start())
                await asyncio.sleep(ROUND)
                await listener.wait(1.0)

    async def start(self) -> None:
        """Begin every conversation whose first open delivery is due."""
        async with self.database.read() as session:
            due = await queue.due(session, self.clock())
        for conversation, delivery in due:
            if conversation not in self.running:
                task = asyncio.create_task(self._serve(delivery))
                self.running[conversation] = task
                task.add_done_callback(partial(self._done, conversation))

    async def finish(self) -> None:
        """Let the calls under way come to their end, at a clean stop."""
        await asyncio.gather(*self.running.values(), return_exceptions=True)

    async def close(self) -> None:
        await self.finish()
        await self.client.aclose()

    def _done(self, conversation: int, task: asyncio.Task[None]) -> None:
        self.running.pop(conversation, None)
        if not task.cancelled() and task.exception():
            log.error("a delivery stumbled and is tried again", exc_info=task.exception())
            return  # the loop's own pulse is soon enough
        self.hub.wake({SEND})

    async def _serve(self, number: int) -> None:
        async with self.at_once:
            async with self.database.write() as session:
                job = await queue.claim(
                    session, number, self.name, self.key, self.clock(), self.public)
            if job is None:
                return
            await asyncio.sleep(await self._pause(job))
            job = replace(job, account=await self.renewing.in_time(job.account))
            try:
                answer = await self._call(job)
            except Unclear as trouble:
                await self._unclear(job, str(trouble))
                return
            if isinstance(answer, Expired):
                answer = await self.renewing.after(job.account, answer)
            await self._record(job, answer)

    async def _pause(self, job: Job) -> float:
        """Seconds until the messenger's rates allow the call, other processes' calls counted in.

        Of an account's rate every process takes its share; what others sent into a chat is read.
        """
        share = job.channel.account_rate / self.hub.processes
        mine = self.pace.reserve(((job.channel.name, job.account.name), share),
                                 (job.conversation_id, job.channel.chat_rate))
        if self.hub.processes == 1:
            return mine
        async with self.database.read() as session:
            last = await queue.tried_before(session, job)
        if last is None:
            return mine
        return max(mine, (last - self.clock()).total_seconds() + 1 / job.channel.chat_rate)

    async def _call(self, job: Job) -> Answer:
        if job.channel.deliver:
            out = await loaded(self.database, self.files.store, job.outgoing)
            return await job.channel.deliver(out, job.account) if isinstance(out, Outgoing) else out
        if job.channel.send is None or job.channel.read is None:
            raise ValueError(f"{job.channel.name} declares no way to send")
        request = job.channel.send(job.outgoing, job.account)
        request.extensions["timeout"] = accounts.TIMEOUT.as_dict()
        try:
            response = await self.client.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Again("unreachable", f"{type(error).__name__}: {error}")
        except httpx.HTTPError as error:
            raise Unclear(f"{type(error).__name__}: {error}") from error
        return job.channel.read(response)

    async def _record(self, job: Job, answer: Sent | Again | Refused) -> None:
        now = self.clock()
        async with self.database.write() as session:
            delivery = await session.get_one(Delivery, job.id, with_for_update=True)
            match answer:
                case Sent(external_id):
                    await record_sent(session, delivery, external_id, now)
                case Refused(code, reason, remedy):
                    await set_state(session, delivery, Progress.DEAD, now, code, reason, remedy)
                case Again() if now - delivery.created_at > GIVE_UP:
                    await set_state(session, delivery, Progress.DEAD, now, answer.code,
                                    answer.reason, "other_channel")
                case Again():
                    wait = answer.after or pause(delivery.attempts)
                    queue.put_back(delivery, now + wait, answer)
                    if answer.scope is Scope.ACCOUNT:
                        await session.execute(
                            update(ChannelAccount)
                            .where(ChannelAccount.channel == job.channel.name,
                                   ChannelAccount.name == job.account.name)
                            .values(paused_until=now + wait))

    async def _unclear(self, job: Job, trouble: str) -> None:
        if job.channel.settles:
            log.warning("no answer to a delivery, waiting for its status: %s", trouble)
            return
        async with self.database.write() as session:
            delivery = await session.get_one(Delivery, job.id, with_for_update=True)
            await queue.give_to_people(session, delivery, self.clock(), trouble)

    async def settle_lost(self) -> None:
        """Deliveries whose call never came back: tried again where that is safe, else shown."""
        now = self.clock()
        async with self.database.read() as session:
            lost = (await session.scalars(queue.lost(now).with_only_columns(Delivery.id))).all()
        for number in lost:
            async with self.database.write() as session:
                delivery = await session.scalar(
                    queue.lost(now).where(Delivery.id == number).with_for_update())
                if delivery is None:
                    continue
                if CHANNELS[delivery.channel].settles:
                    queue.put_back(delivery, now, Again("unclear", "No status came either."))
                else:
                    await queue.give_to_people(session, delivery, now, "The process ended.")

    async def _guard(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            await step
        except Exception:
            log.exception("the sender stumbled and goes on")


def pause(attempts: int) -> timedelta:
    """2, 4, 8 … seconds, at most ten minutes."""
    return min(timedelta(seconds=2.0 ** min(attempts, 20)), LONGEST_PAUSE)

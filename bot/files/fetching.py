"""The loop that fetches customers' files from their messengers, and deletes what is to go.

Every process has one. A row is claimed by moving its next try beyond the longest time a fetch may
take; whoever comes back later than that, or after the file was taken back, changes nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import accounts
from bot.channels.contract import Account
from bot.channels.facts import Media
from bot.channels.registry import CHANNELS
from bot.channels.sending import pause
from bot.clock import Clock
from bot.database import Database
from bot.errors import LotseError
from bot.events import FETCH, Hub, record
from bot.files.asking import Asker, Denied, Later
from bot.files.guard import Resolve, resolve
from bot.files.keeping import Checked, Files, too_large
from bot.files.kinds import Unwanted
from bot.files.scanning import Unscanned
from bot.files.store import key_of
from bot.files.tables import State, StoredFile, attachment
from bot.tables import Conversation, Identity, Message
from bot.views import message_view

log = logging.getLogger(__name__)

LONGEST = 120.0  # seconds of one fetch, scan included
CLAIM = timedelta(minutes=5)
GIVE_UP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed file with all that fetching needs."""

    id: str
    message_id: int
    attempt: int
    created_at: datetime
    media: Media
    channel: str
    account: str


class Fetcher:
    """Fetches what waits, and deletes what is doomed."""

    def __init__(
        self, database: Database, hub: Hub, clock: Clock, key: bytes, files: Files,
        client: httpx.AsyncClient | None = None, lookup: Resolve = resolve, at_once: int = 4,
    ) -> None:
        self.database = database
        self.hub = hub
        self.clock = clock
        self.key = key
        self.files = files
        self.asker = Asker(client or httpx.AsyncClient(), lookup)
        self.at_once = asyncio.Semaphore(at_once)
        self.running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Until cancelled."""
        async with self.hub.listen(FETCH) as listener:
            while True:
                await self._guard(self.start())
                await listener.wait(2.0)

    async def start(self) -> None:
        """Begin with every file that is due."""
        async with self.database.read() as session:
            due = (await session.execute(
                select(StoredFile.id, StoredFile.state)
                .where(StoredFile.state.in_((State.WAITING, State.DOOMED)),
                       StoredFile.next_try_at <= self.clock())
                .order_by(StoredFile.next_try_at).limit(50))).all()
        for number, state in due:
            if number not in self.running:
                step = self._delete if state == State.DOOMED else self._fetch
                task = asyncio.create_task(step(number))
                self.running[number] = task
                task.add_done_callback(partial(self._done, number))

    async def finish(self) -> None:
        """Let what is under way come to its end."""
        await asyncio.gather(*self.running.values(), return_exceptions=True)

    async def close(self) -> None:
        for task in self.running.values():
            task.cancel()  # a fetch may take minutes, and is simply done again
        await self.finish()
        await self.asker.client.aclose()
        await self.files.store.close()

    def _done(self, number: str, task: asyncio.Task[None]) -> None:
        self.running.pop(number, None)
        if not task.cancelled() and task.exception():
            log.error("a file stumbled and is tried again", exc_info=task.exception())

    async def _guard(self, step: Coroutine[Any, Any, None]) -> None:
        try:
            await step
        except Exception:
            log.exception("the fetcher stumbled and goes on")

    async def _claim(self, session: AsyncSession, number: str, state: State) -> StoredFile | None:
        now = self.clock()
        mine = await session.execute(
            update(StoredFile)
            .where(StoredFile.id == number, StoredFile.state == state,
                   StoredFile.next_try_at <= now)
            .values(next_try_at=now + CLAIM, attempts=StoredFile.attempts + 1)
            .execution_options(synchronize_session=False))
        found = mine.rowcount  # type: ignore[attr-defined]
        return await session.get_one(StoredFile, number) if found else None

    async def _fetch(self, number: str) -> None:
        async with self.at_once:
            async with self.database.write() as session:
                row = await self._claim(session, number, State.WAITING)
                job = await self._job(session, row) if row else None
            if job is None:
                return
            try:
                async with asyncio.timeout(LONGEST):
                    await self._get(job)
            except Unwanted as error:
                await self._settle(job, State.REFUSED, error.code, error.sentence)
            except Later as error:
                await self._again(job, error.reason, error.detail, error.after)
            except Denied as error:
                await self._settle(job, State.FAILED, error.reason, error.detail)
            except Unscanned as error:
                await self._again(job, "unscanned", error.sentence)
            except (TimeoutError, httpx.HTTPError) as error:
                await self._again(job, "unreachable", type(error).__name__)
            except LotseError as error:  # our own store
                await self._again(job, "store", error.sentence)

    async def _job(self, session: AsyncSession, row: StoredFile) -> Job:
        message = await session.get_one(Message, row.message_id)
        conversation = await session.get_one(Conversation, message.conversation_id)
        identity = await session.get_one(Identity, conversation.identity_id)
        media = Media(row.kind, row.reference or "", row.claimed_type, row.name, row.size)
        return Job(row.id, message.id, row.attempts, row.created_at, media,
                   identity.channel, identity.account)

    async def _account(self, job: Job) -> Account:
        async with self.database.read() as session:
            try:
                row = await accounts.find(session, job.channel, job.account)
                return accounts.opened(row, self.key)
            except LotseError as error:  # it is no more, or its secrets are lost
                raise Denied("account", error.sentence) from error

    async def _get(self, job: Job) -> None:
        most = max(self.files.limits.values())
        if (job.media.size or 0) > most:
            raise too_large(most)
        channel = CHANNELS[job.channel]
        if channel.kept:
            async with self.database.read() as session:
                data = await channel.kept(session, job.account, job.media)
            if data is None:
                raise Denied("expired")
            await self._keep(job, _pieces(data), job.media.type)
            return
        account = await self._account(job)
        async with self.asker.opened(channel, account, job.media, self.clock()) as response:
            if int(response.headers.get("content-length", "0")) > most:
                raise too_large(most)
            claimed = job.media.type or response.headers.get("content-type")
            await self._keep(job, _bytes(response), claimed)

    async def _keep(self, job: Job, pieces: AsyncIterator[bytes], claimed: str | None) -> None:
        async with self.files.checked(pieces, claimed) as checked:
            key = key_of(checked.digest, job.id)
            await self.files.store.put(key, checked.path, checked.digest)
            await self._stored(job, checked, key)

    async def _stored(self, job: Job, checked: Checked, key: str) -> None:
        async with self.database.write() as session:
            row = await _still(session, job)
            kept = await session.get(StoredFile, job.id) if row is None else row
            if row is not None:
                row.state, row.reason, row.detail = State.STORED, None, None
                row.type, row.size = checked.type.name, checked.size
                row.digest, row.key = checked.digest, key
                if row.kind != "sticker":
                    row.kind = checked.type.kind
                await show(session, row, self.clock())
        if kept is None or kept.state == State.DOOMED:  # taken back while it was on its way
            await self.files.store.delete(key)

    async def _settle(self, job: Job, state: State, reason: str, detail: str) -> None:
        async with self.database.write() as session:
            if row := await _still(session, job):
                row.state, row.reason, row.detail = state, reason, detail
                await show(session, row, self.clock())

    async def _again(
        self, job: Job, reason: str, detail: str, after: timedelta | None = None
    ) -> None:
        now = self.clock()
        if now - job.created_at > GIVE_UP:
            await self._settle(job, State.LOST, reason, detail)
            return
        async with self.database.write() as session:
            if row := await _still(session, job):
                row.next_try_at = now + (after if after is not None else pause(job.attempt))
                if row.reason != reason:
                    row.reason, row.detail = reason, detail
                    await show(session, row, now)

    async def _delete(self, number: str) -> None:
        async with self.at_once:
            async with self.database.write() as session:
                row = await self._claim(session, number, State.DOOMED)
            if row is None:
                return
            if row.key:
                await self.files.store.delete(row.key)
            async with self.database.write() as session:
                await session.delete(await session.get_one(StoredFile, number))


async def _still(session: AsyncSession, job: Job) -> StoredFile | None:
    """The row, while it is this job's to settle. Its message is locked first, as everywhere."""
    await session.get(Message, job.message_id, with_for_update=True)
    row = await session.get(StoredFile, job.id, with_for_update=True)
    mine = row is not None and row.state == State.WAITING and row.attempts == job.attempt
    return row if mine else None


async def _bytes(response: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in response.aiter_bytes(64 * 1024):
            yield chunk
    except httpx.HTTPError as error:
        raise Later("unreachable", type(error).__name__) from error


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def show(session: AsyncSession, row: StoredFile, now: datetime) -> None:
    """The message tells how far its file has come, and open consoles hear it."""
    message = await session.get_one(Message, row.message_id, with_for_update=True)
    message.content = {**message.content, "attachments": [
        attachment(row) if each.get("id") == row.id else each
        for each in message.content.get("attachments", [])]}
    record(session, message.conversation_id, "changed", now, message_view(message),
           audience="staff")


async def fetch_again(session: AsyncSession, row: StoredFile, now: datetime) -> None:
    """An agent asks for a file once more that did not come."""
    if row.state in (State.FAILED, State.LOST) and row.reference:
        row.state, row.reason, row.detail = State.WAITING, None, None
        row.next_try_at = row.created_at = now  # it has its hours again
        await show(session, row, now)
        session.info.setdefault("wake", set()).add(FETCH)

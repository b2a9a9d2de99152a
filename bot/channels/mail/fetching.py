"""The loop that fetches mail: one process a mailbox, each mail stored before it is marked read."""

from __future__ import annotations

import asyncio
import logging
import secrets
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from bot.channels import accounts
from bot.channels.contract import Account, Arrival
from bot.channels.intake import Call
from bot.channels.mail import claims
from bot.channels.mail.channel import MAIL
from bot.channels.mail.headers import key
from bot.channels.mail.imap import TROUBLE, Folder, Place
from bot.channels.mail.line import Line
from bot.channels.mail.reading import parsed
from bot.channels.mail.smtp import words
from bot.channels.tables import ChannelAccount
from bot.services import Services
from bot.words import Language

log = logging.getLogger(__name__)
ROUND = 5.0  # seconds until a new account, or one whose process died, is looked for
WAIT = 10.0  # seconds of IDLE, or between two polls where a server has none
LONGEST_PAUSE = 300.0


class Postman:
    """Reads the mailboxes no other process reads."""

    def __init__(self, here: Services, wait: float = WAIT, look: float = ROUND) -> None:
        self.here = here
        self.name = secrets.token_hex(8)
        self.wait = wait
        self.look = look
        self.reading: dict[int, asyncio.Task[None]] = {}  # by account

    async def run(self) -> None:
        """Until cancelled; then the mailboxes are left to others."""
        try:
            while True:
                try:
                    await self._begin()
                except Exception:
                    log.exception("the mailboxes could not be listed; tried again in a moment")
                await asyncio.sleep(self.look)
        finally:
            for task in self.reading.values():
                task.cancel()
            await asyncio.gather(*self.reading.values(), return_exceptions=True)

    async def _begin(self) -> None:
        async with self.here.database.read() as session:
            known = (await session.scalars(
                select(ChannelAccount.id).where(ChannelAccount.channel == MAIL.name))).all()
        for number in known:
            task = self.reading.get(number)
            if task is None or task.done():
                self.reading[number] = asyncio.create_task(self._read(number))

    async def _read(self, number: int) -> None:
        """One mailbox, for as long as it is ours. Trouble is shown, and tried again later."""
        pause = 1.0
        try:
            while await self._claim(number):
                try:
                    await self._connected(number)
                    pause = 1.0
                except Exception as error:
                    level = logging.WARNING if isinstance(error, TROUBLE) else logging.ERROR
                    log.log(level, "mailbox %s: %s", number, words(error),
                            exc_info=error if level == logging.ERROR else None)
                    await self._note(number, words(error))
                    await self._pause(number, pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            await asyncio.shield(self._leave(number))

    async def _connected(self, number: int) -> None:
        """Connect and stay; returns when the account has changed or belongs to another process."""
        account, language = await self._account(number)
        line = await Line.open(account)
        try:
            while await self._claim(number) and (await self._account(number))[0] == account:
                await self._fetch(number, line, account, language)
                await self._note(number, None)
                await line.run(lambda folder: folder.wait(self.wait))
        finally:
            await line.close()

    async def _fetch(self, number: int, line: Line, account: Account, language: Language) -> None:
        """Everything new: stored, then remembered, then marked as read."""
        place, since = await self._place(number)
        first_read = place.validity != line.folder.validity
        for uid in await line.run(partial(Folder.new, place=place, since=since)):
            raw = await line.run(partial(
                Folder.fetch, uid=uid, since=since if first_read else None))
            if raw is not None:
                await self._keep(raw, account, language)
            async with self.here.database.write() as session:
                await claims.advance(session, number, Place(line.folder.validity, uid))
            if raw is not None:
                await line.run(partial(Folder.seen, uid=uid))
            if not await self._claim(number):
                return

    async def _keep(self, raw: bytes, account: Account, language: Language) -> None:
        """As a webhook's call: the raw mail and its facts in one transaction."""
        arrival = Arrival(raw, {"message-id": key(parsed(raw), raw)}, self.here.clock())
        facts = MAIL.parse(arrival, account)
        await self.here.intake.store(Call(MAIL, account, language, arrival, facts))

    async def _account(self, number: int) -> tuple[Account, Language]:
        async with self.here.database.read() as session:
            row = await session.get_one(ChannelAccount, number)
            return accounts.opened(row, self.here.settings.key), Language(row.language)

    async def _place(self, number: int) -> tuple[Place, datetime]:
        async with self.here.database.read() as session:
            return await claims.place(session, number, self.here.clock(), timedelta(
                days=self.here.settings.webhook_days))

    async def _claim(self, number: int) -> bool:
        async with self.here.database.write() as session:
            return await claims.claim(session, number, self.name, self.here.clock())

    async def _note(self, number: int, error: str | None) -> None:
        async with self.here.database.write() as session:
            await claims.note(session, number, self.here.clock(), error)

    async def _pause(self, number: int, seconds: float) -> None:
        """Rest without losing the claim."""
        while seconds > 0 and await self._claim(number):
            await asyncio.sleep(min(seconds, self.wait))
            seconds -= self.wait

    async def _leave(self, number: int) -> None:
        async with self.here.database.write() as session:
            await claims.leave(session, number, self.name)



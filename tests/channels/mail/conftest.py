"""A shop with an e-mail account on real servers, and customers who have mailboxes there too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

import bot.channels.mail.tables  # noqa: F401
from bot.channels import accounts
from bot.channels.mail.fetching import Postman
from bot.channels.sending import Sender
from bot.channels.tables import ChannelAccount, Delivery
from bot.outbox import write_replies
from bot.replies import Button, Reply
from bot.services import Services
from bot.tables import Conversation, Message
from bot.words import Language
from tests.channels.mail import servers
from tests.conftest import SetClock


@pytest.fixture(scope="session")
def mail_servers() -> Iterator[servers.Servers]:
    """Dovecot and Exim; where they are not installed the tests say so, and fail in CI."""
    if missing := servers.missing():
        if os.environ.get("CI"):
            pytest.fail(f"CI must test e-mail: install {', '.join(missing)}.")
        pytest.skip(f"not installed: {', '.join(missing)}")
    with servers.running() as found:
        yield found


def settings_of(found: servers.Servers) -> dict[str, str]:
    return {
        "address": "shop@lotse.test", "display_name": "Linde & Mộc", "imap_host": "127.0.0.1",
        "imap_port": str(found.imap), "imap_security": "none", "imap_user": "shop",
        "imap_password": servers.PASSWORD, "smtp_port": str(found.smtp), "smtp_security": "none"}


class Shop:
    """One account named "shop", its postman and its sender."""

    def __init__(self, here: Services, clock: SetClock, found: servers.Servers) -> None:
        self.here = here
        self.clock = clock
        self.servers = found
        self.sender = Sender(here.database, here.hub, clock, here.settings.key, here.files)
        for box in ("shop", "anna", "duc"):
            for letter in found.letters(box):
                letter.unlink()

    async def open(self) -> None:
        self.clock.now = datetime.now(UTC)
        async with self.here.database.write() as session:
            await accounts.save(session, self.here.settings.key, "mail", "shop",
                                settings_of(self.servers), Language.DE,
                                self.clock() - timedelta(seconds=2))

    def postman(self, wait: float = 5.0) -> Postman:
        return Postman(self.here, wait=wait, look=0.1)

    @asynccontextmanager
    async def fetching(self, *postmen: Postman) -> AsyncIterator[None]:
        """While the loop runs, as in the app."""
        tasks = [asyncio.create_task(one.run()) for one in postmen or (self.postman(),)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task

    async def receives(self, raw: bytes, sender: str = "anna@lotse.test",
                       to: str = "shop@lotse.test") -> None:
        await asyncio.to_thread(self.servers.post, raw, sender, to)

    async def answer(self, text: str, *buttons: str) -> None:
        """The assistant writes into the newest conversation, and it is sent."""
        async with self.here.database.write() as session:
            thread = (await session.scalars(
                select(Conversation).order_by(Conversation.id.desc()).limit(1))).one()
            offered = tuple(Button(title, f"/{title}") for title in buttons)
            await write_replies(session, thread, [Reply(text, offered)], self.clock())
        await self.send()

    async def send(self) -> None:
        await self.sender.start()
        await self.sender.finish()

    async def account(self) -> ChannelAccount:
        return (await self.rows(ChannelAccount))[0]

    async def rows(self, table: type[Any]) -> list[Any]:
        async with self.here.database.read() as session:
            key = table.__mapper__.primary_key[0]
            return list(await session.scalars(select(table).order_by(key)))

    async def said(self) -> list[Message]:
        return [m for m in await self.rows(Message) if m.direction == "in"]

    async def delivery(self) -> Delivery:
        return (await self.rows(Delivery))[-1]

    async def until(self, reached: Callable[[], Any], seconds: float = 30) -> Any:
        """What `reached` gives, as soon as it is something."""
        end = asyncio.get_running_loop().time() + seconds
        while asyncio.get_running_loop().time() < end:
            found = reached()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"it did not happen:\n{self.servers.logs()}")

    async def letter(self, box: str, number: int = 1) -> EmailMessage:
        """The mail that came as this one into a customer's box."""
        await self.until(lambda: len(self.servers.letters(box)) >= number)
        raw = self.servers.letters(box)[number - 1].read_bytes()
        return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


@pytest.fixture
async def shop(here: Services, clock: SetClock, mail_servers: servers.Servers
               ) -> AsyncIterator[Shop]:
    made = Shop(here, clock, mail_servers)
    await made.open()
    yield made
    await made.sender.close()

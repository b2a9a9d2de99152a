"""An Official Account with two processes, at a Zalo of the tests' own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels import accounts
from bot.channels.contract import Account
from bot.channels.sending import Sender
from bot.channels.tables import ChannelAccount
from bot.database import Database
from bot.outbox import write_replies
from bot.replies import Reply
from bot.tables import Conversation
from bot.words import Language
from tests.channels import captured
from tests.channels.world import World
from tests.channels.zalo.server import Zalo, serving

FIRST = captured.account("zalo")


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    with serving() as server:
        yield server


class Shop:
    """An Official Account with its sender, and a second process with a sender of its own."""

    def __init__(self, world: World, zalo: Zalo, address: str) -> None:
        self.world, self.zalo, self.clock = world, zalo, world.clock
        self.database, self.other = world.here.database, Database(address)
        self.key = world.here.settings.key
        self.typed = {**FIRST.values, "api_url": zalo.url, "oauth_url": zalo.url,
                      "business_url": zalo.url}
        self.senders = [Sender(database, world.here.hub, self.clock, self.key, world.here.files)
                        for database in (self.database, self.other)]
        self.said = 0

    async def save(self, **values: str) -> None:
        async with self.database.write() as session:
            await accounts.save(session, self.key, "zalo", "shop", {**self.typed, **values},
                                Language.VI, self.clock())

    async def hears(self, name: str = "user_send_text", who: str = "77", **message: Any) -> None:
        """A signed call; of the customer, unless it is of ours."""
        self.said += 1
        ours = FIRST["oa_id"]
        from_us = name.startswith(("oa_", "user_received", "user_seen"))
        sides = (ours, who) if from_us else (who, ours)
        body = {"app_id": FIRST["app_id"], "event_name": name,
                "timestamp": str(int(self.clock().timestamp() * 1000)),
                "sender": {"id": sides[0]}, "recipient": {"id": sides[1]},
                "message": message or {"msg_id": f"in{self.said}", "text": "Shop ơi"}}
        case = {"headers": {"x-zevent-signature": "mac=$ZALO(oa_secret)"}, "body": body}
        answer = await self.world.web.post(
            "/webhooks/zalo/shop", content=captured.raw(case).encode(),
            headers=captured.headers("zalo", case))
        assert answer.status_code == 200

    async def writes(self, *texts: str) -> None:
        """The assistant, into every conversation."""
        async with self.database.write() as session:
            for thread in (await session.scalars(select(Conversation))).all():
                await write_replies(session, thread, [Reply(text) for text in texts], self.clock())

    async def sends(self, seconds: int = 15) -> None:
        """Both processes at once, as time goes by."""
        for _ in range(seconds):
            for sender in self.senders:
                await sender.start()
            for sender in self.senders:
                await sender.finish()
            self.clock.pass_(seconds=1)

    async def row(self) -> ChannelAccount:
        async with self.database.read() as session:
            return await accounts.find(session, "zalo", "shop")

    async def account(self) -> Account:
        return accounts.opened(await self.row(), self.key)

    async def view(self) -> dict[str, Any]:
        return accounts.account_view(await self.row(), "http://x", self.clock())

    async def states(self) -> list[tuple[str, str | None, str | None]]:
        return [(d.state, d.code, d.remedy) for d in await self.world.deliveries()]

    async def close(self) -> None:
        for sender in self.senders:
            await sender.close()
        await self.other.close()


@pytest.fixture
async def shop(world: World, zalo: Zalo, address: str, monkeypatch: pytest.MonkeyPatch
               ) -> AsyncIterator[Shop]:
    # A chat's pace is a message a second of real time; these tests have no need of it.
    monkeypatch.setattr("bot.channels.pace.Pace.reserve", lambda *_: 0.0)
    made = Shop(world, zalo, address)
    await made.save()
    yield made
    await made.close()

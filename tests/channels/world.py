"""A shop on messengers in a test: calls come in, a scripted messenger takes what goes out."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.app_errors import show_error
from bot.channels import accounts, webhooks
from bot.channels.ledger import Ledger
from bot.channels.sending import Sender
from bot.channels.tables import Delivery
from bot.errors import LotseError
from bot.outbox import write_replies
from bot.replies import Button, Reply
from bot.services import Services
from bot.tables import Conversation, Message
from bot.words import Language
from tests.channels import captured
from tests.conftest import SetClock

Answerer = Callable[[httpx.Request], httpx.Response]


class World:
    """Accounts named "shop", a sender, and what the messengers got."""

    def __init__(self, here: Services, clock: SetClock) -> None:
        self.here = here
        self.clock = clock
        self.numbers = itertools.count(1)
        self.got: list[dict[str, Any]] = []  # requests messengers took or refused
        self.script: list[Answerer] = []  # what they answer first; then everything is taken
        app = FastAPI()
        app.state.services = here
        app.include_router(webhooks.router)
        app.add_exception_handler(LotseError, show_error)
        self.web = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://lotse.test")
        self.sender = self.new_sender()

    def new_sender(self) -> Sender:
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        return Sender(self.here.database, self.here.hub, self.clock, self.here.settings.key,
                      self.here.files, client, public="https://chat.example")

    async def open(self) -> None:
        async with self.here.database.write() as session:
            for channel in ("whatsapp", "telegram", "messenger"):
                values = captured.account(channel).values
                await accounts.save(session, self.here.settings.key, channel, "shop", values,
                                    Language.VI, self.clock())

    async def close(self) -> None:
        await self.web.aclose()
        await self.sender.close()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.got.append(json.loads(request.content))
        if self.script:
            return self.script.pop(0)(request)
        number = next(self.numbers)
        if "sendMessage" in request.url.path:
            return httpx.Response(200, json={"ok": True, "result": {
                "message_id": number, "chat": {"id": self.got[-1]["chat_id"]}}})
        if "recipient" in self.got[-1]:
            return httpx.Response(200, json={"message_id": f"m_OUT{number}"})
        return httpx.Response(200, json={"messages": [{"id": f"wamid.OUT{number}"}]})

    # --- inbound

    async def call(self, body: Any, channel: str = "whatsapp") -> int:
        """A signed call; returns our status."""
        raw = json.dumps(body, ensure_ascii=False).encode()
        mac = hmac.new(b"app-secret", raw, hashlib.sha256).hexdigest()
        headers = {"x-hub-signature-256": f"sha256={mac}",
                   "x-telegram-bot-api-secret-token": "tele-secret"}
        response = await self.web.post(f"/webhooks/{channel}/shop", content=raw, headers=headers)
        return response.status_code

    def value(self, **value: Any) -> dict[str, Any]:
        return {"object": "whatsapp_business_account", "entry": [{"changes": [{
            "field": "messages",
            "value": {"metadata": {"phone_number_id": "100200300"}, **value}}]}]}

    def event(self, number: str, kind: str, body: Any, at: datetime | None = None,
              sender: str = "8490") -> dict[str, Any]:
        moment = at or self.clock()
        return self.value(messages=[{"id": number, "from": sender, "type": kind, kind: body,
                                     "timestamp": str(int(moment.timestamp()))}])

    def text(self, number: str, words: str, at: datetime | None = None,
             sender: str = "8490") -> dict[str, Any]:
        return self.event(number, "text", {"body": words}, at, sender)

    def edit(self, target: str, words: str, at: datetime | None = None) -> dict[str, Any]:
        return self.event(f"e{target}", "edit", {
            "original_message_id": target, "message": {"text": {"body": words}}}, at)

    def revoke(self, target: str) -> dict[str, Any]:
        return self.event(f"r{target}", "revoke", {"original_message_id": target})

    def status(self, target: str, status: str, marker: str | None = None,
               **more: Any) -> dict[str, Any]:
        marked = {"biz_opaque_callback_data": marker} if marker else {}
        return self.value(statuses=[{"id": target, "status": status, **marked, **more,
                                     "timestamp": str(int(self.clock().timestamp()))}])

    def messenger(self, **event: Any) -> dict[str, Any]:
        """An event of Messenger's, by default of the customer's."""
        page = captured.account("messenger")["page_id"]
        return {"object": "page", "entry": [{"id": page, "messaging": [{
            "sender": {"id": "77"}, "recipient": {"id": page}, "timestamp": self.stamp(),
            **event}]}]}

    def stamp(self, seconds: float = 0) -> int:
        """Now and some seconds, in Messenger's milliseconds."""
        return int((self.clock().timestamp() + seconds) * 1000)

    def echo(self, number: str, **message: Any) -> dict[str, Any]:
        page = captured.account("messenger")["page_id"]
        return self.messenger(sender={"id": page}, recipient={"id": "77"},
                              message={"mid": number, "is_echo": True, **message})

    def ledger(self, session: AsyncSession, channel: str = "whatsapp") -> Ledger:
        """For facts told without a call."""
        return Ledger(session, channel, "shop", Language.VI, self.clock(),
                      self.here.feedback.taken_back)

    # --- outbound

    async def answer(self, text: str, *buttons: str) -> None:
        """The assistant writes into the (only) conversation."""
        async with self.here.database.write() as session:
            thread = (await session.scalars(select(Conversation))).one()
            offered = tuple(Button(title, f"/{title}") for title in buttons)
            await write_replies(session, thread, [Reply(text, offered)], self.clock())

    async def send(self) -> None:
        """The sender's loop goes round until nothing is due."""
        await self.sender.settle_lost()
        for _ in range(20):
            await self.sender.start()
            if not self.sender.running:
                return
            await self.sender.finish()

    # --- looking

    async def messages(self, direction: str = "in") -> list[Message]:
        async with self.here.database.read() as session:
            return list(await session.scalars(
                select(Message).where(Message.direction == direction)
                .order_by(Message.said_at, Message.id)))

    async def rows(self, table: type[Any]) -> list[Any]:
        async with self.here.database.read() as session:
            return list(await session.scalars(select(table).order_by(table.id)))

    async def deliveries(self) -> list[Delivery]:
        return await self.rows(Delivery)

    def sent_texts(self) -> list[str]:
        """Texts the messengers were given, in order."""
        return [body["text"]["body"] if isinstance(body["text"], dict) else body["text"]
                for body in self.got if "text" in body]

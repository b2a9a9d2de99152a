"""A visitor in a program: talks through the web chat's own interface, as the widget does."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bot.errors import LotseError
from bot.settings import Settings
from bot.tokens import customer_signature, explain_signature


class NoAnswer(LotseError):
    """The running system did not answer in time."""


@dataclass
class Said:
    """What came back for one message."""

    replies: list[dict[str, Any]] = field(default_factory=list)
    understood: dict[str, Any] = field(default_factory=dict)
    owner: str = ""


class Visitor:
    """One web chat conversation over its WebSocket."""

    def __init__(self, line: ClientConnection, opened: dict[str, Any]) -> None:
        self.line = line
        self.opened = opened
        self.owner = str(opened["owner"])

    async def say(self, text: str, payload: str | None = None, seconds: float = 30.0) -> Said:
        """Send one message and wait until its turn is over."""
        frame = {"type": "message", "id": uuid.uuid4().hex, "text": text}
        if payload:
            frame["payload"] = payload
        try:
            async with asyncio.timeout(seconds):
                await self.line.send(json.dumps(frame))
                return await self._collect(frame["id"])
        except TimeoutError as error:
            raise NoAnswer(f"No answer to {text!r} within {seconds:.0f} s.") from error
        except ConnectionClosed as error:
            why = error.rcvd.reason if error.rcvd and error.rcvd.reason else "it went away"
            raise NoAnswer(f"The chat's line was closed: {why}") from error

    async def _collect(self, client_id: str) -> Said:
        """Events until the turn of our message; a turn's replies are recorded before it."""
        said, own = Said(), None
        async for raw in self.line:
            frame = json.loads(raw)
            if frame["type"] == "error":
                raise NoAnswer(frame["sentence"])
            if frame["type"] != "event":
                continue
            kind, data = frame["kind"], frame["data"]
            if kind == "message" and data.get("client_id") == client_id:
                own = data["id"]
            elif kind == "message" and data["author"] != "customer":
                said.replies.append(data)
            elif kind == "owner":
                self.owner = data["owner"]
            elif kind == "turn" and data["message"] == own:
                said.understood, said.owner = data, self.owner
                return said
        raise NoAnswer("The chat's line was closed.")


@asynccontextmanager
async def visit(
    settings: Settings, url: str, language: str, customer: str | None = None
) -> AsyncIterator[Visitor]:
    """A new visitor with a conversation of their own."""
    body: dict[str, Any] = {"language": language}
    if customer:
        body["customer"] = {
            "id": customer, "signature": customer_signature(settings.key, customer)}
    try:
        async with httpx.AsyncClient(timeout=20) as client:
            reply = await client.post(f"{url}/chat/session", json=body)
    except httpx.HTTPError as error:
        raise NoAnswer(f"{url} does not answer; start the system with `lotse run`.") from error
    if reply.status_code != 200:
        raise NoAnswer(f"{url} refused the chat: {reply.text[:200]}")
    opened = reply.json()
    query = urlencode({
        "token": opened["token"], "conversation": opened["conversation"],
        "after": opened["last_event"], "explain": explain_signature(settings.key)})
    address = url.replace("http", "ws", 1)
    async with connect(f"{address}/chat/socket?{query}", open_timeout=20) as line:
        yield Visitor(line, opened)

"""One open web chat: frames in, events out, resumed by the id of the last event seen."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from fastapi import WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from bot.channels.web import chat
from bot.database import LOCK
from bot.errors import LotseError
from bot.events import STAFF, Listener, since, topic
from bot.inbox import Inbound, receive
from bot.services import Services
from bot.tables import Conversation, Event
from bot.words import Language, Status

LONGEST = 20_000  # characters of one message; the rest of a longer one is refused, not cut


class MessageFrame(BaseModel):
    type: Literal["message"]
    id: str = Field(min_length=1, max_length=64)
    text: str = Field(max_length=LONGEST)
    payload: str | None = Field(None, max_length=500)


class TypingFrame(BaseModel):
    type: Literal["typing"]
    on: bool


class SeenFrame(BaseModel):
    type: Literal["seen"]
    message: int


class RateFrame(BaseModel):
    type: Literal["rate"]
    stars: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=2000)


class HelpfulFrame(BaseModel):
    type: Literal["helpful"]
    message: int
    helpful: bool


class LanguageFrame(BaseModel):
    type: Literal["language"]
    language: Language


class PingFrame(BaseModel):
    type: Literal["ping"]


Frame = (
    MessageFrame | TypingFrame | SeenFrame | RateFrame | HelpfulFrame | LanguageFrame | PingFrame
)
FRAMES: TypeAdapter[Frame] = TypeAdapter(Frame)


class Socket:
    """The two directions of one chat's line."""

    def __init__(
        self, websocket: WebSocket, here: Services, visitor: str, conversation_id: int,
        after: int, explains: bool,
    ) -> None:
        self.websocket = websocket
        self.here = here
        self.visitor = visitor
        self.id = conversation_id
        self.after = after
        self.explains = explains

    async def run(self) -> None:
        """Until either side closes the line."""
        async with self.here.hub.listen(topic(self.id)) as listener:
            sending = asyncio.create_task(self._send_events(listener))
            receiving = asyncio.create_task(self._receive())
            _, pending = await asyncio.wait(
                (sending, receiving), return_when=asyncio.FIRST_COMPLETED
            )
            for task in pending:
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)

    async def _send_events(self, listener: Listener) -> None:
        listener.woken.set()  # what happened before we listened
        while True:
            signals = await listener.wait(self.here.hub.pulse)
            for signal in signals:
                if signal.get("author") != "customer":
                    await self.websocket.send_json({"type": "signal", **signal})
            await self._catch_up()

    async def _catch_up(self) -> None:
        async with self.here.database.read() as session:
            events = await since(session, self.after, self.id)
        newest = 0
        for event in events:
            self.after = event.id
            if not self._shown(event):
                continue
            await self.websocket.send_json({
                "type": "event", "id": event.id, "kind": event.kind, "data": event.data,
                "at": event.at.isoformat(),
            })
            if event.kind == "message" and event.data["author"] != "customer":
                newest = event.data["id"]
        if newest:  # it has reached the page
            async with self.here.database.write() as session:
                await chat.receipt(session, self.id, newest, Status.DELIVERED, self.here.clock())

    def _shown(self, event: Event) -> bool:
        return event.audience == "everyone" or (event.kind == "turn" and self.explains)

    async def _receive(self) -> None:
        while True:
            try:
                raw = await self.websocket.receive_json()
            except (WebSocketDisconnect, RuntimeError):
                return
            except ValueError:
                await self._refuse(None, "This is no JSON frame of the web chat.")
                continue
            await self._handle(raw)

    async def _handle(self, raw: Any) -> None:
        client_id = raw.get("id") if isinstance(raw, dict) else None
        try:
            await self._act(FRAMES.validate_python(raw))
        except ValidationError as error:
            first = error.errors()[0]
            await self._refuse(client_id, f"{'.'.join(map(str, first['loc']))}: {first['msg']}")
        except LotseError as error:
            await self._refuse(client_id, error.sentence)

    async def _act(self, frame: Frame) -> None:
        match frame:
            case PingFrame():
                await self.websocket.send_json({"type": "pong"})
            case TypingFrame():
                self.here.hub.signal(
                    {topic(self.id), STAFF},
                    {"kind": "typing", "author": "customer", "on": frame.on,
                     "conversation": self.id, "agent": None},
                )
            case _:
                await self._write(frame)

    async def _write(self, frame: Frame) -> None:
        now = self.here.clock()
        async with self.here.database.write() as session:
            conversation = await session.get_one(Conversation, self.id, with_for_update=LOCK)
            match frame:
                case MessageFrame():
                    content = {"payload": frame.payload} if await self._offered(frame) else {}
                    await receive(session, conversation, Inbound(
                        chat.CHANNEL, chat.ACCOUNT, self.visitor, frame.id, frame.text, now,
                        content), now)
                case SeenFrame():
                    await chat.receipt(session, self.id, frame.message, Status.SEEN, now)
                case RateFrame():
                    await self.here.feedback.rate(
                        session, conversation, frame.stars, frame.comment, now)
                case HelpfulFrame():
                    await self.here.feedback.helpful(
                        session, conversation, frame.message, frame.helpful, now)
                case LanguageFrame():
                    await chat.switch_language(session, conversation, frame.language, now)

    async def _offered(self, frame: MessageFrame) -> bool:
        """Whether the payload stands on a button we showed: nobody else writes commands."""
        if not frame.payload:
            return False
        async with self.here.database.read() as session:
            return await chat.button_was_shown(session, self.id, frame.payload)

    async def _refuse(self, client_id: str | None, sentence: str) -> None:
        await self.websocket.send_json({"type": "error", "id": client_id, "sentence": sentence})


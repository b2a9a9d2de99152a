"""The consoles' live line: every event of every conversation, resumed by the last id seen."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from sqlalchemy import func, select

from bot.events import STAFF, Listener, in_order, since
from bot.services import Here, Services
from bot.tables import Conversation, Event
from handoff.console.doors import Visitor, same_origin

router = APIRouter(tags=["console"])
HURRY = 0.1  # seconds


@router.websocket("/console/socket")
async def socket(websocket: WebSocket, here: Here, person: Visitor, after: int = -1) -> None:
    """Events after an id; -1 means from now on."""
    await websocket.accept()
    if person is None or not same_origin(websocket):
        await websocket.close(code=4401, reason="Please log in again.")
        return
    async with here.hub.listen(STAFF) as listener:
        line = ConsoleLine(websocket, here, after)
        sending = asyncio.create_task(line.send(listener))
        reading = asyncio.create_task(_until_gone(websocket))
        _, pending = await asyncio.wait(
            (sending, reading), return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(sending, reading, return_exceptions=True)


async def _until_gone(websocket: WebSocket) -> None:
    try:
        while True:
            await websocket.receive_text()
    except (WebSocketDisconnect, RuntimeError):
        return


class ConsoleLine:
    """What one open console has seen, and what it is sent next."""

    def __init__(self, websocket: WebSocket, here: Services, after: int) -> None:
        self.websocket = websocket
        self.here = here
        self.after = after
        self.behind = False  # an event is under way that has a smaller id than others here
        self.names: dict[int, str] = {}  # conversation ids by their public names

    async def send(self, listener: Listener) -> None:
        """Catch up, then follow."""
        listener.woken.set()
        while True:
            pause = HURRY if self.behind else self.here.hub.pulse
            for signal in await listener.wait(pause):
                await self._send_signal(signal)
            await self._catch_up()

    async def _catch_up(self) -> None:
        async with self.here.database.read() as session:
            if self.after < 0:
                self.after = await session.scalar(select(func.max(Event.id))) or 0
            found = await since(session, self.after)
            events = in_order(found, self.after, self.here.clock())
            self.behind = len(events) < len(found)
            await self._learn_names(session, {e.conversation_id for e in events})
        for event in events:
            self.after = event.id
            await self.websocket.send_json({
                "type": "event", "id": event.id, "kind": event.kind, "data": event.data,
                "conversation": self.names[event.conversation_id], "at": event.at.isoformat()})

    async def _send_signal(self, signal: dict[str, Any]) -> None:
        number = signal.get("conversation")
        if isinstance(number, int):
            async with self.here.database.read() as session:
                await self._learn_names(session, {number})
            signal = {**signal, "conversation": self.names.get(number)}
        await self.websocket.send_json({"type": "signal", **signal})

    async def _learn_names(self, session: Any, ids: set[int]) -> None:
        unknown = ids - self.names.keys()
        if unknown:
            rows = await session.execute(
                select(Conversation.id, Conversation.public_id).where(Conversation.id.in_(unknown)))
            self.names.update(rows.all())

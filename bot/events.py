"""Live events: everything that changes is a row with a growing id, and a nudge after the commit."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.tables import Event

STAFF = "staff"  # the topic every console listens to
WORK = "work"  # the topic that says: there are messages to take
SEND = "send"  # the topic that says: there are deliveries to send
FETCH = "fetch"  # the topic that says: there are files to fetch or to delete
SETTLED = timedelta(seconds=2)  # a transaction is over after so long, or was rolled back
PULSE = 20.0  # seconds after which a page looks again, nudged or not


def topic(conversation_id: int) -> str:
    """The topic of one conversation."""
    return f"conversation:{conversation_id}"


def record(
    session: AsyncSession,
    conversation_id: int,
    kind: str,
    now: datetime,
    data: dict[str, Any],
    audience: Literal["everyone", "staff"] = "everyone",
) -> None:
    """Write one event into the running transaction; listeners wake after its commit."""
    session.add(
        Event(conversation_id=conversation_id, kind=kind, audience=audience, data=data, at=now)
    )
    session.info.setdefault("wake", set()).update({topic(conversation_id), STAFF})


async def since(
    session: AsyncSession, after: int, conversation_id: int | None = None, limit: int = 500
) -> Sequence[Event]:
    """Events with an id above `after`, oldest first, of one conversation or of all."""
    query = select(Event).where(Event.id > after).order_by(Event.id).limit(limit)
    if conversation_id is not None:
        query = query.where(Event.conversation_id == conversation_id)
    return (await session.scalars(query)).all()


def in_order(events: Sequence[Event], after: int, now: datetime) -> Sequence[Event]:
    """The events (of all conversations) up to the first gap between their ids.

    On PostgreSQL a smaller id may still be in another transaction: a page that went on would never
    see it. A gap before an event that is older than SETTLED is none.
    """
    for place, event in enumerate(events):
        if event.id != after + 1 and now - event.at < SETTLED:
            return events[:place]
        after = event.id
    return events


class Listener:
    """One page's ear: passing signals (typing) wait in a list, and a flag says "look again"."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.signals: list[dict[str, Any]] = []

    async def wait(self, seconds: float) -> list[dict[str, Any]]:
        """Wait for a nudge (or the time out); returns the signals that came meanwhile."""
        try:
            # Not wait_for: in Python 3.11 it swallows a cancellation that comes with the nudge.
            async with asyncio.timeout(seconds):
                await self.woken.wait()
        except TimeoutError:
            return []
        self.woken.clear()
        signals, self.signals = self.signals, []
        return signals


class Hub:
    """Wakes the listeners of this process. Nothing is stored here: rows are the truth.

    With several processes bot.relay's Relay stands here instead; this one is alone.
    """

    state = "alone"  # what health shows: alone, connected, lost
    pulse = PULSE
    processes = 1  # that share the work, as far as this one knows

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = defaultdict(set)

    async def open(self) -> None:
        """Before the loops run; StartFailed when the other processes cannot be reached."""

    async def close(self) -> None:
        """After the loops have ended."""

    @asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[Listener]:
        """A listener for the topics, as long as the block lasts."""
        listener = Listener()
        for name in topics:
            self._listeners[name].add(listener)
        try:
            yield listener
        finally:
            for name in topics:
                self._listeners[name].discard(listener)
                if not self._listeners[name]:
                    del self._listeners[name]

    def wake(self, topics: set[str]) -> None:
        """Tell the listeners of these topics that rows have changed."""
        for name in topics:
            for listener in self._listeners.get(name, ()):
                listener.woken.set()

    def signal(self, topics: set[str], data: dict[str, Any]) -> None:
        """Pass something that is not worth a row, such as typing."""
        heard = {listener for name in topics for listener in self._listeners.get(name, ())}
        for listener in heard:
            listener.signals.append(data)
            listener.woken.set()

    def watched(self, name: str) -> bool:
        """Whether anybody listens to the topic just now."""
        return name in self._listeners

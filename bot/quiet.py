"""When a conversation has gone quiet: three messages in two seconds are answered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.tables import Conversation, Message

LONGEST = 5.0  # seconds after the first message: somebody who never pauses is answered too


@dataclass(frozen=True, slots=True)
class Quiet:
    """Seconds without a new message before a turn begins, by channel."""

    seconds: float
    of_channel: Mapping[str, float] = field(default_factory=dict)

    def left(self, channel: str, first: datetime, last: datetime, now: datetime) -> float:
        """Seconds still to wait; 0 or less when the turn may begin."""
        pause = self.of_channel.get(channel, self.seconds)
        return min(pause - (now - last).total_seconds(), LONGEST - (now - first).total_seconds())


NO_WAIT = Quiet(0)


class Waiting(NamedTuple):
    """A conversation with untaken messages."""

    id: int
    channel: str
    first: datetime
    last: datetime


async def unanswered(session: AsyncSession, now: datetime) -> Sequence[Waiting]:
    """Every conversation with messages that wait for a turn nobody is taking, and since when."""
    rows = await session.execute(
        select(Conversation.id, Conversation.channel, func.min(Message.created_at),
               func.max(Message.created_at))
        .join(Message, Message.conversation_id == Conversation.id)
        .where(Message.waiting, or_(Conversation.claimed_until.is_(None),
                                    Conversation.claimed_until < now))
        .group_by(Conversation.id, Conversation.channel))
    return [Waiting(*row) for row in rows]

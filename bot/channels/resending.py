"""Dead letters: what did not arrive, and sending it again by a person's hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.posting import check_window
from bot.channels.progress import LOST, reflect, trouble
from bot.channels.tables import Delivery
from bot.errors import Conflict, NotFound
from bot.events import SEND
from bot.tables import Conversation
from bot.words import Progress

IS_LOST = Delivery.state.in_(LOST)


async def lost(session: AsyncSession, before: int, limit: int = 100) -> list[dict[str, Any]]:
    """Parts that did not arrive, newest first, below an id if one is given."""
    query = (select(Delivery, Conversation.public_id)
             .join(Conversation, Conversation.id == Delivery.conversation_id)
             .where(IS_LOST).order_by(Delivery.id.desc()).limit(limit))
    rows = await session.execute(query.where(Delivery.id < before) if before else query)
    return [
        {"id": row.id, "conversation": public_id, "channel": row.channel, "account": row.account,
         "message": row.message_id, "text": row.part["text"], "attempts": row.attempts,
         "at": row.created_at.isoformat(), **(trouble([row]) or {})}
        for row, public_id in rows
    ]


async def resend(session: AsyncSession, number: int, now: datetime) -> None:
    """Put a lost part back into the queue; Conflict when it is not lost (any more)."""
    row = await session.scalar(select(Delivery).where(Delivery.id == number).with_for_update())
    if row is None:
        raise NotFound("This delivery does not exist (any more).")
    if row.state not in LOST:
        raise Conflict("This message is on its way or has arrived; it is not sent twice.")
    await check_window(session, await session.get_one(Conversation, row.conversation_id), now)
    row.state, row.external_id, row.attempts = Progress.WAITING, None, 0
    row.created_at = row.next_try_at = now
    row.code = row.reason = row.remedy = None
    await reflect(session, row.message_id, row.conversation_id, now)
    session.info.setdefault("wake", set()).add(SEND)

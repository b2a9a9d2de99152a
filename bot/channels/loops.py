"""Two programs that answer each other: after so many answers in an hour a person looks."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ownership import Step, move
from bot.tables import Conversation, Message
from bot.words import Author, Owner, Reason

HOUR = timedelta(hours=1)


async def break_loop(
    session: AsyncSession, conversation: Conversation, most: int | None, now: datetime
) -> None:
    """Queue a conversation in which the assistant has said its most; nothing is answered."""
    if most is None or conversation.owner != Owner.ASSISTANT:
        return
    said = await session.scalar(
        select(func.count()).select_from(Message).where(
            Message.conversation_id == conversation.id, Message.author == Author.ASSISTANT,
            Message.created_at > now - HOUR))
    if (said or 0) >= most:
        move(session, conversation, Step.HANDED_OFF, now, reason=Reason.LOOP)

"""The one way out: replies become messages that wait for their channel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.posting import post
from bot.events import record
from bot.replies import Reply
from bot.tables import Conversation, Message
from bot.views import message_view
from bot.words import Author, Status


async def write_replies(
    session: AsyncSession, conversation: Conversation, replies: Sequence[Reply], now: datetime
) -> list[Message]:
    """Replies become messages in the outbox, with live events."""
    written = []
    for reply in replies:
        message = Message(
            conversation_id=conversation.id, direction="out", author=Author.ASSISTANT,
            text=reply.text, content=reply.content(), language=conversation.language,
            status=Status.SENT, waiting=False, created_at=now,
        )
        session.add(message)
        await session.flush()
        await post(session, conversation, message, now)
        record(session, conversation.id, "message", now, message_view(message))
        written.append(message)
    if written:
        conversation.last_message_at = now
    return written

"""Read marks and "typing" where a messenger has them: a courtesy that may fail and nobody waits."""

from __future__ import annotations

import asyncio
import logging

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import accounts
from bot.channels.registry import CHANNELS
from bot.database import Database
from bot.tables import Conversation, Identity, Message

log = logging.getLogger(__name__)


class Courtesy:
    """Tells customers that they are being read and answered."""

    def __init__(self, database: Database, client: httpx.AsyncClient, key: bytes) -> None:
        self.database = database
        self.client = client
        self.key = key
        self.under_way: set[asyncio.Task[None]] = set()

    def attend(self, conversation: int, channel: str) -> None:
        """Begin, and do not wait."""
        if channel in CHANNELS and CHANNELS[channel].attend:
            task = asyncio.create_task(self._attend(conversation))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def _attend(self, conversation: int) -> None:
        try:
            async with self.database.read() as session:
                request = await attention(session, conversation, self.key)
            if request:
                request.extensions["timeout"] = accounts.TIMEOUT.as_dict()
                await self.client.send(request)
        except Exception as error:
            log.info("a read mark was not taken: %r", error)


async def attention(
    session: AsyncSession, conversation_id: int, key: bytes
) -> httpx.Request | None:
    """The call that marks the last message as read and shows that somebody writes."""
    conversation = await session.get_one(Conversation, conversation_id)
    identity = await session.get_one(Identity, conversation.identity_id)
    last = await session.scalar(
        select(Message.external_id)
        .where(Message.conversation_id == conversation_id, Message.direction == "in")
        .order_by(Message.said_at.desc(), Message.id.desc()).limit(1))
    kind = CHANNELS[conversation.channel]
    if kind.attend is None or last is None:
        return None
    row = await accounts.find(session, conversation.channel, identity.account)
    return kind.attend(identity.external_id, last, accounts.opened(row, key))

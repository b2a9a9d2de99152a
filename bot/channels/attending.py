"""Read marks and "typing" where a messenger has them: a courtesy that may fail and nobody waits."""

from __future__ import annotations

import asyncio
import logging

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import accounts
from bot.channels.registry import CHANNELS
from bot.channels.tables import ChannelAccount
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
    last = (select(Message.external_id)
            .where(Message.conversation_id == conversation_id, Message.direction == "in")
            .order_by(Message.said_at.desc(), Message.id.desc()).limit(1).scalar_subquery())
    found = (await session.execute(
        select(Identity.external_id, ChannelAccount, last)
        .join(Conversation, Conversation.identity_id == Identity.id)
        .join(ChannelAccount, (ChannelAccount.channel == Identity.channel)
              & (ChannelAccount.name == Identity.account))
        .where(Conversation.id == conversation_id))).first()
    if found is None:
        return None  # the account has been removed
    person, row, message = found
    kind = CHANNELS[row.channel]
    if kind.attend is None or message is None:
        return None
    return kind.attend(person, message, accounts.opened(row, key))

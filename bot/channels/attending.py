"""Read marks and "typing" where a messenger has them: a courtesy that may fail and nobody waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import accounts, names
from bot.channels.contract import Sign
from bot.channels.registry import CHANNELS
from bot.channels.tables import ChannelAccount
from bot.database import Database
from bot.tables import Conversation, Identity, Message
from bot.words import Owner

log = logging.getLogger(__name__)
ASKED = 10_000  # then all may be asked once more


class Courtesy:
    """Tells customers that they are being read and answered."""

    def __init__(
        self, database: Database, key: bytes, client: httpx.AsyncClient | None = None
    ) -> None:
        self.database = database
        self.key = key
        self.client = client  # made when it is first needed
        self.under_way: set[asyncio.Task[None]] = set()
        self.asked: set[int] = set()  # conversations whose customer's name is known, or hidden

    def attend(self, conversation: int, channel: str, sign: Sign = Sign.ANSWERING) -> None:
        """Begin, and do not wait."""
        if channel in CHANNELS and (CHANNELS[channel].attend or CHANNELS[channel].profile):
            task = asyncio.create_task(self._attend(conversation, channel, sign))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def close(self) -> None:
        await asyncio.gather(*self.under_way, return_exceptions=True)
        if self.client:
            await self.client.aclose()

    async def _attend(self, conversation: int, channel: str, sign: Sign) -> None:
        self.client = self.client or httpx.AsyncClient(timeout=accounts.TIMEOUT)
        try:
            async with self.database.read() as session:
                requests = await attention(session, conversation, sign, self.key)
            for request in requests:
                request.extensions["timeout"] = accounts.TIMEOUT.as_dict()
                await self.client.send(request)
            known = conversation in self.asked or not CHANNELS[channel].profile
            if not known and await names.learn(
                    self.database, self.client, conversation, self.key):
                self.asked = {*self.asked, conversation} if len(self.asked) < ASKED else set()
        except Exception as error:
            log.info("a read mark was not taken, or a name not learned: %r", error)


async def attention(
    session: AsyncSession, conversation_id: int, sign: Sign, key: bytes
) -> Sequence[httpx.Request]:
    """The calls that let the customer see how their last message is doing."""
    last = (select(Message.external_id)
            .where(Message.conversation_id == conversation_id, Message.direction == "in")
            .order_by(Message.said_at.desc(), Message.id.desc()).limit(1).scalar_subquery())
    found = (await session.execute(
        select(Identity.external_id, ChannelAccount, last, Conversation.owner)
        .join(Conversation, Conversation.identity_id == Identity.id)
        .join(ChannelAccount, (ChannelAccount.channel == Identity.channel)
              & (ChannelAccount.name == Identity.account))
        .where(Conversation.id == conversation_id))).first()
    if found is None:
        return []  # the account has been removed
    person, row, message, owner = found
    kind = CHANNELS[row.channel]
    if kind.attend is None or message is None:
        return []
    shown = shown_of(sign, Owner(owner))
    return kind.attend(person, message, shown, accounts.opened(row, key))


def shown_of(sign: Sign, owner: Owner) -> Sign:
    """A message that waits for a person is neither read yet, nor does anybody type."""
    return Sign.TAKEN if sign is Sign.ANSWERING and owner is not Owner.ASSISTANT else sign

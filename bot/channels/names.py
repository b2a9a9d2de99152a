"""What customers are called, where their messenger tells it only when asked."""

from __future__ import annotations

import httpx
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import accounts
from bot.channels.contract import Again, Channel, Expired, Refused
from bot.channels.registry import CHANNELS
from bot.channels.tables import ChannelAccount
from bot.database import Database
from bot.tables import Conversation, Identity

LONGEST = 200


async def learn(
    database: Database, client: httpx.AsyncClient, conversation: int, key: bytes
) -> bool:
    """Ask for the name of a conversation's customer, if it is not known, and keep it.

    False: nothing was learned of it, and it is worth asking again.
    """
    async with database.read() as session:
        found = await _nameless(session, conversation)
    if found is None:
        return True
    identity, row = found
    kind = CHANNELS[row.channel]
    if kind.profile is None or kind.named is None:
        return True
    request = kind.profile(identity.external_id, accounts.opened(row, key))
    request.extensions["timeout"] = accounts.TIMEOUT.as_dict()
    response = await client.send(request)
    name = kind.named(response) if response.is_success else None
    if name:
        async with database.write() as session:
            await session.execute(
                update(Identity)
                .where(Identity.id == identity.id, Identity.display_name.is_(None))
                .values(display_name=name[:LONGEST]))
    return bool(name) or _hidden(kind, response)


def _hidden(kind: Channel, response: httpx.Response) -> bool:
    """A busy messenger or a lapsed token says nothing of whether somebody shows their name."""
    answer = kind.read(response) if kind.read else None
    broken = isinstance(answer, Refused) and answer.remedy == "fix_account"
    return not broken and not isinstance(answer, Again | Expired)


async def _nameless(
    session: AsyncSession, conversation: int
) -> tuple[Identity, ChannelAccount] | None:
    row = (await session.execute(
        select(Identity, ChannelAccount)
        .join(Conversation, Conversation.identity_id == Identity.id)
        .join(ChannelAccount, (ChannelAccount.channel == Identity.channel)
              & (ChannelAccount.name == Identity.account))
        .where(Conversation.id == conversation, Identity.display_name.is_(None)))).first()
    return (row[0], row[1]) if row else None

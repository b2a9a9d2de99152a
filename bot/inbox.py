"""Facts become rows: the one way in for everything a customer sends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.events import WORK, record
from bot.ownership import Step, move
from bot.tables import Conversation, Customer, Identity, Message
from bot.texts import DEFAULT_FORM
from bot.views import message_view
from bot.words import Author, Language, Owner, Status

RESTED = timedelta(hours=12)  # after so long a closed conversation stays closed, a new one begins


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as a messenger delivered it, in our words."""

    channel: str
    account: str
    sender: str  # the messenger's own id of the person
    external_id: str  # the messenger's own id of the message: the guard against double delivery
    text: str
    at: datetime
    content: dict[str, Any] = field(default_factory=dict)  # pressed payload, attachments


async def identity_of(
    session: AsyncSession, channel: str, account: str, external_id: str, now: datetime
) -> Identity:
    """The identity of a sender, made at the first contact."""
    found = await session.scalar(
        select(Identity).where(
            Identity.channel == channel, Identity.account == account,
            Identity.external_id == external_id,
        )
    )
    if found is None:
        found = Identity(
            channel=channel, account=account, external_id=external_id, created_at=now
        )
        session.add(found)
        await session.flush()
    return found


async def conversation_of(
    session: AsyncSession, identity: Identity, language: Language, now: datetime
) -> Conversation:
    """The conversation this identity is in, or a new one."""
    latest = await session.scalar(
        select(Conversation)
        .where(Conversation.identity_id == identity.id)
        .order_by(Conversation.id.desc())
        .limit(1)
    )
    rested = latest and latest.closed_at and now - latest.closed_at > RESTED
    # Somebody else signed in on the same device: what was said before is not theirs to read.
    if latest and not rested and latest.customer_id in (None, identity.customer_id):
        return latest
    customer = (
        await session.get(Customer, identity.customer_id) if identity.customer_id else None
    )
    same_tongue = customer is not None and customer.language == language
    conversation = Conversation(
        public_id=secrets.token_urlsafe(16),
        identity_id=identity.id,
        customer_id=identity.customer_id,
        channel=identity.channel,
        language=language,
        address_form=customer.address_form if customer and same_tongue else DEFAULT_FORM[language],
        owner=Owner.ASSISTANT,
        epoch=0,
        owner_since=now,
        opened_at=now,
        last_message_at=now,
        memory={},
    )
    session.add(conversation)
    await session.flush()
    return conversation


async def already(
    session: AsyncSession, conversation: Conversation, external_id: str
) -> Message | None:
    """A customer's message that was taken before."""
    return await session.scalar(
        select(Message).where(
            Message.conversation_id == conversation.id, Message.direction == "in",
            Message.external_id == external_id))


async def receive(
    session: AsyncSession, conversation: Conversation, inbound: Inbound, now: datetime
) -> Message | None:
    """Store one customer message and let it wait for its turn; None if it came before."""
    if await already(session, conversation, inbound.external_id):
        return None
    if conversation.owner == Owner.CLOSED:
        move(session, conversation, Step.REOPENED, now)
    message = Message(
        conversation_id=conversation.id, direction="in", author=Author.CUSTOMER,
        external_id=inbound.external_id, text=inbound.text, content=inbound.content,
        status=Status.DELIVERED, waiting=True, created_at=now, said_at=min(inbound.at, now),
    )
    session.add(message)
    conversation.last_message_at = now
    await session.flush()
    record(session, conversation.id, "message", now, message_view(message))
    session.info.setdefault("wake", set()).add(WORK)
    return message

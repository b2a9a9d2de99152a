"""Which conversation a mail belongs to, and what an answer says of its thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Letter
from bot.channels.tables import Delivery
from bot.tables import Conversation, Identity, Message
from bot.words import Author

LOOKED_AT = 20  # messages before ours that may hold the mail it answers


async def followed(
    session: AsyncSession, channel: str, account: str, markers: Sequence[str]
) -> Identity | None:
    """Whom we wrote the message that is answered: a marker is known to nobody else."""
    if not markers:
        return None
    return await session.scalar(
        select(Identity).join(Conversation, Conversation.identity_id == Identity.id)
        .join(Delivery, Delivery.conversation_id == Conversation.id)
        .where(Delivery.channel == channel, Delivery.account == account,
               Delivery.marker.in_(markers))
        .order_by(Delivery.id.desc()).limit(1))


async def letter_of(session: AsyncSession, delivery: Delivery) -> Letter:
    """The thread of the customer's last mail before our message."""
    ours = await session.get_one(Message, delivery.message_id)
    conversation = await session.get_one(Conversation, delivery.conversation_id)
    before = await session.scalars(
        select(Message).where(Message.conversation_id == delivery.conversation_id,
                              Message.direction == "in", Message.id < delivery.message_id)
        .order_by(Message.id.desc()).limit(LOOKED_AT))
    mail: dict[str, Any] = next(
        (message.content["mail"] for message in before if "mail" in message.content), {})
    subject = mail.get("subject") or conversation.subject or ""
    return Letter(
        subject, mail.get("id", ""), tuple(mail.get("references", ())),
        ours.author != Author.AGENT, conversation.language)

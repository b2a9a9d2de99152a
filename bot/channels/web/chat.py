"""The web chat's rows: opening a session, what a visitor sees, receipts, ratings, erasure."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot import linking
from bot.errors import NotFound, Unauthorised
from bot.events import record
from bot.files.forgetting import doom
from bot.files.tables import StoredFile
from bot.inbox import conversation_of, identity_of
from bot.linking import Evidence
from bot.outbox import write_replies
from bot.replies import Reply
from bot.tables import (
    Code,
    Conversation,
    Customer,
    Event,
    Identity,
    Link,
    Message,
    Move,
    Staff,
    Turn,
)
from bot.texts import DEFAULT_FORM, Voice
from bot.views import message_view
from bot.words import Language, Status

CHANNEL, ACCOUNT = "web", "default"
ORDER = [Status.QUEUED, Status.SENT, Status.DELIVERED, Status.SEEN]


async def open_chat(
    session: AsyncSession, visitor: str, language: Language, customer: Customer | None,
    now: datetime,
) -> Conversation:
    """The visitor's conversation; a new one opens with the assistant's greeting."""
    identity = await identity_of(session, CHANNEL, ACCOUNT, visitor, now)
    if customer is not None:
        identity.display_name = customer.name
        await linking.link(
            session, identity, customer.id, Evidence.SIGNED_LOGIN, "shop", now)
    conversation = await conversation_of(session, identity, language, now)
    written = await session.scalar(
        select(func.count()).select_from(Message).where(
            Message.conversation_id == conversation.id)
    )
    if not written:
        voice = Voice(language, conversation.address_form)
        await write_replies(session, conversation, [Reply(voice.say("opening"))], now)
    return conversation


async def signed_in(
    session: AsyncSession, key: str, signature_valid: bool
) -> Customer:
    """The customer a shop's page vouches for."""
    if not signature_valid:
        raise Unauthorised("The customer's signature is wrong; the shop's page must sign its id.")
    found = await session.scalar(select(Customer).where(Customer.key == key))
    if found is None:
        raise NotFound(f"No customer has the id {key!r}.")
    return found


async def transcript(session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
    """Everything a page needs to show the conversation as it stands."""
    messages = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation.id)
        .options(selectinload(Message.agent))
        .order_by(Message.id)
    )
    agent = await session.get(Staff, conversation.agent_id) if conversation.agent_id else None
    last = await session.scalar(
        select(func.max(Event.id)).where(Event.conversation_id == conversation.id)
    )
    return {
        "conversation": conversation.public_id,
        "language": conversation.language,
        "owner": conversation.owner,
        "agent": {"name": agent.name, "colour": agent.colour} if agent else None,
        "messages": [message_view(m, m.agent) for m in messages],
        "last_event": last or 0,
    }


async def conversation_of_visitor(
    session: AsyncSession, visitor: str, public_id: str
) -> Conversation:
    """The conversation, if it is this visitor's."""
    found = await session.scalar(
        select(Conversation)
        .join(Identity, Identity.id == Conversation.identity_id)
        .where(Conversation.public_id == public_id, Identity.external_id == visitor,
               Identity.channel == CHANNEL)
    )
    if found is None:
        raise NotFound("This conversation does not exist any more; start a new chat.")
    return found


async def of_visitor(session: AsyncSession, visitor: str, conversation_id: int | None) -> None:
    """NotFound unless this conversation is the visitor's."""
    found = await session.scalar(
        select(Conversation.id).join(Identity, Identity.id == Conversation.identity_id)
        .where(Conversation.id == conversation_id, Identity.external_id == visitor,
               Identity.channel == CHANNEL))
    if found is None:
        raise NotFound("This file is not there any more.")


async def button_was_shown(session: AsyncSession, conversation_id: int, payload: str) -> bool:
    """Whether one of our messages in this conversation carries this payload on a button."""
    contents = await session.scalars(
        select(Message.content).where(
            Message.conversation_id == conversation_id, Message.direction == "out"
        )
    )
    return any(
        button["payload"] == payload
        for content in contents for button in content.get("buttons", [])
    )


async def receipt(
    session: AsyncSession, conversation_id: int, up_to: int, status: Status, now: datetime,
    direction: str = "out",
) -> None:
    """Messages up to an id were delivered or seen; a status only ever moves forward."""
    earlier = ORDER[: ORDER.index(status)]
    result = await session.execute(
        update(Message)
        .where(Message.conversation_id == conversation_id, Message.direction == direction,
               Message.id <= up_to, Message.status.in_(earlier))
        .values(status=status)
    )
    if result.rowcount:  # type: ignore[attr-defined]
        record(session, conversation_id, "status", now,
               {"message": up_to, "status": status, "direction": direction})


async def switch_language(
    session: AsyncSession, conversation: Conversation, language: Language, now: datetime
) -> None:
    """The visitor chose a language in the chat's menu."""
    if conversation.language == language:
        return
    conversation.language = language
    conversation.address_form = DEFAULT_FORM[language]
    conversation.memory = {**conversation.memory, "language_evidence": {}}
    record(session, conversation.id, "language", now, {"language": language})


async def erase_visitor(
    session: AsyncSession, visitor: str,
    erase: Callable[[AsyncSession, list[int]], Awaitable[None]], now: datetime,
) -> None:
    """Delete everything of this visitor: messages, what was understood, events, identity."""
    identity = await session.scalar(
        select(Identity).where(Identity.channel == CHANNEL, Identity.external_id == visitor)
    )
    if identity is None:
        return
    ids = list(await session.scalars(
        select(Conversation.id).where(Conversation.identity_id == identity.id)
    ))
    await erase(session, ids)  # the rooms above first: their rows point at ours
    await doom(session, StoredFile.conversation_id.in_(ids), now)
    await session.execute(delete(Code).where(
        or_(Code.identity_id == identity.id, Code.to_id == identity.id)))
    for table in (Turn, Event, Move, Message):
        await session.execute(delete(table).where(table.conversation_id.in_(ids)))
    await session.execute(delete(Conversation).where(Conversation.id.in_(ids)))
    await session.execute(delete(Link).where(Link.identity_id == identity.id))
    await session.delete(identity)


def new_visitor() -> str:
    """A visitor id nobody can guess."""
    return secrets.token_urlsafe(18)


"""The agents' desk: lists, threads, and everything an agent does to a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.channels import template_texts, templates
from bot.channels.posting import check_window, post, takes_templates
from bot.errors import Conflict, NotFound
from bot.events import record
from bot.files.tables import attachment
from bot.files.uploads import attach, unsent
from bot.outbox import write_replies
from bot.ownership import Step, move
from bot.replies import Reply
from bot.tables import Conversation, Customer, Event, Identity, Message, Staff
from bot.texts import Voice
from bot.views import message_view
from bot.words import Author, Language, Owner, Status
from handoff.tables import Note, Packet, Rating

T = TypeVar("T", Rating, Packet)
DUE, LATE = timedelta(minutes=3), timedelta(minutes=10)  # how long a waiting customer waits


async def find(session: AsyncSession, public_id: str, lock: bool = False) -> Conversation:
    """A conversation by its public id."""
    query = select(Conversation).where(Conversation.public_id == public_id).options(
        selectinload(Conversation.customer), selectinload(Conversation.identity),
        selectinload(Conversation.agent))
    found = await session.scalar(query.with_for_update(key_share=True) if lock else query)
    if found is None:
        raise NotFound("This conversation does not exist (any more).")
    return found


async def listing(
    session: AsyncSession, me: Staff, view: str, now: datetime, search: str = "",
    language: str = "",
) -> dict[str, Any]:
    """The rows of one tab, the counts of all, and the event id they are as new as."""
    last_event = await session.scalar(select(func.max(Event.id))) or 0
    query = _view(select(Conversation), view, me)
    if language:
        query = query.where(Conversation.language == language)
    if search:
        query = _matching(query, search)
    oldest_first = view in ("queue", "mine")
    order = Conversation.owner_since if oldest_first else Conversation.last_message_at.desc()
    rows = await session.scalars(
        query.order_by(order).limit(100).options(
            selectinload(Conversation.customer), selectinload(Conversation.identity),
            selectinload(Conversation.agent)))
    conversations = rows.all()
    return {
        "items": await _rows(session, conversations, now),
        "counts": {name: await _count(session, name, me) for name in ("queue", "mine", "open")},
        "last_event": last_event,
    }


def _view(query: Select[Any], view: str, me: Staff) -> Select[Any]:
    match view:
        case "queue":
            return query.where(Conversation.owner == Owner.QUEUE)
        case "mine":
            return query.where(Conversation.owner == Owner.AGENT, Conversation.agent_id == me.id)
        case "closed":
            return query.where(Conversation.owner == Owner.CLOSED)
        case "open":
            return query.where(Conversation.owner != Owner.CLOSED)
        case _:
            raise NotFound(f"There is no list called {view!r}.")


def _matching(query: Select[Any], search: str) -> Select[Any]:
    like = f"%{search.replace('%', '')}%"
    said = select(Message.conversation_id).where(Message.text.ilike(like))
    named = select(Customer.id).where(or_(Customer.name.ilike(like), Customer.email.ilike(like)))
    return query.where(or_(
        Conversation.id.in_(said), Conversation.customer_id.in_(named),
        Conversation.subject.ilike(like)))


async def _count(session: AsyncSession, view: str, me: Staff) -> int:
    query = _view(select(func.count()).select_from(Conversation), view, me)
    return await session.scalar(query) or 0


async def _rows(
    session: AsyncSession, conversations: Sequence[Conversation], now: datetime
) -> list[dict[str, Any]]:
    ids = [conversation.id for conversation in conversations]
    last = await _last_messages(session, ids)
    ratings = await _by_conversation(session, Rating, ids)
    packets = await _by_conversation(session, Packet, ids)
    unread = dict((await session.execute(
        select(Message.conversation_id, func.count())
        .where(Message.conversation_id.in_(ids), Message.direction == "in",
               Message.status != Status.SEEN)
        .group_by(Message.conversation_id))).all())
    return [
        {
            "id": c.public_id, "name": name_of(c), "channel": c.channel, "language": c.language,
            "owner": c.owner, "agent": agent_view(c.agent),
            "reason": packets[c.id].reason if c.id in packets else None,
            "waiting_since": c.owner_since.isoformat() if c.owner == Owner.QUEUE else None,
            "last": _last_view(last.get(c.id)), "unread": unread.get(c.id, 0),
            "sla": sla(c, now), "rating": ratings[c.id].stars if c.id in ratings else None,
        }
        for c in conversations
    ]


async def _last_messages(session: AsyncSession, ids: list[int]) -> dict[int, Message]:
    newest = (select(func.max(Message.id)).where(Message.conversation_id.in_(ids))
              .group_by(Message.conversation_id))
    rows = await session.scalars(select(Message).where(Message.id.in_(newest)))
    return {message.conversation_id: message for message in rows}


async def _by_conversation(
    session: AsyncSession, table: type[T], ids: list[int]
) -> dict[int, T]:
    rows = await session.scalars(
        select(table).where(table.conversation_id.in_(ids)).order_by(table.id))
    return {row.conversation_id: row for row in rows}


def _last_view(message: Message | None) -> dict[str, Any] | None:
    if message is None:
        return None
    return {"author": message.author, "text": message.text[:160],
            "carries": carried(message.content), "at": message.created_at.isoformat()}


CARRIED = {"location": "location", "contacts": "contact", "shares": "share",
           "unsupported": "unsupported"}


def carried(content: Mapping[str, Any]) -> str | None:
    """What a message has beside words, as one word the console has a name for."""
    if files := content.get("attachments"):
        return str(files[0].get("kind") or "file")
    return next((word for name, word in CARRIED.items() if content.get(name)), None)


def sla(conversation: Conversation, now: datetime) -> str:
    """How long a customer in the queue has waited, as a word."""
    if conversation.owner != Owner.QUEUE:
        return "ok"
    waited = now - conversation.owner_since
    return "late" if waited > LATE else "due" if waited > DUE else "ok"


def name_of(conversation: Conversation) -> str | None:
    """The customer's name, or what the messenger calls them; None for a new visitor."""
    if conversation.customer:
        return conversation.customer.name
    return conversation.identity.display_name


def agent_view(agent: Staff | None) -> dict[str, Any] | None:
    return {"id": agent.id, "name": agent.name, "colour": agent.colour} if agent else None


async def claim(
    session: AsyncSession, conversation: Conversation, me: Staff, now: datetime
) -> None:
    """Take a conversation. Whoever is second learns who was first."""
    if conversation.owner == Owner.AGENT and conversation.agent_id != me.id:
        holder = conversation.agent.name if conversation.agent else "Another agent"
        raise Conflict(f"{holder} has already taken this conversation.")
    if conversation.owner == Owner.AGENT:
        return
    move(session, conversation, Step.CLAIMED, now, agent=me)


async def release(
    session: AsyncSession, conversation: Conversation, now: datetime
) -> None:
    move(session, conversation, Step.RELEASED, now)


async def give_back(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    move(session, conversation, Step.RETURNED, now)


async def close(
    session: AsyncSession, conversation: Conversation, me: Staff, now: datetime
) -> None:
    """Close, and ask the customer in their language how it was."""
    voice = Voice(Language(conversation.language), conversation.address_form)
    question = voice.say("rating_request", agent=me.name)
    move(session, conversation, Step.CLOSED, now, agent=me)
    await write_replies(session, conversation, [Reply(question, kind="rating")], now)


async def reply(
    session: AsyncSession, conversation: Conversation, me: Staff, client_id: str, text: str,
    now: datetime, files: Sequence[str] = (),
) -> Message:
    """An agent's words and files; sent again with the same id they are sent once."""
    if known := await _known(session, conversation, me, client_id):
        return known
    await check_window(session, conversation, now)
    content: dict[str, Any] = {"kind": "text", "buttons": []}
    if files:
        content["attachments"] = [
            attachment(row) for row in await unsent(session, conversation.id, files)]
    message = await _write(session, conversation, me, client_id, text, content, now)
    await attach(session, files, message)
    return message


async def _known(
    session: AsyncSession, conversation: Conversation, me: Staff, client_id: str
) -> Message | None:
    """What was written with this id already; for something new the agent must have the thread."""
    known = await session.scalar(
        select(Message).where(Message.conversation_id == conversation.id,
                              Message.direction == "out", Message.external_id == client_id))
    if known is None and (conversation.owner != Owner.AGENT or conversation.agent_id != me.id):
        raise Conflict("Take this conversation before you answer, so that nobody answers twice.")
    return known


async def _write(
    session: AsyncSession, conversation: Conversation, me: Staff, client_id: str, text: str,
    content: dict[str, Any], now: datetime,
) -> Message:
    message = Message(
        conversation_id=conversation.id, direction="out", author=Author.AGENT, agent_id=me.id,
        external_id=client_id, text=text, content=content,
        language=conversation.language, status=Status.SENT, waiting=False, created_at=now,
    )
    session.add(message)
    conversation.last_message_at = now
    await session.flush()
    await post(session, conversation, message, now)
    record(session, conversation.id, "message", now, message_view(message, me))
    return message


async def send_template(
    session: AsyncSession, conversation: Conversation, me: Staff, client_id: str,
    template: dict[str, Any], now: datetime,
) -> Message:
    """An approved template: the only thing some messengers take outside their window."""
    if known := await _known(session, conversation, me, client_id):
        return known
    if not takes_templates(conversation.channel):
        raise Conflict("This channel has no templates; write a message instead.")
    identity = await session.get_one(Identity, conversation.identity_id)
    row = await templates.sendable(session, conversation.channel, identity.account,
                                   template["name"], template["language"])
    values = template_texts.lines(template["values"])
    return await _write(
        session, conversation, me, client_id, template_texts.filled(row.body, values),
        {"kind": "template", "buttons": [],
         "template": {**template, "values": values, "names": template_texts.names(row.body)}}, now)


async def offered_templates(
    session: AsyncSession, conversation: Conversation
) -> list[dict[str, Any]]:
    """The templates that can be sent here, the conversation's language first."""
    identity = await session.get_one(Identity, conversation.identity_id)
    rows = await templates.of_account(
        session, conversation.channel, identity.account, approved=True)
    own = [row for row in rows if row.language[:2] == conversation.language]
    return [templates.view(row) for row in [*own, *(row for row in rows if row not in own)]]


async def note(
    session: AsyncSession, conversation: Conversation, me: Staff, text: str, now: datetime
) -> Note:
    """A note for colleagues; it also stays with the customer where we know them."""
    written = Note(customer_id=conversation.customer_id, conversation_id=conversation.id,
                   author=me.name, text=text, at=now)
    session.add(written)
    await session.flush()
    record(session, conversation.id, "note", now, note_view(written), audience="staff")
    return written


def note_view(row: Note) -> dict[str, Any]:
    return {"id": row.id, "author": row.author, "text": row.text, "at": row.at.isoformat()}



"""Everything beside a thread: the packet, the customer, their orders, what was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot import linking
from bot.channels.posting import window_view
from bot.channels.progress import troubles
from bot.tables import Conversation, Event, Message, Turn
from bot.texts import DEFAULT_FORM, Voice
from bot.views import message_view
from bot.words import Language
from handoff import confirmation, crm, persons
from handoff.desk import agent_view, name_of, note_view
from handoff.tables import Note, Order, Packet, Product, Rating
from knowledge.tables import Article

# Facts that are one of a few words, by the group of their texts.
GROUPS = {"reason": "reasons", "shop": "shops", "purpose": "purposes", "colour": "colours"}


async def thread(
    session: AsyncSession, conversation: Conversation, reader: Language, now: datetime
) -> dict[str, Any]:
    """One conversation as the console shows it, labels in the reader's language."""
    last_event = await session.scalar(
        select(func.max(Event.id)).where(Event.conversation_id == conversation.id))
    rating = await session.scalar(
        select(Rating).where(Rating.conversation_id == conversation.id))
    notes = await session.scalars(
        select(Note).where(Note.conversation_id == conversation.id).order_by(Note.id))
    return {
        "conversation": {
            "id": conversation.public_id, "name": name_of(conversation),
            "channel": conversation.channel, "language": conversation.language,
            "owner": conversation.owner, "agent": agent_view(conversation.agent),
            "epoch": conversation.epoch, "opened_at": conversation.opened_at.isoformat(),
            "closed_at": conversation.closed_at.isoformat() if conversation.closed_at else None,
            "subject": conversation.subject,
            "window": await window_view(session, conversation, now),
        },
        "packet": await packet(session, conversation, reader),
        "messages": await messages(session, conversation),
        "notes": [note_view(row) for row in notes],
        "person": await person(session, conversation, reader),
        "identity": {**await persons.about(session, conversation.identity),
                     "code": await confirmation.shown(session, conversation.identity, now)},
        "rating": rating_view(rating),
        "last_event": last_event or 0,
    }


async def messages(session: AsyncSession, conversation: Conversation) -> list[dict[str, Any]]:
    """The transcript; a customer's message carries what was understood of it."""
    rows = await session.scalars(
        select(Message).where(Message.conversation_id == conversation.id)
        .options(selectinload(Message.agent)).order_by(Message.said_at, Message.id))
    turns = {
        turn.message_id: turn for turn in await session.scalars(
            select(Turn).where(Turn.conversation_id == conversation.id))
    }
    lost = await troubles(session, conversation.id)
    shown = []
    for row in rows:
        view = message_view(row, row.agent)
        if row.id in lost:
            view["delivery"] = lost[row.id]
        if turn := turns.get(row.id):
            view["understood"] = {
                "intent": turn.intent, "confidence": turn.confidence,
                "language": turn.language, "outcome": turn.outcome,
            }
        shown.append(view)
    return shown


async def packet(
    session: AsyncSession, conversation: Conversation, reader: Language
) -> dict[str, Any] | None:
    """Why a person is needed, and what the customer has told already."""
    row = await session.scalar(
        select(Packet).where(Packet.conversation_id == conversation.id)
        .order_by(Packet.id.desc()).limit(1))
    if row is None:
        return None
    voice = Voice(reader, DEFAULT_FORM[reader])
    goods = {product.sku: product.names[reader] for product in await crm.catalogue(session)}
    return {
        "reason": row.reason, "at": row.at.isoformat(), "wish": row.wish, "job": row.job,
        "facts": [{"label": name, "value": _fact(voice, goods, name, value)}
                  for name, value in row.facts.items()],
        "articles": await _articles(session, row.articles, reader),
        "guesses": row.guesses,
    }


async def _articles(
    session: AsyncSession, keys: list[str], reader: Language
) -> list[dict[str, Any]]:
    """The articles already offered, by their titles in the reader's language."""
    rows = await session.scalars(
        select(Article).where(Article.key.in_(keys), Article.language == reader))
    known = {row.key: row for row in rows}
    return [
        {"id": key, "title": known[key].title if key in known else key,
         "link": known[key].link if key in known else None}
        for key in keys
    ]


def _fact(voice: Voice, goods: Mapping[str, str], name: str, value: Any) -> str:
    """One fact as the reader's language writes it, goods by their names."""
    if isinstance(value, list):
        return ", ".join(_fact(voice, goods, name, each) for each in value)
    group = GROUPS.get(name)
    if group and voice.has(f"{group}.{value}"):
        return voice.say(f"{group}.{value}")
    if name == "day":
        return _day(voice, str(value))
    return goods.get(value, str(value)) if name in ("items", "product") else str(value)


def _day(voice: Voice, value: str) -> str:
    """A packet of an earlier version may hold anything here, and must open all the same."""
    try:
        return voice.day(date.fromisoformat(value))
    except ValueError:
        return value


async def person(
    session: AsyncSession, conversation: Conversation, reader: Language
) -> dict[str, Any] | None:
    """The customer beside the thread; None while we do not know who writes."""
    if conversation.customer_id is None:
        return None
    customer = await linking.head(session, conversation.customer_id)
    records = await linking.together(session, conversation.customer_id)
    orders = await crm.orders_of(session, customer.id)
    catalogue = {product.sku: product for product in await crm.catalogue(session)}
    past = await _past(session, conversation, records)
    return {
        "id": customer.key, "name": customer.name, "email": customer.email,
        "phone": customer.phone, "language": customer.language, "city": customer.city,
        "country": customer.country, "since": customer.since.isoformat(),
        "level": customer.level, "points": customer.points, "consents": customer.consents,
        "orders": [order_view(order, catalogue, reader) for order in orders],
        "past": past,
        "ratings": [row["rating_full"] for row in past if row["rating_full"]],
        "notes": [note_view(row) for row in await notes_of(session, records)],
        "evidence": conversation.identity.evidence,
    }


async def notes_of(session: AsyncSession, records: set[int]) -> Sequence[Note]:
    """Notes on a person, newest first; one written in a conversation goes where that goes."""
    threads = select(Conversation.id).where(Conversation.customer_id.in_(records))
    rows = await session.scalars(select(Note).where(or_(
        Note.conversation_id.in_(threads),
        Note.conversation_id.is_(None) & Note.customer_id.in_(records)))
        .order_by(Note.at.desc()))
    return rows.all()


async def _past(
    session: AsyncSession, conversation: Conversation, records: set[int]
) -> list[dict[str, Any]]:
    rows: Sequence[Conversation] = (await session.scalars(
        select(Conversation)
        .where(Conversation.customer_id.in_(records), Conversation.id != conversation.id)
        .order_by(Conversation.opened_at.desc()).limit(20))).all()
    ids = [row.id for row in rows]
    ratings = {r.conversation_id: r for r in await session.scalars(
        select(Rating).where(Rating.conversation_id.in_(ids)))}
    packets = {p.conversation_id: p for p in await session.scalars(
        select(Packet).where(Packet.conversation_id.in_(ids)))}
    return [
        {
            "id": row.public_id, "subject": row.subject, "channel": row.channel,
            "opened_at": row.opened_at.isoformat(),
            "rating": ratings[row.id].stars if row.id in ratings else None,
            "rating_full": rating_view(ratings.get(row.id)),
            "reason": packets[row.id].reason if row.id in packets else None,
        }
        for row in rows
    ]


def rating_view(row: Rating | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"stars": row.stars, "comment": row.comment, "at": row.at.isoformat()}


def order_view(order: Order, catalogue: dict[str, Product], reader: Language) -> dict[str, Any]:
    """One order in the person column."""
    voice = Voice(reader, DEFAULT_FORM[reader])
    return {
        "number": order.number, "state": order.state,
        "state_label": voice.say(f"states.{order.state}"),
        "placed": order.placed_on.isoformat(), "total": voice.money(crm.total(order)),
        "items": [crm.item_title(item, catalogue.get(item["sku"]), reader)
                  for item in order.items],
        "carrier": order.carrier, "tracking": order.tracking,
        "expected": order.expected_on.isoformat() if order.expected_on else None,
        "delivered": order.delivered_on.isoformat() if order.delivered_on else None,
        "returns": [{"number": r.number, "reason": r.reason, "refunded": r.refunded_on is not None}
                    for r in order.returns],
    }

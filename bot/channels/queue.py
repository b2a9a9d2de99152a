"""The deliveries as a queue: which is due, who takes it, what goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot import codes
from bot.channels import accounts
from bot.channels.contract import Account, Again, Channel, Outgoing, Part
from bot.channels.file_parts import addressed
from bot.channels.posting import (
    Opening,
    last_said,
    opening,
    part_from,
    used_since,
    why_shut,
)
from bot.channels.progress import UNCLEAR, set_state
from bot.channels.registry import CHANNELS
from bot.channels.tables import ChannelAccount, Delivery
from bot.tables import Conversation, Identity, Message
from bot.texts import Voice
from bot.words import Author, Language, Progress

OPEN = (Progress.WAITING, Progress.SENDING)
LOST = timedelta(seconds=60)  # a call takes 15 at the most, a status some seconds more


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed delivery with all that its call needs."""

    id: int
    conversation_id: int
    channel: Channel
    account: Account
    outgoing: Outgoing


async def due(session: AsyncSession, now: datetime) -> Sequence[tuple[int, int]]:
    """(conversation, delivery) of every conversation whose first open delivery may go now."""
    first = (select(func.min(Delivery.id)).where(Delivery.state.in_(OPEN))
             .group_by(Delivery.conversation_id))
    rows = await session.execute(
        select(Delivery.conversation_id, Delivery.id)
        .join(ChannelAccount, (ChannelAccount.channel == Delivery.channel)
              & (ChannelAccount.name == Delivery.account))
        .where(Delivery.id.in_(first), Delivery.state == Progress.WAITING,
               Delivery.next_try_at <= now,
               or_(ChannelAccount.paused_until.is_(None), ChannelAccount.paused_until <= now))
        .order_by(Delivery.id).limit(200))
    return [(conversation, delivery) for conversation, delivery in rows]


async def claim(
    session: AsyncSession, number: int, name: str, key: bytes, now: datetime, public: str = ""
) -> Job | None:
    """Take a delivery; None when another process has it, or the messenger would refuse it.

    `public` is the app's address as messengers reach it; empty where there is none.
    """
    before = aliased(Delivery)
    mine = await session.execute(
        update(Delivery)
        .where(Delivery.id == number, Delivery.state == Progress.WAITING,
               Delivery.next_try_at <= now,
               ~select(before.id).where(
                   before.conversation_id == Delivery.conversation_id, before.id < Delivery.id,
                   before.state.in_(OPEN)).exists())
        .values(state=Progress.SENDING, claimed_by=name, tried_at=now,
                attempts=Delivery.attempts + 1)
        .execution_options(synchronize_session=False))
    if not mine.rowcount:  # type: ignore[attr-defined]
        return None
    delivery = await session.get_one(Delivery, number)
    state = await _opening(session, delivery, now)
    part = None if state is Opening.SHUT else await _part(session, delivery, key, now)
    if part is None:
        return None
    return await _job(
        session, delivery, addressed(part, public, key, now), key, public, state is Opening.LATE)


async def _opening(session: AsyncSession, delivery: Delivery, now: datetime) -> Opening:
    """Outside the reply window only templates go out: the rest is not even tried."""
    channel = CHANNELS[delivery.channel]
    if delivery.part["shape"] == "template":
        return Opening.OPEN
    message = await session.get_one(Message, delivery.message_id)
    last = await last_said(session, delivery.conversation_id)
    used = await used_since(
        session, channel, delivery.conversation_id, last, asking=delivery.id)
    found = opening(channel, last, now, message.author == Author.AGENT, used)
    if found is Opening.SHUT:
        await set_state(session, delivery, Progress.DEAD, now, "window",
                        f"The reply window had closed: {why_shut(channel, used)}",
                        "template" if channel.templates else "other_channel")
    return found


async def _part(
    session: AsyncSession, delivery: Delivery, key: bytes, now: datetime
) -> Part | None:
    """What goes out, a one-time code filled in; none goes out that is not valid any more."""
    message = await session.get_one(Message, delivery.message_id)
    part = await codes.completed(session, message, part_from(delivery.part), key, now)
    if part is None:
        await set_state(session, delivery, Progress.DEAD, now, "code",
                        "The code had expired before it could be sent.", "none")
    return part


async def _job(
    session: AsyncSession, delivery: Delivery, part: Part, key: bytes, public: str, late: bool
) -> Job:
    conversation = await session.get_one(Conversation, delivery.conversation_id)
    identity = await session.get_one(Identity, conversation.identity_id)
    row = await accounts.find(session, delivery.channel, delivery.account)
    channel = CHANNELS[delivery.channel]
    voice = Voice(Language(conversation.language), conversation.address_form)
    webhook = accounts.webhook(public, delivery.channel, delivery.account) if public else ""
    letter = await channel.letter(session, delivery) if channel.letter else None
    outgoing = Outgoing(identity.external_id, part, delivery.marker, voice.say("choose"), webhook,
                        late, letter)
    return Job(delivery.id, delivery.conversation_id, channel,
               accounts.opened(row, key), outgoing)


async def tried_before(session: AsyncSession, job: Job) -> datetime | None:
    """When a delivery was last on its way into this chat, before this one."""
    return await session.scalar(
        select(func.max(Delivery.tried_at))
        .where(Delivery.conversation_id == job.conversation_id, Delivery.id != job.id))


def put_back(delivery: Delivery, when: datetime, why: Again) -> None:
    """Let a delivery wait again, unless a status has settled it meanwhile."""
    if delivery.state == Progress.SENDING:
        delivery.state, delivery.next_try_at = Progress.WAITING, when
        delivery.code, delivery.reason = why.code, why.reason


def lost(now: datetime) -> Select[Any]:
    """Deliveries whose call must have ended long ago."""
    return select(Delivery).where(
        Delivery.state == Progress.SENDING, Delivery.tried_at < now - LOST)


async def give_to_people(
    session: AsyncSession, delivery: Delivery, now: datetime, trouble: str
) -> None:
    """Nobody knows whether it arrived, and twice is worse than asking: a person looks."""
    await set_state(session, delivery, Progress.DEAD, now, UNCLEAR, trouble, "check")

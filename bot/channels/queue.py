"""The deliveries as a queue: which is due, who takes it, what goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.channels import accounts
from bot.channels.contract import Account, Again, Channel, Outgoing
from bot.channels.posting import closes_at, part_from
from bot.channels.progress import set_state
from bot.channels.registry import CHANNELS
from bot.channels.tables import ChannelAccount, Delivery
from bot.tables import Conversation, Identity
from bot.texts import Voice
from bot.words import Language, Progress

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
    session: AsyncSession, number: int, name: str, key: bytes, now: datetime
) -> Job | None:
    """Take a delivery; None when another process has it, or the messenger would refuse it."""
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
    if await _shut(session, delivery, now):
        return None
    return await _job(session, delivery, key)


async def _shut(session: AsyncSession, delivery: Delivery, now: datetime) -> bool:
    """Outside the reply window only templates go out: the rest is not even tried."""
    channel = CHANNELS[delivery.channel]
    until = await closes_at(session, channel, delivery.conversation_id)
    if channel.window is None or delivery.part["shape"] == "template" or (until and now < until):
        return False
    await set_state(session, delivery, Progress.DEAD, now, "window",
                    "The reply window had closed before this was sent.",
                    "template" if channel.templates else "other_channel")
    return True


async def _job(session: AsyncSession, delivery: Delivery, key: bytes) -> Job:
    conversation = await session.get_one(Conversation, delivery.conversation_id)
    identity = await session.get_one(Identity, conversation.identity_id)
    row = await accounts.find(session, delivery.channel, delivery.account)
    voice = Voice(Language(conversation.language), conversation.address_form)
    outgoing = Outgoing(identity.external_id, part_from(delivery.part), delivery.marker,
                        voice.say("choose"))
    return Job(delivery.id, delivery.conversation_id, CHANNELS[delivery.channel],
               accounts.opened(row, key), outgoing)


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
    await set_state(session, delivery, Progress.DEAD, now, "unclear", trouble, "check")

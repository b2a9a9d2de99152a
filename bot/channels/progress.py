"""How far our messages have come: reports in any order, repeated, early; only forward."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.facts import Moved
from bot.channels.registry import CHANNELS
from bot.channels.tables import Delivery
from bot.events import record
from bot.tables import Message
from bot.words import Progress, Status

ORDER = {progress: place for place, progress in enumerate(Progress)}
STATUS = {Progress.WAITING: Status.QUEUED, Progress.SENDING: Status.QUEUED,
          Progress.SENT: Status.SENT, Progress.DELIVERED: Status.DELIVERED,
          Progress.READ: Status.SEEN}
LOST = (Progress.DEAD, Progress.FAILED)
UNCLEAR = "unclear"  # the code of a delivery whose call broke: it may have arrived


async def delivery_of(session: AsyncSession, channel: str, account: str, moved: Moved
                      ) -> Delivery | None:
    """The delivery a report is about: by the messenger's id, else by our own marker."""
    marked = [Delivery.marker == moved.marker] if moved.marker else []
    rows = await session.scalars(
        select(Delivery)
        .where(Delivery.channel == channel, Delivery.account == account,
               or_(Delivery.external_id == moved.target, *marked))
        .with_for_update())
    return rows.first()


async def advance(session: AsyncSession, delivery: Delivery, moved: Moved, now: datetime) -> None:
    """Move a delivery forward; what is behind where it stands already changes nothing."""
    if delivery.external_id is None:
        delivery.external_id = moved.target  # our own call's answer was lost, or is on its way
    remedy = CHANNELS[delivery.channel].remedies.get(moved.code) if moved.code else None
    await set_state(session, delivery, moved.progress, now, moved.code, moved.reason, remedy)


async def set_state(
    session: AsyncSession, delivery: Delivery, state: Progress, now: datetime,
    code: str | None = None, reason: str | None = None, remedy: str | None = None,
) -> None:
    """The state, if it is further than the present one, and what it makes of the message."""
    if ORDER[state] <= ORDER[Progress(delivery.state)]:
        return
    delivery.state = state
    delivery.code, delivery.reason, delivery.remedy = code, reason, remedy
    await reflect(session, delivery.message_id, delivery.conversation_id, now)


async def reflect(session: AsyncSession, message_id: int, conversation: int, now: datetime) -> None:
    """A message has come as far as the last of its parts; pages are told when that changes."""
    await session.flush()
    parts = list(await session.scalars(
        select(Delivery).where(Delivery.message_id == message_id).order_by(Delivery.position)))
    message = await session.get_one(Message, message_id)
    status = status_of(Progress(part.state) for part in parts)
    if message.status == status:
        return
    message.status = status
    view = {"message": message_id, "status": status, "direction": "out"}
    if status is Status.FAILED:
        record(session, conversation, "delivery", now,
               {"message": message_id, **(trouble(parts) or {})}, audience="staff")
    record(session, conversation, "status", now, view, audience="staff")


def status_of(parts: Iterable[Progress]) -> Status:
    """The status of a message by those of its parts."""
    states = list(parts)
    if any(state in LOST for state in states):
        return Status.FAILED
    return STATUS[min(states, key=lambda state: ORDER[state])]


def trouble(parts: Iterable[Delivery]) -> dict[str, Any] | None:
    """Why a message did not arrive, in the messenger's words, and what can be done."""
    lost = next((part for part in parts if part.state in LOST), None)
    if lost is None:
        return None
    return {"delivery": lost.id, "code": lost.code, "reason": lost.reason, "remedy": lost.remedy}


async def troubles(session: AsyncSession, conversation: int) -> dict[int, dict[str, Any]]:
    """What did not arrive in a conversation, by message."""
    rows = await session.scalars(
        select(Delivery).where(Delivery.conversation_id == conversation,
                               Delivery.state.in_(LOST)).order_by(Delivery.position.desc()))
    return {row.message_id: trouble([row]) or {} for row in rows}

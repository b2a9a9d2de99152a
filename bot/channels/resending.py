"""Dead letters: what did not arrive, and sending it again by a person's hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.posting import WindowClosed, check_window
from bot.channels.progress import LOST, UNCLEAR, reflect, trouble
from bot.channels.tables import Delivery
from bot.errors import Conflict, NotFound
from bot.events import SEND
from bot.tables import Conversation, Identity, Message
from bot.words import Author, Progress

IS_LOST = and_(Delivery.state.in_(LOST), Delivery.dismissed_at.is_(None))
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dead letters; empty means all."""

    channel: str = ""
    code: str = ""  # the messenger's, or ours
    since: datetime | None = None

    def where(self) -> list[ColumnElement[bool]]:
        """As conditions."""
        return [IS_LOST,
                *([Delivery.channel == self.channel] if self.channel else []),
                *([Delivery.code == self.code] if self.code else []),
                *([Delivery.created_at >= self.since] if self.since else [])]


ALL = Wanted()


async def lost(
    session: AsyncSession, before: int, limit: int = 50, wanted: Wanted = ALL
) -> list[dict[str, Any]]:
    """Parts that did not arrive, newest first, below an id if one is given."""
    query = (select(Delivery, Conversation.public_id, Identity.display_name)
             .join(Conversation, Conversation.id == Delivery.conversation_id)
             .join(Identity, Identity.id == Conversation.identity_id)
             .where(*wanted.where()).order_by(Delivery.id.desc()).limit(limit))
    rows = await session.execute(query.where(Delivery.id < before) if before else query)
    return [
        {"id": row.id, "conversation": public_id, "name": name, "channel": row.channel,
         "account": row.account, "message": row.message_id, "text": row.part["text"],
         "attempts": row.attempts, "at": row.created_at.isoformat(), **(trouble([row]) or {})}
        for row, public_id, name in rows
    ]


async def count(session: AsyncSession, wanted: Wanted = ALL) -> int:
    """How many there are."""
    return await session.scalar(
        select(func.count()).select_from(Delivery).where(*wanted.where())) or 0


async def kinds(session: AsyncSession) -> list[dict[str, Any]]:
    """How many of each messenger and reason, the most first: what one may look for."""
    number = func.count()
    rows = await session.execute(
        select(Delivery.channel, Delivery.code, func.max(Delivery.reason), number)
        .where(IS_LOST).group_by(Delivery.channel, Delivery.code).order_by(number.desc()))
    return [{"channel": channel, "code": code, "reason": reason, "n": n}
            for channel, code, reason, n in rows]


async def resend(session: AsyncSession, number: int, now: datetime) -> None:
    """Put a lost part back into the queue; Conflict when it is not lost (any more)."""
    row = await _lost_one(session, number)
    message = await session.get_one(Message, row.message_id)
    if row.part["shape"] != "template":
        await check_window(session, await session.get_one(Conversation, row.conversation_id), now,
                           by_person=message.author == Author.AGENT)
    row.state, row.external_id, row.attempts = Progress.WAITING, None, 0
    row.created_at = row.next_try_at = now
    row.code = row.reason = row.remedy = row.dismissed_at = None
    await reflect(session, row.message_id, row.conversation_id, now)
    session.info.setdefault("wake", set()).add(SEND)


async def resend_all(session: AsyncSession, wanted: Wanted, now: datetime) -> tuple[int, int]:
    """(sent, refused by the window) of the oldest 500; what may have arrived is left to a look."""
    rows = await session.scalars(
        select(Delivery.id).where(*wanted.where(), Delivery.code.is_distinct_from(UNCLEAR))
        .order_by(Delivery.id).limit(AT_ONCE))
    sent = refused = 0
    for number in rows.all():
        try:
            await resend(session, number, now)
            sent += 1
        except WindowClosed:
            refused += 1
    return sent, refused


async def dismiss(session: AsyncSession, number: int, now: datetime) -> None:
    """It may stay lost: nobody needs to look at it any more."""
    (await _lost_one(session, number)).dismissed_at = now


async def _lost_one(session: AsyncSession, number: int) -> Delivery:
    row: Delivery | None = await session.scalar(
        select(Delivery).where(Delivery.id == number).with_for_update())
    if row is None:
        raise NotFound("This delivery does not exist (any more).")
    if row.state not in LOST:
        raise Conflict("This message is on its way or has arrived; it is not sent twice.")
    return row

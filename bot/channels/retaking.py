"""Calls that were kept because they could not be taken: tried again, so nothing is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import accounts
from bot.channels.contract import Arrival
from bot.channels.ledger import Ledger
from bot.channels.registry import channel_named
from bot.channels.tables import WebhookEvent
from bot.errors import NotFound
from bot.services import Services
from bot.words import Language

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds
AT_ONCE = 50


async def kept(
    session: AsyncSession, before: int = 0, channel: str = "", limit: int = 50
) -> list[dict[str, Any]]:
    """Calls that could not be taken, newest first, below an id if one is given."""
    query = (select(WebhookEvent).where(*_not_taken(channel))
             .order_by(WebhookEvent.id.desc()).limit(limit))
    rows = await session.scalars(query.where(WebhookEvent.id < before) if before else query)
    return [{"id": row.id, "channel": row.channel, "account": row.account, "error": row.error,
             "size": len(row.body), "at": row.received_at.isoformat()} for row in rows]


async def count_kept(session: AsyncSession, channel: str = "") -> int:
    """How many there are."""
    return await session.scalar(
        select(func.count()).select_from(WebhookEvent).where(*_not_taken(channel))) or 0


async def dismiss(session: AsyncSession, number: int, now: datetime) -> None:
    """Nothing is to be taken from this call; its body stays as long as any other's."""
    row = await session.get(WebhookEvent, number, with_for_update=True)
    if row is None or row.processed_at is not None:
        raise NotFound("This call has been taken, or does not exist (any more).")
    row.processed_at = now


def _not_taken(channel: str) -> list[ColumnElement[bool]]:
    return [WebhookEvent.processed_at.is_(None),
            *([WebhookEvent.channel == channel] if channel else [])]


async def retake(here: Services, numbers: Sequence[int] | None = None) -> int:
    """Take calls that are not taken yet, oldest first: these, or all of a week. How many it took.

    What still cannot be taken says why in its row.
    """
    waiting = await _week(here) if numbers is None else sorted(numbers)
    taken = 0
    for number in waiting:
        try:
            await _retake_one(here, number)
            taken += 1
        except Exception as error:
            log.warning("call %s still cannot be taken: %r", number, error)
            await _note(here, number, repr(error)[:2000])
    return taken


async def _note(here: Services, number: int, error: str) -> None:
    async with here.database.write() as session:
        await session.execute(
            update(WebhookEvent)
            .where(WebhookEvent.id == number, WebhookEvent.processed_at.is_(None))
            .values(error=error))


async def _week(here: Services) -> Sequence[int]:
    async with here.database.read() as session:
        return (await session.scalars(
            select(WebhookEvent.id)
            .where(*_not_taken(""), WebhookEvent.received_at > here.clock() - timedelta(days=7))
            .order_by(WebhookEvent.id).limit(AT_ONCE))).all()


async def _retake_one(here: Services, number: int) -> None:
    async with here.database.write() as session:
        event = await session.get_one(WebhookEvent, number, with_for_update=True)
        if event.processed_at is not None:
            return  # another process was faster
        row = await accounts.find(session, event.channel, event.account)
        account = accounts.opened(row, here.settings.key)
        arrival = Arrival(event.body, event.headers, event.received_at)
        facts = channel_named(event.channel).parse(arrival, account)
        ledger = Ledger(session, row.channel, row.name, Language(row.language), here.clock(),
                        here.feedback.taken_back)
        event.unknown = await ledger.take(facts)
        event.processed_at, event.error = here.clock(), None


async def retake_failed(here: Services) -> None:
    """Once a minute, until cancelled."""
    while True:
        try:
            await retake(here)
        except Exception:
            log.exception("the calls that failed could not be read; tried again in a minute")
        await asyncio.sleep(EVERY)

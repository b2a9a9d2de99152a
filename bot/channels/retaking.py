"""Calls that were kept because they could not be taken: tried again, so nothing is lost."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy import select

from bot.channels import accounts
from bot.channels.contract import Arrival
from bot.channels.ledger import Ledger
from bot.channels.registry import channel_named
from bot.channels.tables import WebhookEvent
from bot.services import Services
from bot.words import Language

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds
AT_ONCE = 50


async def retake(here: Services) -> None:
    """Take every call that is not taken yet, oldest first."""
    async with here.database.read() as session:
        waiting = (await session.scalars(
            select(WebhookEvent.id)
            .where(WebhookEvent.processed_at.is_(None),
                   WebhookEvent.received_at > here.clock() - timedelta(days=7))
            .order_by(WebhookEvent.id).limit(AT_ONCE))).all()
    for number in waiting:
        try:
            await _retake_one(here, number)
        except Exception as error:
            log.warning("call %s still cannot be taken: %r", number, error)


async def _retake_one(here: Services, number: int) -> None:
    async with here.database.write() as session:
        event = await session.get_one(WebhookEvent, number, with_for_update=True)
        if event.processed_at is not None:
            return  # another process was faster
        row = await accounts.find(session, event.channel, event.account)
        account = accounts.opened(row, here.settings.key)
        arrival = Arrival(event.body, event.headers, event.received_at)
        facts = channel_named(event.channel).parse(arrival, account)
        ledger = Ledger(session, row.channel, row.name, Language(row.language), here.clock())
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

"""What is forgotten with time: raw calls, facts about messages that never came, files."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot import codes
from bot.channels.tables import Early, WebhookEvent
from bot.files.forgetting import forget_old_files
from bot.services import Services

log = logging.getLogger(__name__)
HOUR = 3600.0


async def forget(session: AsyncSession, before: datetime) -> None:
    """Delete raw calls and early facts from before a moment."""
    await session.execute(delete(WebhookEvent).where(WebhookEvent.received_at < before))
    await session.execute(delete(Early).where(Early.at < before))


async def forget_old(here: Services) -> None:
    """Once an hour, until cancelled."""
    while True:
        try:
            async with here.database.write() as session:
                now = here.clock()
                await forget(session, now - timedelta(days=here.settings.webhook_days))
                await codes.forget(session, now)
                await forget_old_files(session, now - timedelta(days=here.settings.file_days), now)
        except Exception:
            log.exception("old calls and files could not be deleted; tried again in an hour")
        await asyncio.sleep(HOUR)

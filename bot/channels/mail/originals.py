"""Mails as they came: kept for a while like any messenger's call, and opened for their files."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.facts import Media
from bot.channels.mail.attached import attached
from bot.channels.mail.reading import parsed
from bot.channels.tables import WebhookEvent


async def kept(session: AsyncSession, account: str, media: Media) -> bytes | None:
    """The file's bytes out of the mail as it came; None when that is kept no longer."""
    key = media.reference.rpartition("#")[0]
    bodies = await session.scalars(
        select(WebhookEvent.body).where(
            WebhookEvent.channel == "mail", WebhookEvent.account == account,
            WebhookEvent.headers["message-id"].as_string() == key).limit(1))
    body = bodies.first()
    found = attached(parsed(body), media.reference) if body is not None else None
    return found.data if found else None

"""How an account does: when it was last called, what it last sent, what failed since yesterday."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.progress import LOST
from bot.channels.tables import Delivery, WebhookEvent
from bot.words import Progress

TAKEN = (Progress.SENT, Progress.DELIVERED, Progress.READ)
OPEN = (Progress.WAITING, Progress.SENDING)


async def vitals(
    session: AsyncSession, channel: str, account: str, now: datetime
) -> dict[str, Any]:
    """For the console; times in ISO, or None where there was nothing yet."""
    called = await session.scalar(select(func.max(WebhookEvent.received_at)).where(
        WebhookEvent.channel == channel, WebhookEvent.account == account))
    ours = (Delivery.channel == channel, Delivery.account == account)
    sent = await session.scalar(
        select(func.max(Delivery.tried_at)).where(*ours, Delivery.state.in_(TAKEN)))
    failed = await session.scalar(select(func.count()).select_from(Delivery).where(
        *ours, Delivery.state.in_(LOST), Delivery.created_at > now - timedelta(days=1)))
    waiting = await session.scalar(
        select(func.count()).select_from(Delivery).where(*ours, Delivery.state.in_(OPEN)))
    return {"last_call": called.isoformat() if called else None,
            "last_sent": sent.isoformat() if sent else None,
            "failed": failed or 0, "waiting": waiting or 0}

"""Our messages on their way out: parts that wait for the sender, and the reply window."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Channel, Part
from bot.channels.parts import parts_of
from bot.channels.registry import CHANNELS
from bot.channels.tables import Delivery
from bot.errors import Conflict
from bot.events import SEND
from bot.tables import Conversation, Identity, Message
from bot.words import Progress, Status


class WindowClosed(Conflict):
    """The messenger takes free text only for a while after the customer's last message."""


async def post(
    session: AsyncSession, conversation: Conversation, message: Message, now: datetime
) -> None:
    """Cut a message of ours into what its messenger can show; the web chat reads it by itself."""
    channel = CHANNELS.get(conversation.channel)
    if channel is None:
        return
    identity = await session.get_one(Identity, conversation.identity_id)
    parts = parts_of(channel, message.id, message.text, message.content)
    for position, part in enumerate(parts):
        session.add(Delivery(
            channel=channel.name, account=identity.account, conversation_id=conversation.id,
            message_id=message.id, position=position, part=asdict(part),
            marker=secrets.token_urlsafe(12), state=Progress.WAITING, created_at=now,
            next_try_at=now))
    message.status = Status.QUEUED
    session.info.setdefault("wake", set()).add(SEND)


def part_from(stored: dict[str, Any]) -> Part:
    """A part as it was before it was stored."""
    buttons = tuple((reference, title) for reference, title in stored["buttons"])
    return Part(stored["text"], buttons, stored["shape"], stored["template"])


async def closes_at(
    session: AsyncSession, channel: Channel, conversation_id: int
) -> datetime | None:
    """When the reply window closes (or closed); None where there is none."""
    if channel.window is None:
        return None
    last = await session.scalar(
        select(func.max(Message.said_at)).where(
            Message.conversation_id == conversation_id, Message.direction == "in"))
    return (last + channel.window) if last else None


async def window_view(
    session: AsyncSession, conversation: Conversation, now: datetime
) -> dict[str, Any] | None:
    """What the composer shows of the window; None on channels without one."""
    channel = CHANNELS.get(conversation.channel)
    if channel is None or channel.window is None:
        return None
    until = await closes_at(session, channel, conversation.id)
    left = max(until - now, timedelta()) if until else timedelta()
    return {"closes_at": until.isoformat() if until else None, "open": bool(left),
            "seconds_left": int(left.total_seconds()), "templates": channel.templates}


async def check_window(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    """WindowClosed when the messenger would refuse a free text now."""
    view = await window_view(session, conversation, now)
    if view is not None and not view["open"]:
        instead = " Send an approved template instead." if view["templates"] else ""
        raise WindowClosed("This messenger takes no free text any more: the customer's last "
                           f"message is too long ago.{instead}")


def takes_templates(channel: str) -> bool:
    """Whether the messenger has approved templates."""
    return channel in CHANNELS and CHANNELS[channel].templates

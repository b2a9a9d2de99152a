"""Our messages on their way out: parts that wait for the sender, and the reply window."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Channel, File, Part
from bot.channels.parts import parts_of
from bot.channels.progress import LOST, UNCLEAR
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
    file = stored.get("file")
    return Part(stored["text"], buttons, stored["shape"], stored["template"],
                File(**file) if file else None,
                tuple(File(**each) for each in stored.get("beside", ())))


class Opening(StrEnum):
    """Whether a messenger takes free text now."""

    OPEN = "open"
    LATE = "late"  # of people alone, and marked as theirs
    SHUT = "shut"


def opening(
    channel: Channel, last: datetime | None, now: datetime, by_person: bool, used: int = 0
) -> Opening:
    """How the window stands so long after the customer's last message (None: there is none).

    `used` messages of ours were sent since then; some messengers take only so many.
    """
    if left_of(channel, used) == 0:
        return Opening.SHUT
    if channel.window is None or (last and now < last + channel.window):
        return Opening.OPEN
    if by_person and last and channel.window_for_people and now < last + channel.window_for_people:
        return Opening.LATE
    return Opening.SHUT


def left_of(channel: Channel, used: int) -> int | None:
    """How many messages may still go out; None where nobody counts."""
    return None if channel.most_in_window is None else max(channel.most_in_window - used, 0)


async def last_said(session: AsyncSession, conversation_id: int) -> datetime | None:
    """When the customer last wrote, by the messenger's own time."""
    last: datetime | None = await session.scalar(
        select(func.max(Message.said_at)).where(
            Message.conversation_id == conversation_id, Message.direction == "in"))
    return last


async def used_since(
    session: AsyncSession, channel: Channel, conversation_id: int, last: datetime | None,
    asking: int | None = None,
) -> int:
    """Our parts sent, or on their way, since the customer's last message; 0 where nobody counts.

    What may have arrived counts as arrived. What still waits counts, too, unless it is a delivery
    (`asking`) that wants to know whether there is room for itself.
    """
    if channel.most_in_window is None or last is None:
        return 0
    waits = Delivery.state == Progress.WAITING
    tried = and_(Delivery.tried_at >= last, ~waits,
                 or_(Delivery.state.not_in(LOST), Delivery.code == UNCLEAR))
    counted = or_(waits, tried) if asking is None else and_(tried, Delivery.id != asking)
    return await session.scalar(
        select(func.count()).select_from(Delivery).where(
            Delivery.conversation_id == conversation_id, counted,
            Delivery.part["shape"].as_string() != "template")) or 0


async def window_view(
    session: AsyncSession, conversation: Conversation, now: datetime
) -> dict[str, Any] | None:
    """What the composer shows of the window; None on channels without one.

    `open`, `closes_at` and `seconds_left` are a person's; `late` says that the assistant's own
    window, until `assistant_until`, is over; `left` counts the messages that may still go out
    (None: as many as one likes).
    """
    channel = CHANNELS.get(conversation.channel)
    if channel is None or channel.window is None:
        return None
    last = await last_said(session, conversation.id)
    until = last + (channel.window_for_people or channel.window) if last else None
    rest = max(until - now, timedelta()) if until else timedelta()
    left = left_of(channel, await used_since(session, channel, conversation.id, last))
    return {"closes_at": until.isoformat() if until else None, "open": bool(rest) and left != 0,
            "seconds_left": int(rest.total_seconds()), "left": left,
            "templates": channel.templates,
            "assistant_until": (last + channel.window).isoformat() if last else None,
            "late": opening(channel, last, now, by_person=True) is Opening.LATE}


async def check_window(
    session: AsyncSession, conversation: Conversation, now: datetime, by_person: bool = True
) -> None:
    """WindowClosed when the messenger would refuse a free text now."""
    channel = CHANNELS.get(conversation.channel)
    if channel is None:
        return
    last = await last_said(session, conversation.id)
    used = await used_since(session, channel, conversation.id, last)
    if opening(channel, last, now, by_person, used) is Opening.SHUT:
        instead = " Send an approved template instead." if channel.templates else ""
        raise WindowClosed(f"This messenger takes no free text any more: {why_shut(channel, used)}"
                           f"{instead}")


def why_shut(channel: Channel, used: int) -> str:
    """Why the window is shut, as a sentence's second half."""
    if left_of(channel, used) == 0:
        return (f"the {channel.most_in_window} messages after the customer's last one are used up "
                "until the customer writes again.")
    return "the customer's last message is too long ago."


def takes_templates(channel: str) -> bool:
    """Whether the messenger has approved templates."""
    return channel in CHANNELS and CHANNELS[channel].templates

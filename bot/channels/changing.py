"""Edits, deletions and reactions on stored messages: the same in any order."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.facts import Deleted, Edited, Reacted
from bot.events import record
from bot.tables import Event, Message, Turn
from bot.views import message_view


async def change(
    session: AsyncSession, message: Message, fact: Edited | Deleted | Reacted, now: datetime
) -> None:
    """Apply one change; a deleted message takes no other."""
    if message.content.get("deleted"):
        return
    match fact:
        case Edited():
            changed = message.direction == "in" and _edit(message, fact)
        case Reacted():
            changed = _react(message, fact)
        case Deleted():
            changed = message.direction == "in"
            if changed:
                await _delete(session, message)
    if changed:
        record(session, message.conversation_id, "changed", now, message_view(message),
               audience="staff")


def _edit(message: Message, fact: Edited) -> bool:
    """The newest edit counts; of the same second, the greater text: any rule, but one."""
    before = message.content.get("edited_at")
    if before and (_moment(before), message.text) >= (fact.at, fact.text):
        return False
    message.text = fact.text
    message.content = {**message.content, "edited_at": fact.at.isoformat()}
    return True


def _react(message: Message, fact: Reacted) -> bool:
    before = message.content.get("reaction")
    if before and (_moment(before["at"]), before["emoji"]) >= (fact.at, fact.emoji):
        return False
    message.content = {**message.content,
                       "reaction": {"emoji": fact.emoji, "at": fact.at.isoformat()}}
    return True


async def _delete(session: AsyncSession, message: Message) -> None:
    """The customer's words go from everywhere we keep them; that there was a message stays."""
    message.text, message.waiting = "", False
    message.content = {"deleted": True}
    await session.execute(update(Turn).where(Turn.message_id == message.id).values(text=""))
    events = await session.scalars(
        select(Event).where(Event.conversation_id == message.conversation_id,
                            Event.kind.in_(("message", "changed"))))
    for event in events:
        if event.data.get("id") == message.id:
            event.data = {**event.data, "text": "", "content": message.content}


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored)

"""Edits, deletions and reactions on stored messages: the same in any order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.facts import Deleted, Edited, Quoted, Reacted
from bot.database import LOCK
from bot.events import record
from bot.files.forgetting import doom
from bot.files.tables import StoredFile
from bot.tables import Event, Message, Turn
from bot.views import message_view


async def change(
    session: AsyncSession, message: Message, fact: Edited | Deleted | Reacted | Quoted,
    now: datetime,
) -> Sequence[Turn] | None:
    """Apply one change; a deleted message takes no other.

    Of a message that was taken back the turns that answered it, now without its words; else None.
    """
    if isinstance(fact, Quoted):
        await _quote(session, message, fact, now)
        return None
    if message.content.get("deleted"):
        return None
    blanked = None
    match fact:
        case Edited():
            changed = message.direction == "in" and _edit(message, fact)
        case Reacted():
            changed = _react(message, fact)
        case Deleted():
            changed = message.direction == "in"
            if changed:
                blanked = await _delete(session, message, now)
    if changed:
        record(session, message.conversation_id, "changed", now, message_view(message),
               audience="staff")
    return blanked


async def _quote(session: AsyncSession, message: Message, fact: Quoted, now: datetime) -> None:
    """The answer came before what it answers: now it can name it."""
    answer = await session.get_one(Message, fact.by, with_for_update=LOCK)
    if "reply_to" in answer.content and answer.conversation_id == message.conversation_id:
        answer.content = {**answer.content, "reply_to": {
            **answer.content["reply_to"], "id": message.id}}
        record(session, answer.conversation_id, "changed", now, message_view(answer),
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


async def _delete(session: AsyncSession, message: Message, now: datetime) -> Sequence[Turn]:
    """The customer's words and files go from everywhere; that there was a message stays."""
    message.text, message.waiting = "", False
    message.content = {"deleted": True}
    await doom(session, StoredFile.message_id == message.id, now)
    turns = await _blank_turns(session, message)
    told = {turn.message_id for turn in turns}
    events = await session.scalars(
        select(Event).where(Event.conversation_id == message.conversation_id,
                            Event.kind.in_(("message", "changed", "turn"))))
    for event in events:
        if event.kind == "turn":
            if event.data.get("message") in told:
                event.data = {**event.data, "entities": []}
        elif event.data.get("id") == message.id:
            event.data = {**event.data, "text": "", "content": message.content}
    return turns


async def _blank_turns(session: AsyncSession, message: Message) -> Sequence[Turn]:
    """The turn that answered it keeps only the words of its other messages.

    What was found in the whole text cannot be told apart, so it goes altogether.
    """
    turns = await session.scalars(
        select(Turn).where(Turn.conversation_id == message.conversation_id,
                           Turn.created_at >= message.created_at))
    mine = [turn for turn in turns if message.id == turn.message_id or message.id in turn.took]
    for turn in mine:
        others = await session.scalars(
            select(Message).where(Message.id.in_(turn.took), Message.id != message.id))
        texts = {other.id: other.text for other in others}
        turn.text = "\n".join(filter(None, (texts.get(number) for number in turn.took)))
        turn.entities = []
    return mine


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored)

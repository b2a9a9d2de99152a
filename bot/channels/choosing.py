"""What a customer chose: a pressed button, or the number of one that was shown as text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.facts import Said
from bot.channels.parts import chosen, referred, shape_of
from bot.channels.registry import CHANNELS
from bot.tables import Conversation, Message
from bot.wordless import BEGINS

Buttons = list[dict[str, str]]


async def understood(
    session: AsyncSession, conversation: Conversation, said: Said
) -> tuple[str, dict[str, Any]]:
    """Text and content of a message; the payload is always one of a button we showed."""
    if said.begins:
        return said.text, {"payload": BEGINS}
    if said.pressed is not None:
        button = await _pressed(session, conversation, said.pressed)
    else:
        button = await _numbered(session, conversation, said.text)
    return (button["title"], {"payload": button["payload"]}) if button else (said.text, {})


async def _pressed(
    session: AsyncSession, conversation: Conversation, pressed: str
) -> dict[str, str] | None:
    place = referred(pressed)
    message = await session.get(Message, place[0]) if place else None
    if place is None or message is None or message.conversation_id != conversation.id:
        return None
    buttons: Buttons = message.content.get("buttons", [])
    return buttons[place[1]] if message.direction == "out" and place[1] < len(buttons) else None


async def _numbered(
    session: AsyncSession, conversation: Conversation, text: str
) -> dict[str, str] | None:
    """Numbers count as long as the question that listed them is the last thing that was asked."""
    if not text or len(text) > 100:
        return None
    buttons = await _last_buttons(session, conversation)
    titles = [button["title"] for button in buttons]
    if shape_of(CHANNELS[conversation.channel].shows, titles) != "numbers":
        return None
    index = chosen(text, titles)
    return buttons[index] if index is not None else None


async def _last_buttons(session: AsyncSession, conversation: Conversation) -> Buttons:
    """Of our messages since the customer's last one that had its turn, the newest with buttons."""
    rows = await session.execute(
        select(Message.direction, Message.waiting, Message.content)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.id.desc()).limit(20))
    for direction, waiting, content in rows:
        if direction == "in" and not waiting:
            return []
        if direction == "out" and content.get("buttons"):
            found: Buttons = content["buttons"]
            return found
    return []

"""Messages without words: who looks at what the assistant can neither see nor hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.tables import Message
from bot.words import Reason

BEGINS = "/greet"  # the payload of a pressed "start"
SEEN_BY_PEOPLE = ("location", "contacts", "shares")


def own_words(messages: Sequence[Message]) -> Sequence[Message]:
    """What the customer says: not a "start" pressed before it, whose words are the messenger's."""
    return [m for m in messages if m.content.get("payload") != BEGINS] or messages[-1:]


def instead(contents: Sequence[Mapping[str, Any]], text: str) -> dict[str, Any] | None:
    """The command for what Rasa would not understand; None where words or a button say it."""
    if any(content.get("attachments") for content in contents):
        return {"do": "hand_over", "reason": Reason.MEDIA}
    if text.strip() or any(content.get("payload") for content in contents):
        return None
    if any(content.get(name) for content in contents for name in SEEN_BY_PEOPLE):
        return {"do": "hand_over", "reason": Reason.MEDIA}
    return {"say": "unsupported_message"}  # nothing of it came through: people see no more

"""How rows look to a page: the JSON that chats and consoles receive."""

from __future__ import annotations

from typing import Any

from bot.rasa import Frustration
from bot.tables import Message, Staff, Turn


def message_view(message: Message, agent: Staff | None = None) -> dict[str, Any]:
    """One message for a transcript. `agent` is the person who wrote it, if one did."""
    return {
        "id": message.id,
        "client_id": message.external_id,
        "author": message.author,
        "agent": {"name": agent.name, "colour": agent.colour} if agent else None,
        "text": message.text,
        "content": message.content,
        "status": message.status,
        "at": message.created_at.isoformat(),
    }


def turn_view(turn: Turn, owner: str, mood: Frustration | None = None) -> dict[str, Any]:
    """What was understood, for staff and for golden conversations."""
    return {
        "message": turn.message_id, "intent": turn.intent, "confidence": turn.confidence,
        "certainty": turn.certainty, "language": turn.language, "outcome": turn.outcome,
        "articles": turn.articles, "owner": owner,
        "ranking": turn.ranking, "entities": turn.entities, "ms": turn.milliseconds,
        "frustration": mood and {"score": round(mood.score, 3), "certain": mood.certain},
    }

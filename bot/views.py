"""How rows look to a page: the JSON that chats and consoles receive."""

from __future__ import annotations

from typing import Any

from bot.tables import Message, Staff


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

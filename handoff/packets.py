"""The first card an agent sees: why the conversation was handed over and what is known already."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.replies import TurnContext
from bot.words import Reason
from handoff.tables import Packet

# What the customer told the assistant, in the order an agent wants to read it.
TOLD = ("order_number", "items", "reason", "wish", "description", "new_address", "shop",
        "purpose", "day", "time", "contact", "product")


def write_packet(session: AsyncSession, context: TurnContext, reason: Reason) -> None:
    """Collect what was said and guessed, so that the customer need not say it again."""
    slots = context.slots
    session.add(
        Packet(
            conversation_id=context.conversation.id, reason=reason, wish=context.text,
            job=slots.get("job") if slots.get("job") != "none" else None,
            facts=_facts(slots) | _mood(context), articles=list(context.articles),
            guesses=[
                {"intent": name, "confidence": share}
                for name, share in context.understanding.ranking[:3]
            ],
            at=context.now,
        )
    )


def _facts(slots: dict[str, Any]) -> dict[str, Any]:
    return {name: slots[name] for name in TOLD if slots.get(name)}


def _mood(context: TurnContext) -> dict[str, Any]:
    mood = context.frustration
    return {"frustration": f"{mood.score:.0%}"} if mood and mood.certain else {}

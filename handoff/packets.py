"""The first card an agent sees: why the conversation was handed over and what is known already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.replies import TurnContext
from bot.tables import Message, Turn
from bot.words import Reason
from handoff.tables import Packet

# What the customer told the assistant, in the order an agent wants to read it.
TOLD = ("order_number", "items", "reason", "wish", "description", "new_address", "shop",
        "purpose", "day", "time", "contact", "product", "size", "colour")


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


async def taken_back(
    session: AsyncSession, message: Message, words: str, turns: Sequence[Turn]
) -> None:
    """Words a customer took back leave the packets: a wish says what its turn still says."""
    left = {turn.created_at: turn.text for turn in turns}  # of a packet's own turn: the same moment
    packets = await session.scalars(
        select(Packet).where(Packet.conversation_id == message.conversation_id,
                             Packet.at >= message.created_at))
    for packet in packets:
        packet.wish = left.get(packet.at, packet.wish)
        packet.facts = {name: value for name, value in packet.facts.items()
                        if not _stands_in(value, words)}


def _stands_in(value: Any, words: str) -> bool:
    """Whether a fact was told in these words, as far as that can be seen."""
    return isinstance(value, str) and len(value) > 2 and value.casefold() in words.casefold()


def _facts(slots: dict[str, Any]) -> dict[str, Any]:
    return {name: slots[name] for name in TOLD if slots.get(name)}


def _mood(context: TurnContext) -> dict[str, Any]:
    mood = context.frustration
    return {"frustration": f"{mood.score:.0%}"} if mood and mood.certain else {}

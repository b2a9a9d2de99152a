"""What the assistant did not understand, for trainers to look at and to teach from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadInput, NotFound
from bot.tables import Conversation, Turn
from bot.words import Outcome
from nlu import inputs
from nlu.tables import AddedExample

SHOWN = (Outcome.NOT_UNDERSTOOD, Outcome.HANDED_OVER, Outcome.ASKED_BACK)
DISMISSED = "-"
LONGEST = 500  # characters; an example is a sentence, not a letter


async def waiting(
    session: AsyncSession, outcome: str = "all", language: str = "", limit: int = 200
) -> dict[str, Any]:
    """Messages no trainer has looked at yet, newest first, with the counts by outcome."""
    query = (
        select(Turn, Conversation.public_id)
        .join(Conversation, Conversation.id == Turn.conversation_id)
        .where(Turn.reviewed_as.is_(None), Turn.outcome.in_(SHOWN), Turn.text != "",
               Turn.intent.is_not(None))
        .order_by(Turn.id.desc()).limit(limit)
    )
    if outcome in set(SHOWN):
        query = query.where(Turn.outcome == outcome)
    if language:
        query = query.where(Turn.language == language)
    rows = (await session.execute(query)).all()
    return {"items": [_view(turn, name) for turn, name in rows], "counts": await _counts(session)}


async def _counts(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(
        select(Turn.outcome, func.count())
        .where(Turn.reviewed_as.is_(None), Turn.outcome.in_(SHOWN), Turn.text != "",
               Turn.intent.is_not(None))
        .group_by(Turn.outcome))
    found = dict(rows.all())
    return {str(outcome): found.get(outcome, 0) for outcome in SHOWN}


def _view(turn: Turn, conversation: str) -> dict[str, Any]:
    return {
        "turn": turn.id, "text": turn.text, "language": turn.language, "intent": turn.intent,
        "confidence": turn.confidence, "ranking": turn.ranking, "outcome": turn.outcome,
        "at": turn.created_at.isoformat(), "conversation": conversation,
    }


async def assign(
    session: AsyncSession, turn_id: int, intent: str, by: str, now: datetime
) -> AddedExample:
    """A trainer says what a message means: it becomes an example for the next model."""
    turn = await _turn(session, turn_id)
    if intent not in inputs.counts():
        raise BadInput(f"There is no intent called {intent!r}.")
    text = " ".join(turn.text.split())
    if len(text) > LONGEST:
        raise BadInput("This message is too long for an example; teach with its core sentence.")
    example = await session.scalar(
        select(AddedExample).where(AddedExample.language == turn.language,
                                   AddedExample.text == text))
    if example is None:
        example = AddedExample(text=text, language=turn.language, intent=intent,
                               turn_id=turn.id, added_by=by, added_at=now)
        session.add(example)
    example.intent = intent
    turn.reviewed_as = intent
    await session.flush()
    return example


async def dismiss(session: AsyncSession, turn_id: int) -> None:
    """Nothing to learn from this one."""
    (await _turn(session, turn_id)).reviewed_as = DISMISSED


async def take_back(session: AsyncSession, turn_id: int) -> None:
    """Undo an assignment or a dismissal."""
    turn = await _turn(session, turn_id)
    turn.reviewed_as = None
    for example in await session.scalars(
        select(AddedExample).where(AddedExample.turn_id == turn_id)
    ):
        await session.delete(example)


async def remove(session: AsyncSession, example_id: int) -> None:
    """Take an added example out again; its message is to be looked at once more."""
    example = await session.get(AddedExample, example_id)
    if example is None:
        raise NotFound("This example is not there any more.")
    turn = await session.get(Turn, example.turn_id) if example.turn_id else None
    if turn is not None:
        turn.reviewed_as = None
    await session.delete(example)


async def _turn(session: AsyncSession, turn_id: int) -> Turn:
    turn = await session.get(Turn, turn_id)
    if turn is None:
        raise NotFound("This message is not there any more; its conversation was erased.")
    return turn


async def intents(session: AsyncSession) -> list[dict[str, Any]]:
    """Every intent with its examples per language, and how many trainers added."""
    rows = await session.execute(
        select(AddedExample.intent, func.count()).group_by(AddedExample.intent))
    added = dict(rows.all())
    return [
        {"name": name, "examples": {code: own[code] for code in ("de", "vi", "en")},
         "added": added.get(name, 0)}
        for name, own in sorted(inputs.counts().items())
    ]

"""Where an article's answers were used, and whether they were enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.ownership import Step
from bot.tables import Conversation, Move, Turn
from bot.words import Outcome
from handoff.tables import Helpful

LOOKED_BACK = timedelta(days=90)
SHOWN = 20  # conversations


@dataclass(frozen=True, slots=True)
class Answer:
    """One time an article answered."""

    article: str
    conversation: int
    message: int  # the customer's
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """"Did this help?", said of an answer after the customer's message."""

    article: str
    conversation: int
    message: int  # ours
    helpful: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A move of ownership."""

    conversation: int
    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer and what became of it."""

    answer: Answer
    helpful: bool | None
    led_to_person: bool


def judge(
    answers: Sequence[Answer], verdicts: Sequence[Verdict], moves: Sequence[Moved]
) -> list[Judged]:
    """What became of each answer.

    A verdict belongs to the last answer before it. An answer led to a person when the next move
    of its conversation was a handover: one after a close and a new wish says nothing about it.
    """
    given: dict[tuple[str, int], list[int]] = {}
    for a in answers:
        given.setdefault((a.article, a.conversation), []).append(a.message)
    said: dict[tuple[str, int, int], bool] = {}
    for v in verdicts:
        before = [m for m in given.get((v.article, v.conversation), ()) if m < v.message]
        if before:
            said[v.article, v.conversation, max(before)] = v.helpful
    steps: dict[int, list[Moved]] = {}
    for move in sorted(moves, key=lambda move: move.at):
        steps.setdefault(move.conversation, []).append(move)
    return [
        Judged(a, said.get((a.article, a.conversation, a.message)),
               _next(steps.get(a.conversation, ()), a.at) == Step.HANDED_OFF)
        for a in answers
    ]


def _next(steps: Sequence[Moved], after: datetime) -> str | None:
    return next((step.step for step in steps if step.at >= after), None)


def summary(judged: Sequence[Judged]) -> dict[str, int]:
    """The four numbers of an article."""
    return {
        "answered": len(judged),
        "helped": sum(j.helpful is True for j in judged),
        "not_helped": sum(j.helpful is False for j in judged),
        "person": sum(j.led_to_person for j in judged),
    }


async def of_article(session: AsyncSession, key: str, now: datetime) -> dict[str, Any]:
    """The numbers of the last ninety days, the latest conversations, and what was understood."""
    turns = [turn for turn in await _turns(session, now) if key in turn.articles]
    judged = [j for j in await _judged(session, turns, now) if j.answer.article == key]
    texts = {turn.message_id: turn for turn in turns}
    intents = Counter(turn.intent for turn in turns if turn.intent)
    latest = sorted(judged, key=lambda j: j.answer.message, reverse=True)[:SHOWN]
    names = await _names(session, {j.answer.conversation for j in latest})
    return {
        **summary(judged), "days": LOOKED_BACK.days,
        "intents": [{"intent": name, "n": n} for name, n in intents.most_common(10)],
        "conversations": [_view(j, texts[j.answer.message], names) for j in latest],
    }


async def of_all(session: AsyncSession, now: datetime) -> dict[str, dict[str, int]]:
    """The numbers of every article that answered in the last ninety days."""
    found: dict[str, list[Judged]] = {}
    for judged in await _judged(session, await _turns(session, now), now):
        found.setdefault(judged.answer.article, []).append(judged)
    return {key: summary(answers) for key, answers in found.items()}


def _recent(what: Any, now: datetime) -> Select[Any]:
    return select(what).where(Turn.outcome == Outcome.KNOWLEDGE,
                              Turn.created_at > now - LOOKED_BACK)  # fmt: skip


async def _turns(session: AsyncSession, now: datetime) -> Sequence[Turn]:
    return (await session.scalars(_recent(Turn, now).order_by(Turn.id))).all()


async def _judged(
    session: AsyncSession, turns: Sequence[Turn], now: datetime
) -> list[Judged]:
    ours = _recent(Turn.conversation_id, now)
    verdicts = await session.scalars(select(Helpful).where(Helpful.conversation_id.in_(ours)))
    moves = await session.scalars(select(Move).where(Move.conversation_id.in_(ours)))
    return judge(
        [Answer(key, turn.conversation_id, turn.message_id, turn.created_at)
         for turn in turns for key in turn.articles],
        [Verdict(v.article, v.conversation_id, v.message_id, v.helpful) for v in verdicts],
        [Moved(m.conversation_id, m.step, m.at) for m in moves])


async def _names(session: AsyncSession, ids: set[int]) -> Mapping[int, str]:
    rows = await session.execute(
        select(Conversation.id, Conversation.public_id).where(Conversation.id.in_(ids)))
    return {row.id: row.public_id for row in rows}


def _view(judged: Judged, turn: Turn, names: Mapping[int, str]) -> dict[str, Any]:
    return {"conversation": names.get(turn.conversation_id), "text": turn.text,
            "language": turn.language, "at": turn.created_at.isoformat(),
            "helpful": judged.helpful, "person": judged.led_to_person}

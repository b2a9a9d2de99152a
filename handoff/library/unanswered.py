"""Questions that found nothing: grouped by meaning, counted, one click from a draft."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFound
from bot.tables import Conversation, Move, Turn
from bot.words import Language, Outcome, Reason
from handoff.library.blanking import Known, blank, is_blanked
from handoff.library.meaning import Meaning
from handoff.tables import HandledQuestion
from knowledge.articles import TITLE_CHARACTERS, ArticleText
from knowledge.grouping import features, group, typical_first

LOOKED_BACK = timedelta(days=90)
AT_MOST = 1000  # questions grouped at once: the newest
EXAMPLES, LONGEST = 8, 300
IN_BRACKETS = re.compile(r"\[[^\]]*\]")  # "[photo]", or what was blanked
FOUND = {Outcome.KNOWLEDGE, Outcome.ANSWERED}
OUT_OF_SCOPE = "out_of_scope"  # the intent whose answer is that we cannot help


@dataclass(frozen=True, slots=True)
class Question:
    """A customer's message that no article answered."""

    turn: int
    conversation: int
    public_id: str
    text: str
    language: Language
    outcome: Outcome
    at: datetime
    searched: bool = True  # False: handed over for another reason than finding nothing


def stayed_open(turns: Sequence[Question]) -> list[Question]:
    """Those that were not answered in the end: a choice taken after "did you mean" answers.

    `turns` are all turns of some conversations, in order.
    """
    open_: list[Question] = []
    for _, group_ in groupby(turns, key=lambda turn: turn.conversation):
        row = list(group_)
        for n, turn in enumerate(row):
            after = row[n + 1].outcome if n + 1 < len(row) else None
            if turn.outcome in FOUND or turn.outcome is Outcome.LEFT_TO_PERSON:
                continue
            if not turn.searched:
                continue
            if turn.outcome is Outcome.ASKED_BACK and after in FOUND:
                continue
            if is_question(turn.text):
                open_.append(turn)
    return open_


def is_question(text: str) -> bool:
    """Whether there is enough in it to be about something: "ok", "10234" and buttons are not."""
    said = IN_BRACKETS.sub(" ", text)
    words = [word for word in said.split() if any(letter.isalpha() for letter in word)]
    return not text.startswith("/") and len(text) <= LONGEST and (
        len(words) > 1 or sum(map(str.isalpha, said)) >= 8)


def grouped(questions: Sequence[Question], meaning: Meaning) -> list[list[Question]]:
    """Groups of the same meaning in any language; in each the most typical first."""
    if not questions:
        return []
    texts, languages = [q.text for q in questions], [q.language for q in questions]
    rows = features(texts, languages, meaning.vectors(texts), meaning.means())
    return [[questions[n] for n in typical_first(rows, numbers)] for numbers in group(rows)]


async def listing(session: AsyncSession, meaning: Meaning, now: datetime) -> dict[str, Any]:
    """The groups, the largest first, each with examples and where they were asked."""
    questions = stayed_open(await _turns(session, now))
    questions = sorted(questions, key=lambda q: q.at, reverse=True)[:AT_MOST]
    groups = await asyncio.to_thread(grouped, questions, meaning)
    return {"days": LOOKED_BACK.days, "questions": len(questions),
            "groups": [group_view(questions) for questions in groups]}


def group_view(questions: Sequence[Question]) -> dict[str, Any]:
    languages = [q.language for q in questions]
    return {
        "turns": [q.turn for q in questions], "n": len(questions),
        "languages": {code: languages.count(code) for code in Language if code in languages},
        "latest": max(q.at for q in questions).isoformat(),
        "examples": [
            {"text": q.text, "language": q.language, "conversation": q.public_id,
             "outcome": q.outcome, "at": q.at.isoformat()}
            for q in _distinct(questions)[:EXAMPLES]
        ],
    }


async def chosen(session: AsyncSession, turns: Sequence[int]) -> list[Question]:
    """The questions of a group, in the order given. NotFound when all are gone or dealt with."""
    rows = await session.execute(_asked().where(Turn.id.in_(turns), ~_dealt()))
    found = {row.Turn.id: _question(row.Turn, row.public_id, set()) for row in rows}
    if not found:
        raise NotFound("Somebody has dealt with these questions, or their conversations were "
                       "erased.")  # fmt: skip
    return [found[turn] for turn in turns if turn in found]


def draft(questions: Sequence[Question], key: str, language: Language) -> ArticleText:
    """A draft that waits for its answer; customers' words become ways of asking."""
    own = [q for q in questions if q.language is language] or list(questions)
    asked = [blank(" ".join(q.text.split()), q.language, Known()) for q in _distinct(own)]
    clean = [text for text in asked if not is_blanked(text)] or asked
    return ArticleText(key=key, language=language, title=clean[0][:TITLE_CHARACTERS], body="",
                       asked=tuple(clean[:EXAMPLES]), status="draft")  # fmt: skip


def handle(
    session: AsyncSession, questions: Sequence[Question], article: str | None, by: str,
    now: datetime,
) -> None:
    """They became a draft, or were dismissed (None): they are not listed again. Never commits."""
    session.add_all(
        HandledQuestion(turn_id=q.turn, conversation_id=q.conversation, article=article, by=by,
                        at=now)
        for q in questions)


async def _turns(session: AsyncSession, now: datetime) -> list[Question]:
    """Every turn of the conversations in which something found nothing, but those dealt with."""
    missed = _missed(now)
    rows = await session.execute(
        _asked().where(Turn.conversation_id.in_(missed), Turn.created_at > now - LOOKED_BACK,
                       Turn.reviewed_as.is_(None), ~_dealt())
        .order_by(Turn.conversation_id, Turn.id))
    handed = {(row.conversation_id, row.at) for row in await session.execute(
        select(Move.conversation_id, Move.at).where(Move.reason == Reason.NOT_UNDERSTOOD,
                                                    Move.conversation_id.in_(missed)))}
    return [_question(row.Turn, row.public_id, handed) for row in rows]


def _dealt() -> Any:
    return exists().where(HandledQuestion.turn_id == Turn.id)


def _asked() -> Any:
    return select(Turn, Conversation.public_id).join(
        Conversation, Conversation.id == Turn.conversation_id)


def _missed(now: datetime) -> Any:
    return select(Turn.conversation_id).where(
        Turn.created_at > now - LOOKED_BACK,
        or_(Turn.outcome.in_([Outcome.NOT_UNDERSTOOD, Outcome.ASKED_BACK, Outcome.HANDED_OVER]),
            and_(Turn.outcome == Outcome.ANSWERED, Turn.intent == OUT_OF_SCOPE)))


def _question(turn: Turn, public_id: str, handed: set[tuple[int, datetime]]) -> Question:
    outcome = Outcome(turn.outcome)
    if turn.intent == OUT_OF_SCOPE and outcome is Outcome.ANSWERED:
        outcome = Outcome.NOT_UNDERSTOOD  # searched for, nothing found, and so declined
    searched = (outcome is not Outcome.HANDED_OVER
                or (turn.conversation_id, turn.created_at) in handed)
    return Question(turn.id, turn.conversation_id, public_id, turn.text, Language(turn.language),
                    outcome, turn.created_at, searched)


def _distinct(questions: Sequence[Question]) -> list[Question]:
    first: dict[str, Question] = {}
    for question in questions:
        first.setdefault(" ".join(question.text.casefold().split()), question)
    return list(first.values())

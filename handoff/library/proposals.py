"""Answers agents gave, proposed for the library: blanked, new to it, decided by a person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.errors import Conflict, NotFound
from bot.tables import Conversation, Message
from bot.words import Author, Language, Owner
from handoff.library.blanking import LEFT, Known, blank
from handoff.library.meaning import Meaning
from handoff.library.unanswered import is_question
from handoff.tables import DecidedProposal
from knowledge.articles import TITLE_CHARACTERS, ArticleText
from knowledge.grouping import features
from knowledge.search import Library

LOOKED_BACK = timedelta(days=90)
AT_MOST = 300  # conversations: the ones closed last
SUBSTANTIAL = 60  # letters of an answer worth keeping
ANSWERED = 0.6  # the library is so sure of its own answer: nothing new
ALIKE = 0.6  # cosine of questions that are one


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a closed conversation."""

    id: int
    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question and the agent's answer, without personal data."""

    message: int  # the agent's
    conversation: int
    public_id: str
    language: Language
    question: str
    answer: str
    at: datetime


def question_and_answer(messages: Sequence[Said]) -> tuple[Said, Said] | None:
    """The agent's first answer of substance, and the customer's question before it: the last
    message that asks, else the last that says anything."""
    said: list[Said] = []
    for message in messages:
        if message.author is Author.CUSTOMER and is_question(message.text):
            said.append(message)
        elif message.author is Author.AGENT and said and is_substantial(message.text):
            asking = [one for one in said if "?" in one.text]
            return (asking or said)[-1], message
    return None


def is_substantial(text: str) -> bool:
    """Whether it tells something: neither a greeting nor a question back."""
    letters = sum(map(str.isalpha, text))
    return letters >= SUBSTANTIAL and not text.rstrip().endswith("?")


def distinct(
    proposals: Sequence[Proposal], decided: Sequence[tuple[str, Language]], meaning: Meaning
) -> list[Proposal]:
    """The proposals whose question is neither an earlier proposal's nor one decided already."""
    questions = [*(text for text, _ in decided), *(p.question for p in proposals)]
    languages = [*(code for _, code in decided), *(p.language for p in proposals)]
    if not questions:
        return []
    rows = features(questions, languages, meaning.vectors(questions), meaning.means())
    alike = rows @ rows.T >= ALIKE
    taken = list(range(len(decided)))
    kept = []
    for n, proposal in enumerate(proposals, len(decided)):
        if not np.any(alike[n, taken]):
            taken.append(n)
            kept.append(proposal)
    return kept


def new_to(
    library: Library, proposals: Sequence[Proposal], meaning: Meaning
) -> list[Proposal]:
    """Those the library does not answer yet."""
    vectors = meaning.vectors([proposal.question for proposal in proposals])
    hits = [library.search_vector(p.question, vector, p.language, limit=1, audience="agents")
            for p, vector in zip(proposals, vectors, strict=True)]
    return [proposal for proposal, found in zip(proposals, hits, strict=True)
            if not found or found[0].probability < ANSWERED]


def blanks(proposal: Proposal) -> int:
    """How much of it was about one person: what speaks of nobody is likely to help others."""
    return len(LEFT.findall(f"{proposal.question} {proposal.answer}"))


async def listing(
    session: AsyncSession, library: Library, meaning: Meaning, now: datetime
) -> list[Proposal]:
    """What waits for a decision: the most general first, then the newest."""
    await library.refresh(session)
    decided = (await session.scalars(select(DecidedProposal))).all()
    done = {row.conversation_id for row in decided}
    found = [p for p in await _candidates(session, now) if p.conversation not in done]
    known = [(row.question, Language(row.language)) for row in decided]
    fresh = await asyncio.to_thread(
        lambda: new_to(library, distinct(found, known, meaning), meaning))
    return sorted(fresh, key=blanks)


async def find(session: AsyncSession, message: int) -> Proposal:
    """One proposal. NotFound when its conversation is gone, Conflict when it is decided."""
    if await session.scalar(
        select(DecidedProposal.id).where(DecidedProposal.message_id == message)
    ):
        raise Conflict("Somebody has decided this already.")
    conversation = await session.scalar(
        _closed().join(Message, Message.conversation_id == Conversation.id)
        .where(Message.id == message))
    made = await _proposal(session, conversation) if conversation else None
    if made is None or made.message != message:
        raise NotFound("This conversation is not there any more.")
    return made


def decide(
    session: AsyncSession, proposal: Proposal, article: str | None, by: str, now: datetime
) -> None:
    """It became a draft, or was dismissed (None); either way it never comes back."""
    session.add(DecidedProposal(
        message_id=proposal.message, conversation_id=proposal.conversation,
        language=proposal.language, question=proposal.question, article=article, by=by, at=now))


def draft(proposal: Proposal, key: str) -> ArticleText:
    """The draft an approved proposal becomes."""
    title = proposal.question.splitlines()[0][:TITLE_CHARACTERS]
    return ArticleText(key=key, language=proposal.language, title=title, body=proposal.answer,
                       asked=(" ".join(proposal.question.split()),), status="draft")  # fmt: skip


def proposal_view(proposal: Proposal) -> dict[str, Any]:
    return {"message": proposal.message, "conversation": proposal.public_id,
            "language": proposal.language, "question": proposal.question,
            "answer": proposal.answer, "at": proposal.at.isoformat()}


def _closed() -> Any:
    return select(Conversation).where(Conversation.owner == Owner.CLOSED).options(
        selectinload(Conversation.customer), selectinload(Conversation.identity))


async def _candidates(session: AsyncSession, now: datetime) -> list[Proposal]:
    by_agents = select(Message.conversation_id).where(
        Message.author == Author.AGENT, Message.created_at > now - LOOKED_BACK)
    closed = await session.scalars(
        _closed().where(Conversation.id.in_(by_agents), Conversation.closed_at.is_not(None))
        .order_by(Conversation.closed_at.desc()).limit(AT_MOST))
    made = [await _proposal(session, conversation) for conversation in closed.all()]
    return [proposal for proposal in made if proposal]


async def _proposal(session: AsyncSession, conversation: Conversation) -> Proposal | None:
    messages = (await session.scalars(
        select(Message).where(Message.conversation_id == conversation.id)
        .options(selectinload(Message.agent)).order_by(Message.id))).all()
    pair = question_and_answer([Said(m.id, Author(m.author), m.text) for m in messages])
    if pair is None:
        return None
    asked, answered = pair
    language = Language(conversation.language)
    known = _people(conversation, [m.agent.name for m in messages if m.agent])
    return Proposal(
        answered.id, conversation.id, conversation.public_id, language,
        blank(asked.text, language, known), blank(answered.text, language, known),
        conversation.closed_at or conversation.last_message_at)


def _people(conversation: Conversation, agents: Sequence[str]) -> Known:
    customer, shown = conversation.customer, conversation.identity.display_name
    names = [*agents, *([customer.name] if customer else []), *([shown] if shown else [])]
    if customer is None:
        return Known(names=tuple(names))
    return Known(
        names=tuple(names),
        addresses=tuple(part for part in (customer.street, customer.postcode, customer.city)
                        if part),
        others=tuple(part for part in (customer.email, customer.phone, customer.key) if part))

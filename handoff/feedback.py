"""What customers think of answers and conversations: stored once, shown to those who can learn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadInput
from bot.events import record
from bot.feedback import Feedback
from bot.outbox import write_replies
from bot.replies import Reply
from bot.tables import Conversation, Message, Move
from bot.texts import Voice
from bot.words import Language
from handoff.packets import taken_back
from handoff.tables import (
    Appointment,
    DecidedProposal,
    DismissedMatch,
    HandledQuestion,
    Helpful,
    Note,
    Packet,
    ProofTry,
    Rating,
)


async def rate(
    session: AsyncSession, conversation: Conversation, stars: int, comment: str, now: datetime
) -> None:
    """Store the rating; given again, the newer one counts. The first one is thanked for."""
    found = await session.scalar(
        select(Rating).where(Rating.conversation_id == conversation.id)
    )
    if found is None:
        session.add(Rating(
            conversation_id=conversation.id, agent_id=await _last_agent(session, conversation),
            stars=stars, comment=comment.strip(), at=now,
        ))
        voice = Voice(Language(conversation.language), conversation.address_form)
        await write_replies(session, conversation, [Reply(voice.say("rating_thanks"))], now)
    else:
        found.stars, found.comment, found.at = stars, comment.strip(), now
    record(session, conversation.id, "rated", now, {"stars": stars, "comment": comment.strip()})


async def _last_agent(session: AsyncSession, conversation: Conversation) -> int | None:
    if conversation.agent_id:
        return conversation.agent_id
    return await session.scalar(
        select(Move.agent_id)
        .where(Move.conversation_id == conversation.id, Move.agent_id.is_not(None))
        .order_by(Move.id.desc()).limit(1)
    )


async def helpful(
    session: AsyncSession, conversation: Conversation, message_id: int, verdict: bool,
    now: datetime,
) -> None:
    """Store whether an answer helped; only for our own answers in this conversation."""
    message = await session.get(Message, message_id)
    card = (message.content.get("card") or {}) if message else {}
    if message is None or message.conversation_id != conversation.id or "article" not in card:
        raise BadInput("Only an answer from the knowledge base can be judged.")
    found = await session.scalar(select(Helpful).where(Helpful.message_id == message_id))
    if found is None:
        session.add(Helpful(message_id=message_id, conversation_id=conversation.id,
                            article=card["article"], helpful=verdict, at=now))
    else:
        found.helpful, found.at = verdict, now
    record(session, conversation.id, "helpful", now,
           {"message": message_id, "helpful": verdict})


async def given(session: AsyncSession, conversation: Conversation) -> dict[str, Any]:
    """What this conversation was judged so far, for a page that reloads."""
    rating = await session.scalar(
        select(Rating).where(Rating.conversation_id == conversation.id))
    verdicts = await session.scalars(
        select(Helpful).where(Helpful.conversation_id == conversation.id))
    return {
        "rating": {"stars": rating.stars, "comment": rating.comment} if rating else None,
        "helpful": {str(row.message_id): row.helpful for row in verdicts},
    }


async def summary(session: AsyncSession) -> dict[str, Any]:
    """The averages a team looks at."""
    average, count = (await session.execute(
        select(func.avg(Rating.stars), func.count(Rating.id)))).one()
    yes = await session.scalar(select(func.count()).select_from(Helpful).where(Helpful.helpful))
    every = await session.scalar(select(func.count()).select_from(Helpful))
    return {
        "average": round(float(average), 2) if average is not None else None, "count": count,
        "helpful": {"yes": yes or 0, "no": (every or 0) - (yes or 0)},
    }


async def erase(session: AsyncSession, conversations: Sequence[int]) -> None:
    """Delete this room's rows about conversations; the shop's appointments keep no link."""
    for table in (Rating, Helpful, Note, Packet, ProofTry, HandledQuestion, DecidedProposal):
        await session.execute(delete(table).where(table.conversation_id.in_(conversations)))
    writers = select(Conversation.identity_id).where(Conversation.id.in_(conversations))
    await session.execute(delete(DismissedMatch).where(DismissedMatch.identity_id.in_(writers)))
    await session.execute(
        update(Appointment).where(Appointment.conversation_id.in_(conversations))
        .values(conversation_id=None)
    )


FEEDBACK = Feedback(rate=rate, helpful=helpful, given=given, erase=erase, taken_back=taken_back)

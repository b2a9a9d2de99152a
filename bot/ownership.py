"""Who answers next: the table of moves, and the one function that carries a move out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.events import record
from bot.tables import Conversation, Move, Staff
from bot.words import Owner, Reason


class Step(StrEnum):
    """What can happen to the ownership of a conversation."""

    HANDED_OFF = "handed_off"  # the assistant steps back
    CLAIMED = "claimed"  # an agent takes it
    RELEASED = "released"  # an agent puts it back into the queue
    RETURNED = "returned"  # a person gives it back to the assistant
    CLOSED = "closed"
    REOPENED = "reopened"  # the customer writes again


MOVES = {
    (Owner.ASSISTANT, Step.HANDED_OFF): Owner.QUEUE,
    (Owner.ASSISTANT, Step.CLAIMED): Owner.AGENT,
    (Owner.ASSISTANT, Step.CLOSED): Owner.CLOSED,
    (Owner.QUEUE, Step.CLAIMED): Owner.AGENT,
    (Owner.QUEUE, Step.RETURNED): Owner.ASSISTANT,
    (Owner.QUEUE, Step.CLOSED): Owner.CLOSED,
    (Owner.AGENT, Step.CLAIMED): Owner.AGENT,  # a colleague takes over, knowingly
    (Owner.AGENT, Step.RELEASED): Owner.QUEUE,
    (Owner.AGENT, Step.RETURNED): Owner.ASSISTANT,
    (Owner.AGENT, Step.CLOSED): Owner.CLOSED,
    (Owner.CLOSED, Step.REOPENED): Owner.ASSISTANT,
}

REFUSALS = {
    (Owner.AGENT, Step.HANDED_OFF): "An agent has already taken this conversation.",
    (Owner.QUEUE, Step.HANDED_OFF): "This conversation is already waiting for an agent.",
    (Owner.CLOSED, Step.CLAIMED): "This conversation is closed; it opens when the customer writes.",
    (Owner.CLOSED, Step.CLOSED): "This conversation is already closed.",
}


class MoveRefused(Conflict):
    """The conversation's owner does not allow this step."""


def owner_after(owner: Owner, step: Step) -> Owner:
    """The owner a step leads to; MoveRefused says why where it leads nowhere."""
    after = MOVES.get((owner, step))
    if after is None:
        raise MoveRefused(
            REFUSALS.get((owner, step), f"A conversation owned by {owner} cannot be {step}.")
        )
    return after


def move(
    session: AsyncSession,
    conversation: Conversation,
    step: Step,
    now: datetime,
    *,
    agent: Staff | None = None,
    reason: Reason | None = None,
) -> None:
    """Carry out one step: new owner, new epoch, a recorded move and a live event."""
    before = Owner(conversation.owner)
    after = owner_after(before, step)
    conversation.owner = after
    conversation.owner_since = now
    conversation.agent_id = agent.id if agent and after is Owner.AGENT else None
    conversation.epoch += 1
    conversation.closed_at = now if after is Owner.CLOSED else None
    if before is not Owner.ASSISTANT or after is not Owner.ASSISTANT:
        conversation.memory = {}  # a dialogue interrupted by a person starts afresh
    session.add(
        Move(
            conversation_id=conversation.id, epoch=conversation.epoch, step=step,
            owner_before=before, owner_after=after, agent_id=agent.id if agent else None,
            reason=reason, at=now,
        )
    )
    record(
        session, conversation.id, "owner", now,
        {
            "owner": after,
            "step": step,
            "reason": reason,
            "agent": {"id": agent.id, "name": agent.name, "colour": agent.colour}
            if agent and after is Owner.AGENT else None,
        },
    )

"""What a customer types back: the right code joins two addresses, a wrong one is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot import codes, linking
from bot.codes import State, Typed
from bot.database import LOCK
from bot.errors import Conflict
from bot.events import record
from bot.linking import Evidence
from bot.outbox import write_replies
from bot.replies import Reply
from bot.tables import Code, Conversation, Customer, Identity, Message
from bot.texts import Voice
from bot.tokens import matches, one_time_code
from bot.words import Language, Owner, Status


class Verdict(StrEnum):
    """What a number means while a code is known; each has its text, `code.<verdict>`."""

    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"  # wrong, and that was the last try
    EXPIRED = "expired"  # right, and too late


WRONG = (Verdict.WRONG, Verdict.SPENT)


def judge(code: Code, same: bool, now: datetime) -> Verdict | None:
    """None: the number has nothing to do with the code."""
    match codes.state_of(code, now):
        case State.OPEN if same:
            return Verdict.RIGHT
        case State.OPEN:
            return Verdict.SPENT if code.wrong + 1 >= codes.TRIES else Verdict.WRONG
        case State.EXPIRED if same:
            return Verdict.EXPIRED
        case _:
            return None


async def take(
    session: AsyncSession, conversation_id: int, waiting: Sequence[Message], key: bytes,
    now: datetime,
) -> None:
    """Try the numbers in waiting messages; those that say nothing else wait no longer."""
    conversation = await session.get_one(Conversation, conversation_id, with_for_update=LOCK)
    code = await codes.newest(session, conversation.identity_id, lock=True)
    if code is None:
        return
    for message in sorted(waiting, key=lambda one: one.id):
        typed = codes.typed(message.text)
        if typed is None or message.id <= code.tried:
            continue
        code.tried = message.id
        same = matches(one_time_code(key, code.nonce), typed.digits)
        verdict = judge(code, same, now)
        if verdict is None:
            continue
        if verdict is Verdict.RIGHT:
            await _confirm(session, code, now)
        code.wrong += verdict in WRONG
        meant = is_meant(conversation, typed, verdict)
        if meant or verdict is Verdict.RIGHT:
            await _answer(session, conversation, code, verdict, now)
        if meant:
            await _taken(session, conversation, message, now)
        record(session, conversation.id, "linked", now, {}, audience="staff")


def is_meant(conversation: Conversation, typed: Typed, verdict: Verdict) -> bool:
    """Whether a message is all about the code. A wrong number may be what a job has asked for."""
    asked = conversation.owner == Owner.ASSISTANT and conversation.memory.get("loop")
    return typed.plain and not (asked and verdict in WRONG)


async def _confirm(session: AsyncSession, code: Code, now: datetime) -> None:
    """Whoever writes here reads there, too: the two addresses and the record are one person's."""
    code.used_at = now
    here = await session.get_one(Identity, code.identity_id)
    there = await session.get_one(Identity, code.to_id)
    if code.customer_id is None:
        await _join(session, here, there, code.by, now)
        return
    customer = await session.get_one(Customer, code.customer_id)
    for identity in (there, here):
        await _join(session, identity, customer, code.by, now)


async def _join(
    session: AsyncSession, identity: Identity, other: Identity | Customer, by: str, now: datetime
) -> None:
    try:
        await linking.join(session, identity, other, Evidence.ONE_TIME_CODE, by, now)
    except Conflict:  # they are one already: it is known better now
        if identity.customer_id is not None:
            await linking.link(
                session, identity, identity.customer_id, Evidence.ONE_TIME_CODE, by, now)


async def _answer(
    session: AsyncSession, conversation: Conversation, code: Code, verdict: Verdict, now: datetime
) -> None:
    voice = Voice(Language(conversation.language), conversation.address_form)
    text = voice.say(f"code.{verdict}", left=codes.TRIES - code.wrong)
    await write_replies(session, conversation, [Reply(text)], now)


async def _taken(
    session: AsyncSession, conversation: Conversation, message: Message, now: datetime
) -> None:
    """Answered; an agent who has the conversation marks it as seen by reading it."""
    row = await session.get_one(Message, message.id, with_for_update=LOCK)
    row.waiting = False
    if conversation.owner == Owner.ASSISTANT:
        row.status = Status.SEEN
        record(session, conversation.id, "status", now,
               {"message": row.id, "status": Status.SEEN, "direction": "in"})

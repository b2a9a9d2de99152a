"""One-time codes: sent to one address of a customer, to be typed back at another."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.contract import Part
from bot.channels.posting import check_window
from bot.database import LOCK
from bot.errors import LotseError
from bot.events import record
from bot.inbox import conversation_of
from bot.outbox import write_replies
from bot.replies import Reply
from bot.tables import Code, Conversation, Customer, Identity, Message
from bot.texts import Voice
from bot.tokens import one_time_code
from bot.words import Language

LIFE = timedelta(minutes=10)
TRIES = 5
HOUR = timedelta(hours=1)
MOST_AN_HOUR = 3  # to one address, and asked for at one
KEPT = timedelta(days=1)  # what became of a code; limits look back an hour
HIDDEN = "••••••"  # what stands in messages and deliveries instead of the code
KIND = "code"  # of a message whose text is completed on its way out
BARE = re.compile(r"\W*([0-9]{3})[ \u00a0-]?([0-9]{3})\W*")
INSIDE = re.compile(r"(?<![0-9])([0-9]{3})([0-9]{3})(?![0-9])")
NAMED = re.compile(r"\b(?:code|mã)\b", re.IGNORECASE)


class TooManyCodes(LotseError):
    """Somebody could be pestered, or codes guessed."""

    status = 429


class State(StrEnum):
    """What has become of a code."""

    OPEN = "open"
    USED = "used"
    SPENT = "spent"  # typed wrong too often
    EXPIRED = "expired"


def state_of(code: Code, now: datetime) -> State:
    """Derived from what is written down of it."""
    if code.used_at is not None:
        return State.USED
    if code.wrong >= TRIES:
        return State.SPENT
    return State.OPEN if now < code.at + LIFE else State.EXPIRED


@dataclass(frozen=True, slots=True)
class Typed:
    """Six digits in a customer's message; `plain`: it says nothing else."""

    digits: str
    plain: bool


def typed(text: str) -> Typed | None:
    """What may be a code, of several numbers the first: one message is one try."""
    bare = BARE.fullmatch(text)
    found = bare or INSIDE.search(text)
    return Typed(found[1] + found[2], bool(bare or NAMED.search(text))) if found else None


def hidden(text: str) -> str:
    """A text of ours that came back, as it is stored."""
    return INSIDE.sub(HIDDEN, text)


async def send(
    session: AsyncSession, asking: Conversation, to: Identity, customer: Customer | None, by: str,
    now: datetime,
) -> Code:
    """A new code to an address (`customer`: whose it is), and a word here that it is waited for.

    WindowClosed where one of the two messengers takes no text now; an earlier code is void.
    """
    await session.refresh(to, with_for_update=LOCK)  # two at once would both be within the limit
    await _within_limits(session, asking.identity_id, to.id, now)
    spoken = Language(customer.language if customer else asking.language)
    thread = await latest(session, to) or await conversation_of(session, to, spoken, now)
    for conversation in (thread, asking):
        await check_window(session, conversation, now, by_person=False)
    (message,) = await write_replies(
        session, thread, [Reply(_say(thread, "code.message", code=HIDDEN), kind=KIND)], now)
    made = Code(identity_id=asking.identity_id, to_id=to.id, message_id=message.id, by=by, at=now,
                customer_id=customer.id if customer else None, nonce=secrets.token_urlsafe(16))
    session.add(made)
    await session.flush()
    way = _say(asking, f"code_way.{to.channel}")
    await write_replies(session, asking, [Reply(_say(asking, "code.asked", way=way))], now)
    record(session, asking.id, "linked", now, {}, audience="staff")
    return made


def _say(conversation: Conversation, key: str, **facts: str) -> str:
    return Voice(Language(conversation.language), conversation.address_form).say(key, **facts)


async def latest(session: AsyncSession, identity: Identity) -> Conversation | None:
    """Where this address was last written with, rested or not: its window is the messenger's."""
    found: Conversation | None = await session.scalar(
        select(Conversation).where(Conversation.identity_id == identity.id)
        .order_by(Conversation.id.desc()).limit(1))
    return found


async def _within_limits(
    session: AsyncSession, asking: int, to: int, now: datetime
) -> None:
    for column, number in ((Code.to_id, to), (Code.identity_id, asking)):
        sent = await session.scalar(select(func.count()).select_from(Code).where(
            column == number, Code.at > now - HOUR))
        if (sent or 0) >= MOST_AN_HOUR:
            raise TooManyCodes(f"{MOST_AN_HOUR} codes an hour are sent at the most; ask the "
                               "customer in another way, or try again later.")


async def newest(session: AsyncSession, identity_id: int, lock: bool = False) -> Code | None:
    """The code this address is to type, whatever became of it."""
    query = select(Code).where(Code.identity_id == identity_id).order_by(Code.id.desc()).limit(1)
    found: Code | None = await session.scalar(query.with_for_update() if lock else query)
    return found


async def completed(
    session: AsyncSession, message: Message, part: Part, key: bytes, now: datetime
) -> Part | None:
    """The part as the customer is to read it; None where its code is not valid any more."""
    if message.content.get("kind") != KIND:
        return part
    code = await session.scalar(select(Code).where(Code.message_id == message.id))
    if code is None or state_of(code, now) is not State.OPEN:
        return None
    return replace(part, text=part.text.replace(HIDDEN, one_time_code(key, code.nonce)))


async def forget(session: AsyncSession, now: datetime) -> None:
    """Delete what no limit looks back at any more; the links they made stay."""
    await session.execute(delete(Code).where(Code.at < now - KEPT))

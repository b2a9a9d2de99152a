"""One-time codes as agents use them: where one can be sent, sending it, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import codes, linking
from bot.channels import progress
from bot.channels.posting import WindowClosed, check_window
from bot.channels.tables import ChannelAccount, Delivery
from bot.codes import State
from bot.errors import Conflict, NotFound
from bot.inbox import identity_of
from bot.tables import Conversation, Customer, Identity
from handoff import matching, persons

RECORDED = {"mail": matching.mail_of, "sms": matching.phone_of}  # addresses a record names


@dataclass(frozen=True, slots=True)
class Place:
    """An address of somebody. `to` names it: i7 one that wrote, mail or sms one of the record."""

    to: str
    channel: str
    address: str | None
    why_not: str | None = None


async def places(
    session: AsyncSession, identity: Identity, ref: str, now: datetime
) -> list[Place]:
    """Where a code can be sent to ask whether two are one; Conflict when they are already.

    The web chat is none: whoever looks at it now need not be whom we mean.
    """
    other = await matching.by_ref(session, ref)
    customer = await _customer_of(session, other)
    await _check_another(session, identity, customer or other)
    own = await _addresses(session, customer) if customer else [other]
    written = [one for one in own if isinstance(one, Identity)
               and await _account(session, one.channel, one.account)]
    found = [Place(f"i{one.id}", one.channel, persons.address_of(one),
                   await _why_not(session, one, now)) for one in written]
    for channel, address_of in RECORDED.items():
        address = address_of(customer) if customer else None
        if address and channel not in {one.channel for one in written} and (
                await _account(session, channel)):
            found.append(Place(channel, channel, address))
    return found


async def send(
    session: AsyncSession, conversation: Conversation, ref: str, to: str, by: str, now: datetime
) -> None:
    """Send a code to one of those places; NotFound when it is none of them."""
    offered = await places(session, conversation.identity, ref, now)
    place = next((one for one in offered if one.to == to), None)
    if place is None:
        raise NotFound("A code cannot be sent there (any more); look at the addresses again.")
    customer = await _customer_of(session, await matching.by_ref(session, ref))
    if to in RECORDED:
        account = await _account(session, to)
        assert account and place.address  # noqa: S101 (or it would not have been offered)
        identity = await identity_of(session, to, account.name, place.address, now)
    else:
        identity = await session.get_one(Identity, int(to[1:]))
    await codes.send(session, conversation, identity, customer, by, now)


async def shown(session: AsyncSession, identity: Identity, now: datetime) -> dict[str, Any] | None:
    """What became of the last code, for an hour; `lost` has the messenger's reason."""
    code = await codes.newest(session, identity.id)
    if code is None or now > code.at + codes.HOUR:
        return None
    to = await session.get_one(Identity, code.to_id)
    customer = await session.get(Customer, code.customer_id) if code.customer_id else None
    thread = await codes.latest(session, to)
    parts = list(await session.scalars(
        select(Delivery).where(Delivery.message_id == code.message_id)))
    trouble = progress.trouble(parts)
    state = codes.state_of(code, now)
    return {
        "id": code.id, "name": customer.name if customer else to.known_as,
        "channel": to.channel, "address": persons.address_of(to), "by": code.by,
        "state": "lost" if trouble and state is not State.USED else state.value,
        "reason": trouble["reason"] if trouble else None,
        "wrong": code.wrong, "left": max(codes.TRIES - code.wrong, 0),
        "until": (code.at + codes.LIFE).isoformat(),
        "conversation": thread.public_id if thread else None,
    }


async def _customer_of(session: AsyncSession, other: matching.Other) -> Customer | None:
    if isinstance(other, Customer):
        return other
    return await session.get(Customer, other.customer_id) if other.customer_id else None


async def _check_another(
    session: AsyncSession, identity: Identity, other: matching.Other
) -> None:
    mine = identity.customer_id
    if isinstance(other, Identity):
        same = other.id == identity.id
    else:
        same = mine is not None and other.id in await linking.together(session, mine)
    if same:
        raise Conflict("This is the same person already.")


async def _addresses(session: AsyncSession, customer: Customer) -> Sequence[Identity]:
    records = await linking.together(session, customer.id)
    return (await session.scalars(select(Identity).where(
        Identity.customer_id.in_(records)).order_by(Identity.id))).all()


async def _account(
    session: AsyncSession, channel: str, name: str | None = None
) -> ChannelAccount | None:
    """This account of a messenger, or the first one."""
    query = select(ChannelAccount).where(ChannelAccount.channel == channel)
    if name is not None:
        query = query.where(ChannelAccount.name == name)
    found: ChannelAccount | None = await session.scalar(
        query.order_by(ChannelAccount.id).limit(1))
    return found


async def _why_not(session: AsyncSession, identity: Identity, now: datetime) -> str | None:
    """The sentence with which a message there would be refused now; writes nothing."""
    try:
        if thread := await codes.latest(session, identity):
            await check_window(session, thread, now, by_person=False)
    except WindowClosed as closed:
        return closed.sentence
    return None

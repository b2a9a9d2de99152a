"""Whose identity it is: links with their evidence, made and ended; nothing moves by them."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict
from bot.events import record
from bot.tables import Conversation, Customer, Identity, Link
from bot.texts import DEFAULT_FORM
from bot.words import Language

MADE = "person-"  # keys of records made here for somebody the shop has none of


class Evidence(StrEnum):
    """Why we believe it, the weakest first."""

    AGENT = "agent"
    MESSENGER = "messenger"
    PROOF = "proof"
    ONE_TIME_CODE = "one_time_code"
    SIGNED_LOGIN = "signed_login"


STRENGTH = list(Evidence)


async def link(
    session: AsyncSession, identity: Identity, customer_id: int, evidence: Evidence, by: str,
    now: datetime,
) -> Link:
    """This identity is this customer's from now on; what is known as well already is left alone.

    Conversations nobody was known in follow; those of another customer (who was signed in on the
    same device before) stay theirs.
    """
    before = await open_link(session, identity)
    if before and before.customer_id == customer_id and (
            STRENGTH.index(Evidence(before.evidence)) >= STRENGTH.index(evidence)):
        return before
    if before:
        _end(before, by, now)
        await session.flush()  # one open link each: the old one first
    made = Link(identity_id=identity.id, customer_id=customer_id, evidence=evidence, by=by, at=now)
    session.add(made)
    identity.customer_id, identity.evidence = customer_id, evidence
    await _follow(session, identity, None, customer_id)
    await tell(session, customer_id, now)
    return made


async def join(
    session: AsyncSession, identity: Identity, other: Identity | Customer, evidence: Evidence,
    by: str, now: datetime,
) -> Link:
    """Two are one person. Conflict when they are already."""
    mine = identity.customer_id
    theirs = other.id if isinstance(other, Customer) else other.customer_id
    if mine is not None and theirs is not None:
        return await _merge(session, mine, theirs, evidence, by, now)
    if theirs is not None:
        return await link(session, identity, theirs, evidence, by, now)
    assert isinstance(other, Identity)  # noqa: S101 (a customer has an id)
    if other.id == identity.id:
        raise Conflict("This is the same person already.")
    if mine is None:
        mine = (await _record_for(session, identity, now)).id
        await link(session, identity, mine, evidence, by, now)
    return await link(session, other, mine, evidence, by, now)


async def went_on(
    session: AsyncSession, identity: Identity, former: Identity, by: str, now: datetime
) -> None:
    """The messenger says that whoever wrote from the former address has this one now.

    Where the shop knows two customers by them, they are left for an agent to put together; what an
    agent has parted stays so, however often it is told.
    """
    if await _parted(session, identity, former):
        return
    mine, theirs = identity.customer_id, former.customer_id
    if mine is not None and theirs is not None and (
            theirs in await together(session, mine)
            or not (await only_ours(session, mine) or await only_ours(session, theirs))):
        return
    await join(session, identity, former, Evidence.MESSENGER, by, now)


async def _parted(session: AsyncSession, one: Identity, two: Identity) -> bool:
    """Whether what a messenger once said of these two was ended, and not of one and a third.

    A link that gave way to a better one of the same person has both its ends on one side.
    """
    first, second = await _ever(session, one), await _ever(session, two)
    across = [
        and_(or_(Link.identity_id == here.id, Link.member_id.in_(near)), Link.customer_id.in_(far))
        for here, near, far in ((one, first, second), (two, second, first))]
    ended = await session.scalar(select(Link.id).where(
        Link.evidence == Evidence.MESSENGER, Link.undone_at.is_not(None), or_(*across)).limit(1))
    return ended is not None


async def _ever(session: AsyncSession, identity: Identity) -> set[int]:
    """All records of whoever writes from here, and of those it was once taken for.

    A record made for two whom an agent has parted belongs to neither afterwards.
    """
    linked = await session.scalars(
        select(Link.customer_id).where(Link.identity_id == identity.id).distinct())
    return {record for one in linked.all() for record in await together(session, one)}


async def _merge(
    session: AsyncSession, one: int, two: int, evidence: Evidence, by: str, now: datetime
) -> Link:
    """A record becomes a member of another; the shop's own record stands above one made here."""
    if two in await together(session, one):
        raise Conflict("This is the same person already.")
    member, above = await head(session, one), await head(session, two)
    if above.key.startswith(MADE) and not member.key.startswith(MADE):
        member, above = above, member
    made = Link(member_id=member.id, customer_id=above.id, evidence=evidence, by=by, at=now)
    session.add(made)
    await session.flush()
    await tell(session, above.id, now)
    return made


async def undo(session: AsyncSession, ended: Link, by: str, now: datetime) -> None:
    """Apart again: each history is what it was, and what has come since in its conversations."""
    if ended.undone_at is not None:
        raise Conflict("This was undone already.")
    await tell(session, ended.customer_id, now)  # while they are together: both sides hear of it
    _end(ended, by, now)
    if ended.identity_id is not None:
        identity = await session.get_one(Identity, ended.identity_id)
        identity.customer_id = identity.evidence = None
        await _follow(session, identity, ended.customer_id, None)
    await session.flush()


def _end(ended: Link, by: str, now: datetime) -> None:
    ended.undone_at, ended.undone_by = now, by


async def _follow(
    session: AsyncSession, identity: Identity, before: int | None, after: int | None
) -> None:
    await session.flush()
    await session.execute(
        update(Conversation)
        .where(Conversation.identity_id == identity.id, Conversation.customer_id == before)
        .values(customer_id=after))


async def open_link(session: AsyncSession, identity: Identity) -> Link | None:
    """What is believed of an identity now."""
    found: Link | None = await session.scalar(
        select(Link).where(Link.identity_id == identity.id, Link.undone_at.is_(None)))
    return found


async def together(session: AsyncSession, customer_id: int) -> set[int]:
    """The ids of all records of this person, their own included."""
    found = fresh = {customer_id}
    while fresh:
        rows = await session.execute(
            select(Link.member_id, Link.customer_id).where(
                Link.undone_at.is_(None), Link.member_id.is_not(None),
                or_(Link.member_id.in_(fresh), Link.customer_id.in_(fresh))))
        fresh = {end for row in rows for end in row if end is not None} - found
        found = found | fresh
    return found


async def head(session: AsyncSession, customer_id: int) -> Customer:
    """The record that stands for the person."""
    above: int | None = customer_id
    while above is not None:
        customer_id = above
        above = await session.scalar(select(Link.customer_id).where(
            Link.member_id == customer_id, Link.undone_at.is_(None)))
    return await session.get_one(Customer, customer_id)


async def only_ours(session: AsyncSession, customer_id: int) -> bool:
    """Whether the shop itself has no record of the person."""
    return (await head(session, customer_id)).key.startswith(MADE)


async def identities_of(session: AsyncSession, identity: Identity) -> list[Identity]:
    """All addresses of the person who writes from this one, oldest first."""
    if identity.customer_id is None:
        return [identity]
    records = await together(session, identity.customer_id)
    return list(await session.scalars(
        select(Identity).where(Identity.customer_id.in_(records)).order_by(Identity.id)))


async def tell(session: AsyncSession, customer_id: int, now: datetime) -> None:
    """Consoles showing one of the person's conversations look again."""
    await session.flush()
    records = await together(session, customer_id)
    newest = await session.scalars(
        select(func.max(Conversation.id)).where(Conversation.customer_id.in_(records))
        .group_by(Conversation.identity_id))
    for conversation_id in newest:
        record(session, conversation_id, "linked", now, {}, audience="staff")


async def _record_for(session: AsyncSession, identity: Identity, now: datetime) -> Customer:
    """A record for somebody the shop has none of, so that there is something to link to."""
    language = await session.scalar(
        select(Conversation.language).where(Conversation.identity_id == identity.id)
        .order_by(Conversation.id.desc()).limit(1))
    spoken = Language(language) if language else Language.EN
    made = Customer(
        key=MADE + secrets.token_hex(8), name=identity.known_as,
        language=spoken, address_form=DEFAULT_FORM[spoken], since=now)
    session.add(made)
    await session.flush()
    return made

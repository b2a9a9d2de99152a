"""Who writes from where: a person's addresses, suggestions, and what comes together in a merge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import linking
from bot.errors import Conflict, NotFound
from bot.linking import Evidence
from bot.tables import Conversation, Customer, Identity, Link
from handoff import matching
from handoff.matching import Other
from handoff.tables import DismissedMatch, Order

SHOWS_NOTHING = {"web", "messenger", "instagram", "telegram"}  # their ids say nothing to people


async def about(session: AsyncSession, identity: Identity) -> dict[str, Any]:
    """The person's addresses with their evidence, records joined, and suggestions."""
    own = await linking.identities_of(session, identity)
    return {
        "identities": [await identity_view(session, one, one.id == identity.id) for one in own],
        "records": await _records(session, identity),
        "suggestions": [
            {**await other_view(session, match.other), "reason": match.reason,
             "value": match.value}
            for match in await matching.suggestions(session, identity)],
    }


async def identity_view(session: AsyncSession, one: Identity, here: bool) -> dict[str, Any]:
    """One address; `link` is there where it can be undone (a login would come back by itself)."""
    link = await linking.open_link(session, one)
    return {
        "channel": one.channel, "address": address_of(one), "here": here,
        "evidence": one.evidence, "by": link.by if link else None,
        "since": (link.at if link else one.created_at).isoformat(),
        "link": link.id if link and link.evidence != Evidence.SIGNED_LOGIN else None,
    }


def address_of(one: Identity) -> str | None:
    """An address as people read it; None where the messenger has only numbers of its own."""
    return one.display_name if one.channel in SHOWS_NOTHING else one.phone or one.external_id


async def _records(session: AsyncSession, identity: Identity) -> list[dict[str, Any]]:
    """Other records of this person, each with the link that can be undone."""
    if identity.customer_id is None:
        return []
    records = await linking.together(session, identity.customer_id)
    rows = await session.execute(
        select(Link, Customer).join(Customer, Customer.id == Link.member_id)
        .where(Link.undone_at.is_(None), Link.member_id.in_(records)).order_by(Link.id))
    return [{"link": link.id, "name": member.name, "evidence": link.evidence, "by": link.by,
             "since": link.at.isoformat()} for link, member in rows]


async def other_view(session: AsyncSession, other: Other) -> dict[str, Any]:
    """Somebody found or suggested: who, where from, and how much would come together."""
    if isinstance(other, Identity) and other.customer_id is not None:
        other = await session.get_one(Customer, other.customer_id)
    if isinstance(other, Identity):
        threads = await _count(session, Conversation.identity_id == other.id)
        return {"ref": matching.ref(other), "name": other.known_as,
                "channels": [other.channel], "address": address_of(other),
                "conversations": threads, "orders": 0}
    records = await linking.together(session, other.id)
    channels = await session.scalars(
        select(Identity.channel).where(Identity.customer_id.in_(records)).distinct())
    orders = await session.scalar(
        select(func.count()).select_from(Order).where(Order.customer_id.in_(records)))
    return {"ref": matching.ref(other), "name": other.name, "channels": sorted(channels),
            "address": other.email or other.phone,
            "conversations": await _count(session, Conversation.customer_id.in_(records)),
            "orders": orders or 0}


async def _count(session: AsyncSession, condition: Any) -> int:
    return await session.scalar(
        select(func.count()).select_from(Conversation).where(condition)) or 0


async def found(session: AsyncSession, identity: Identity, words: str) -> list[dict[str, Any]]:
    """People to merge with; whoever is this person already is left out."""
    own = {matching.ref(one) for one in await linking.identities_of(session, identity)}
    if identity.customer_id is not None:
        own |= {f"c{record}" for record in await linking.together(session, identity.customer_id)}
    others = await matching.search(session, words)
    return [await other_view(session, other) for other in others if matching.ref(other) not in own]


async def merge(
    session: AsyncSession, identity: Identity, ref: str, by: str, now: datetime
) -> None:
    """An agent says that they are one; Conflict when they are already."""
    other = await matching.by_ref(session, ref)
    await linking.join(session, identity, other, Evidence.AGENT, by, now)


async def undo(session: AsyncSession, number: int, by: str, now: datetime) -> None:
    """Apart again."""
    link = await session.scalar(select(Link).where(Link.id == number).with_for_update())
    if link is None:
        raise NotFound("This link does not exist (any more).")
    if link.evidence == Evidence.SIGNED_LOGIN:
        raise Conflict("The shop's own login said so; it would say so again.")
    await linking.undo(session, link, by, now)


async def dismiss(
    session: AsyncSession, identity: Identity, ref: str, by: str, now: datetime
) -> None:
    """Not the same person; it is not suggested again for this address."""
    other = matching.ref(await matching.by_ref(session, ref))
    known = await session.scalar(select(DismissedMatch.id).where(
        DismissedMatch.identity_id == identity.id, DismissedMatch.other == other))
    if known is None:
        session.add(DismissedMatch(identity_id=identity.id, other=other, by=by, at=now))

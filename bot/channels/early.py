"""Facts about messages that are not here yet: kept, and found again when the message comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.facts import Deleted, Edited, Moved, Person, Quoted, Reacted
from bot.channels.tables import Early
from bot.words import Progress

Kept = Edited | Deleted | Reacted | Quoted | Moved
KINDS: dict[str, type[Kept]] = {kind.__name__.lower(): kind
                                for kind in (Edited, Deleted, Reacted, Quoted, Moved)}


async def keep(
    session: AsyncSession, channel: str, account: str, fact: Kept, now: datetime
) -> None:
    """Keep a fact until its message is here."""
    data = {name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(fact).items()}
    session.add(Early(channel=channel, account=account, target=fact.target,
                      kind=type(fact).__name__.lower(), data=data, at=now))


async def take_kept(
    session: AsyncSession, channel: str, account: str, target: str
) -> Sequence[Kept]:
    """The facts kept for a message, which are then no longer kept."""
    mine = (Early.channel == channel, Early.account == account, Early.target == target)
    rows = (await session.scalars(select(Early).where(*mine).order_by(Early.id))).all()
    if rows:
        await session.execute(delete(Early).where(*mine))
    return [restored(row.kind, row.data) for row in rows]


def restored(kind: str, data: dict[str, Any]) -> Kept:
    """A fact as it was before it was stored."""
    fields = {**data, "at": datetime.fromisoformat(data["at"])}
    if "person" in fields:
        fields["person"] = Person(**fields["person"])
    if "progress" in fields:
        fields["progress"] = Progress(fields["progress"])
    return KINDS[kind](**fields)

"""Templates: what an account may send outside the reply window, fetched or typed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import accounts
from bot.channels.contract import Template, TemplateState
from bot.channels.registry import channel_named
from bot.channels.tables import MessageTemplate
from bot.channels.template_texts import names, places
from bot.errors import BadInput, Conflict, NotFound


async def of_account(
    session: AsyncSession, channel: str, account: str, approved: bool = False
) -> Sequence[MessageTemplate]:
    """An account's templates by name and language; `approved`: only those that can be sent."""
    query = select(MessageTemplate).where(
        MessageTemplate.channel == channel, MessageTemplate.account == account)
    if approved:
        query = query.where(MessageTemplate.state == TemplateState.APPROVED, MessageTemplate.fits)
    rows = await session.scalars(query.order_by(MessageTemplate.name, MessageTemplate.language))
    return rows.all()


async def sendable(
    session: AsyncSession, channel: str, account: str, name: str, language: str
) -> MessageTemplate:
    """The template that may go out now; Conflict when it is not approved (any more)."""
    row = await _found(session, channel, account, name, language)
    if row is None or row.state != TemplateState.APPROVED or not row.fits:
        raise Conflict("This template is not approved (any more); choose another one.")
    return row


async def save(
    session: AsyncSession, channel: str, account: str, given: Template, now: datetime
) -> MessageTemplate:
    """Type a template in, or change one that was typed in."""
    await accounts.find(session, channel, account)
    kind = channel_named(channel)
    if not kind.templates:
        raise BadInput(f"{channel} has no templates.")
    if places(given.body) != names(given.body) and not kind.numbered:
        raise BadInput("Write the places for values with the names they have at the messenger: "
                       "{{order_code}}.")
    numbers = [str(number) for number in range(1, len(places(given.body)) + 1)]
    if places(given.body) not in (numbers, names(given.body)):
        raise BadInput("Number the places for values {{1}}, {{2}} … without gaps, or name all of "
                       "them: {{order_code}}.")
    known = await _found(session, channel, account, given.name, given.language)
    if known and known.fetched:
        raise Conflict("This template comes from the messenger; change it there and fetch anew.")
    return await _put(session, channel, account, given, False, now)


async def replace(
    session: AsyncSession, channel: str, account: str, given: Sequence[Template], now: datetime
) -> None:
    """What the messenger has now; fetched ones it has no longer go, typed-in ones stay."""
    names = {(one.name, one.language) for one in given}
    for row in await of_account(session, channel, account):
        if row.fetched and (row.name, row.language) not in names:
            await session.delete(row)
    for one in given:
        await _put(session, channel, account, one, True, now)


async def remove(session: AsyncSession, number: int) -> None:
    """Forget a template here; the messenger keeps its own."""
    gone = await session.execute(delete(MessageTemplate).where(MessageTemplate.id == number))
    if not gone.rowcount:  # type: ignore[attr-defined]
        raise NotFound("This template does not exist (any more).")


def view(row: MessageTemplate) -> dict[str, Any]:
    return {"id": row.id, "channel": row.channel, "account": row.account, "name": row.name,
            "language": row.language, "category": row.category, "body": row.body,
            "state": row.state, "reason": row.reason, "fits": row.fits, "fetched": row.fetched,
            "values": len(places(row.body)), "updated_at": row.updated_at.isoformat()}


async def _found(
    session: AsyncSession, channel: str, account: str, name: str, language: str
) -> MessageTemplate | None:
    found: MessageTemplate | None = await session.scalar(select(MessageTemplate).where(
        MessageTemplate.channel == channel, MessageTemplate.account == account,
        MessageTemplate.name == name, MessageTemplate.language == language))
    return found


async def _put(
    session: AsyncSession, channel: str, account: str, given: Template, fetched: bool,
    now: datetime,
) -> MessageTemplate:
    row = await _found(session, channel, account, given.name, given.language)
    if row is None:
        row = MessageTemplate(channel=channel, account=account, name=given.name,
                              language=given.language)
        session.add(row)
    row.category, row.body, row.state = given.category, given.body, given.state
    row.reason, row.fits, row.fetched, row.updated_at = given.reason, given.fits, fetched, now
    await session.flush()
    return row

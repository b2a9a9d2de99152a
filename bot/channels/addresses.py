"""One person's address, however a messenger names them: ids that change, numbers that get hidden.

WhatsApp named people by phone number, then by number and an id of the business's own, and by that
id alone where somebody hides the number. The id changes with the number, and a number that is given
up goes to somebody else: so an id rules over a number, and a number joins only what had no id yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import linking
from bot.channels.facts import Person
from bot.inbox import identity_of
from bot.tables import Conversation, Identity, Message

SLACK = timedelta(minutes=10)  # between its clock and ours, and between a change and its event


async def address_of(
    session: AsyncSession, channel: str, account: str, person: Person, now: datetime
) -> Identity:
    """The person's identity, made at the first contact; it goes on under a new id."""
    if person.phone is None and not person.formerly:  # nothing but an id, as nearly everywhere
        return await identity_of(session, channel, account, person.id, now)
    found = await known(session, channel, account, person)
    if found is None:
        found = Identity(channel=channel, account=account, external_id=person.id, created_at=now)
        session.add(found)
    if found.external_id in (*person.formerly, person.phone):
        found.external_id = person.id
    new = person.phone not in (None, found.phone)
    found.phone = person.phone or found.phone
    await session.flush()
    if new:
        await _given_up(session, found)
    return found


async def _given_up(session: AsyncSession, now_of: Identity) -> None:
    """A number is one person's: agents would look for, or call, whoever had it before."""
    await session.execute(update(Identity).where(
        Identity.channel == now_of.channel, Identity.account == now_of.account,
        Identity.phone == now_of.phone, Identity.external_id != now_of.phone,
        Identity.id != now_of.id).values(phone=None))


async def rename(
    session: AsyncSession, channel: str, account: str, person: Person, at: datetime, now: datetime
) -> None:
    """Nobody is made of it: somebody who never wrote is of no interest.

    Told only after they wrote under the new name, there are two by now, which belong together.
    Whoever wrote from the new number before the change is somebody else: numbers go from hand to
    hand, and which of two wrote to us first says nothing.
    """
    if not await known(session, channel, account, person):
        return
    found = await address_of(session, channel, account, person, now)
    began = await _began(session, found)
    if began < at - SLACK:
        return
    formers = await session.scalars(
        select(Identity).where(Identity.channel == channel, Identity.account == account,
                               Identity.external_id.in_(person.formerly)))
    for former in formers.all():
        if await _began(session, former) <= began:  # and nobody who got the old number afterwards
            await linking.went_on(session, found, former, channel, now)


async def _began(session: AsyncSession, identity: Identity) -> datetime:
    """Since when an address is written from: a message may come later than others said after it."""
    said = await session.scalar(
        select(func.min(Message.said_at))
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.identity_id == identity.id))
    return min(identity.created_at, said or identity.created_at)


async def known(
    session: AsyncSession, channel: str, account: str, person: Person
) -> Identity | None:
    """Whom we knew under this id, else under a former one, else by a number that was all we had."""
    names = list(filter(None, (person.id, *person.formerly, person.phone)))
    called_so = Identity.external_id.in_(names)
    only_number = person.id == person.phone
    reached_so = Identity.phone == person.phone if only_number else false()
    rows = (await session.scalars(
        select(Identity).where(Identity.channel == channel, Identity.account == account,
                               or_(called_so, reached_so)).order_by(Identity.id.desc()))).all()
    if only_number and not person.formerly:  # whoever had it last, under an id if anybody has one
        return next((row for row in rows if row.external_id != person.phone),
                    rows[0] if rows else None)
    by_name = {row.external_id: row for row in rows}
    return next((by_name[name] for name in names if name in by_name), rows[0] if rows else None)

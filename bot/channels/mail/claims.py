"""Who reads which mailbox, and how far it has been read: rows that survive any process."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.mail.imap import Place
from bot.channels.mail.tables import Mailbox
from bot.channels.tables import ChannelAccount

CLAIM = timedelta(seconds=90)  # a process that dies leaves its mailboxes to others after so long


async def claim(session: AsyncSession, number: int, name: str, now: datetime) -> bool:
    """Take or keep a mailbox; False when another process has it, or the account is gone."""
    if await session.get(Mailbox, number) is None and not await _add(session, number):
        return False
    taken = await session.execute(
        update(Mailbox)
        .where(Mailbox.account_id == number,
               or_(Mailbox.claimed_by == name, Mailbox.claimed_until.is_(None),
                   Mailbox.claimed_until < now))
        .values(claimed_by=name, claimed_until=now + CLAIM)
        .execution_options(synchronize_session=False))
    return bool(taken.rowcount)  # type: ignore[attr-defined]


async def _add(session: AsyncSession, number: int) -> bool:
    if await session.get(ChannelAccount, number) is None:
        return False
    try:
        async with session.begin_nested():
            session.add(Mailbox(account_id=number))
    except IntegrityError:
        return False  # another process was faster, or the account has just been removed
    return True


async def leave(session: AsyncSession, number: int, name: str) -> None:
    """Give a mailbox up."""
    await session.execute(
        update(Mailbox).where(Mailbox.account_id == number, Mailbox.claimed_by == name)
        .values(claimed_by=None, claimed_until=None))


async def place(
    session: AsyncSession, number: int, now: datetime, kept: timedelta
) -> tuple[Place, datetime]:
    """How far it has been read; and since when mail counts where that says nothing.

    A folder never read, or numbered anew by its server (another UIDVALIDITY), is read from the
    moment the account was added, at most as far back as raw mails are kept: what was stored
    before is known by its Message-ID.
    """
    account = await session.get_one(ChannelAccount, number)
    box = await session.get_one(Mailbox, number)
    return Place(box.validity, box.uid), max(account.created_at, now - kept)


async def advance(session: AsyncSession, number: int, to: Place) -> None:
    """Remember the last mail that is stored."""
    await session.execute(
        update(Mailbox).where(
            Mailbox.account_id == number,
            or_(Mailbox.validity != to.validity, Mailbox.uid < to.uid))
        .values(validity=to.validity, uid=to.uid))


async def note(session: AsyncSession, number: int, now: datetime, error: str | None) -> None:
    """When it was last read, or why it cannot be."""
    values = {"error": error} if error else {"error": None, "read_at": now}
    await session.execute(update(Mailbox).where(Mailbox.account_id == number).values(**values))


async def trouble(session: AsyncSession) -> dict[int, str]:
    """The mailboxes that cannot be read at present, by account, and why."""
    rows = await session.execute(
        select(Mailbox.account_id, Mailbox.error).where(Mailbox.error.is_not(None)))
    return {number: error for number, error in rows if error}

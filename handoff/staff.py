"""Members of staff: their log-ins, and what each may do."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadInput, Conflict
from bot.tables import Staff
from bot.words import Role
from handoff.tables import Login

HASHER = PasswordHasher()
COLOURS = ("#1f6f78", "#7a4e2d", "#4a5a8c", "#7b3f61", "#3f6b3a", "#8a5a00")
# Checked when the e-mail is unknown, so that the answer takes as long as for a known one.
NOBODY = HASHER.hash(secrets.token_hex(16))


async def add(
    session: AsyncSession, name: str, email: str, password: str, roles: Sequence[Role],
    languages: Sequence[str] = ("de", "vi", "en"),
) -> Staff:
    """A new member of staff."""
    if await by_email(session, email):
        raise Conflict(f"{email} has an account already.")
    colour = COLOURS[sum(email.encode()) % len(COLOURS)]
    person = Staff(
        name=name, email=email.casefold(), password_hash=HASHER.hash(_long_enough(password)),
        roles=[str(role) for role in roles], languages=list(languages), colour=colour,
    )
    session.add(person)
    await session.flush()
    return person


async def by_email(session: AsyncSession, email: str) -> Staff | None:
    return await session.scalar(select(Staff).where(Staff.email == email.casefold()))


async def log_in(
    session: AsyncSession, email: str, password: str, now: datetime, hours: int
) -> str | None:
    """A new log-in's token, or None when e-mail and password do not belong together."""
    person = await by_email(session, email)
    try:
        HASHER.verify(person.password_hash if person else NOBODY, password)
    except VerificationError:
        return None
    if person is None or not person.active:
        return None
    token = secrets.token_urlsafe(32)
    session.add(Login(staff_id=person.id, token_hash=_hash(token), created_at=now,
                      expires_at=now + timedelta(hours=hours)))
    await session.execute(delete(Login).where(Login.expires_at < now))
    return token


async def log_out(session: AsyncSession, token: str) -> None:
    await session.execute(delete(Login).where(Login.token_hash == _hash(token)))


async def of_token(session: AsyncSession, token: str, now: datetime) -> Staff | None:
    """The person a log-in belongs to, while it lasts."""
    return await session.scalar(
        select(Staff).join(Login, Login.staff_id == Staff.id)
        .where(Login.token_hash == _hash(token), Login.expires_at > now, Staff.active)
    )


async def set_password(session: AsyncSession, person: Staff, password: str) -> None:
    """A new password; it ends every log-in made with the old one."""
    person.password_hash = HASHER.hash(_long_enough(password))
    await end_logins(session, person)


async def end_logins(session: AsyncSession, person: Staff) -> None:
    await session.execute(delete(Login).where(Login.staff_id == person.id))


def _long_enough(password: str) -> str:
    if len(password) < 10:
        raise BadInput("A password needs at least 10 characters.")
    return password


def may(person: Staff, *roles: Role) -> bool:
    """Administrators may do everything."""
    return Role.ADMIN in person.roles or any(role in person.roles for role in roles)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

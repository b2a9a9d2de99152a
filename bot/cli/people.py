"""`lotse user`: who may log in to the console."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.shared import command, console
from bot.database import Database
from bot.errors import NotFound
from bot.settings import Settings
from bot.tables import Staff
from bot.words import Role
from handoff import staff

app = typer.Typer(help="Add, list and change the people who log in to the console.",
                  no_args_is_help=True)


@app.command()
@command
async def add(
    email: str,
    name: Annotated[str, typer.Option(prompt=True, help="As customers see it.")],
    role: Annotated[list[Role], typer.Option(help="agent, trainer or admin; may be repeated.")],
    password: Annotated[str, typer.Option(
        help="At least 10 characters; made up and shown once when left out.")] = "",
) -> None:
    """Add a member of staff."""
    chosen = password or secrets.token_urlsafe(12)
    async with Database(Settings().database).write() as session:
        await staff.add(session, name, email, chosen, role)
    console.print(f"{name} can log in as {email}." + ("" if password else
                  f" Password (shown this once): {chosen}"))


@app.command("list")
@command
async def list_people() -> None:
    """List everybody who can log in."""
    table = Table("e-mail", "name", "roles", "active")
    async with Database(Settings().database).read() as session:
        for person in await session.scalars(select(Staff).order_by(Staff.email)):
            table.add_row(person.email, person.name, ", ".join(person.roles),
                          "yes" if person.active else "no")
    console.print(table)


@app.command()
@command
async def password(email: str, new: Annotated[str, typer.Option(help="The new one.")] = "") -> None:
    """Give somebody a new password."""
    chosen = new or secrets.token_urlsafe(12)
    async with Database(Settings().database).write() as session:
        await staff.set_password(session, await _find(session, email), chosen)
    console.print(f"New password of {email}: {chosen}")


@app.command()
@command
async def remove(email: str) -> None:
    """End somebody's access; what they wrote stays."""
    async with Database(Settings().database).write() as session:
        person = await _find(session, email)
        person.active = False
        await staff.end_logins(session, person)
    console.print(f"{email} can no longer log in.")


async def _find(session: AsyncSession, email: str) -> Staff:
    person = await staff.by_email(session, email)
    if person is None:
        raise NotFound(f"Nobody has the e-mail {email}.")
    return person

"""`lotse channel`: accounts of messengers."""

from __future__ import annotations

from typing import Annotated

import httpx
import typer
from rich.table import Table

from bot.channels import accounts
from bot.channels.registry import CHANNELS, channel_named
from bot.cli.shared import command, console
from bot.clock import utc_now
from bot.database import Database
from bot.errors import BadInput
from bot.settings import Settings
from bot.words import Language

Name = Annotated[str, typer.Argument(help="The account.")]
app = typer.Typer(help="Add, list and test accounts of messengers.", no_args_is_help=True)


@app.command()
@command
async def fields(channel: Annotated[str, typer.Argument(help="Empty: all.")] = "") -> None:
    """Show what an account of a messenger needs."""
    table = Table("channel", "field", "what it is", "default")
    for kind in [channel_named(channel)] if channel else CHANNELS.values():
        for field in kind.fields:
            about = f"{field.label}{f' ({field.hint})' if field.hint else ''}"
            table.add_row(kind.name, field.name, about, field.default or "")
    console.print(table)


@app.command()
@command
async def add(
    channel: str,
    name: Annotated[str, typer.Option(help="As it stands in the webhook's address.")] = "default",
    language: Annotated[Language | None, typer.Option(
        help="Of a customer's first message; de for a new account.")] = None,
    value: Annotated[list[str] | None, typer.Option(
        "--set", help="field=value; may be repeated. What is missing is asked for.")] = None,
) -> None:
    """Add an account, or change it. Secrets are better typed in than given with --set."""
    settings, kind = Settings(), channel_named(channel)
    values, database = dict(parsed(pair) for pair in value or []), Database(settings.database)
    async with database.read() as session:
        known = next((row for row in await accounts.listed(session)
                      if (row.channel, row.name) == (channel, name)), None)
    for field in kind.fields:
        if field.name not in values and field.default is None and known is None:
            values[field.name] = typer.prompt(f"{field.label}", hide_input=field.secret)
    async with database.write() as session:
        row = await accounts.save(
            session, settings.key, channel, name, values,
            language or Language(known.language if known else Language.DE), utc_now())
        address = accounts.account_view(row, settings.url, utc_now())["webhook"]
    told = f" Give {kind.name} this address: {address}" if address else ""
    console.print(f"Saved.{told}", soft_wrap=True)


@app.command("list")
@command
async def list_accounts() -> None:
    """List the accounts there are, each with the address to give its messenger."""
    settings = Settings()
    async with Database(settings.database).read() as session:
        for row in await accounts.listed(session):
            view = accounts.account_view(row, settings.url, utc_now())
            # No table: it would cut the address, which is there to be copied.
            console.print(f"{row.channel} {row.name} ({row.language}), "
                          f"{row.refused_calls} calls refused", soft_wrap=True, highlight=False)
            if view["webhook"]:
                console.print(f"  {view['webhook']}", soft_wrap=True, highlight=False)


@app.command()
@command
async def test(channel: str, name: Name = "default") -> None:
    """Ask the messenger whether an account's secrets are right."""
    settings = Settings()
    async with Database(settings.database).read() as session:
        account = accounts.opened(await accounts.find(session, channel, name), settings.key)
    async with httpx.AsyncClient() as client:
        answer = await accounts.checked(client, channel_named(channel), account)
    console.print(f"{channel} accepts the account: {answer}", markup=False)


@app.command()
@command
async def remove(channel: str, name: Name = "default") -> None:
    """Forget an account's settings and secrets; its conversations stay."""
    async with Database(Settings().database).write() as session:
        await accounts.remove(session, channel, name, utc_now())
    console.print("Forgotten.")


def parsed(pair: str) -> tuple[str, str]:
    """field=value taken apart; BadInput when it is not of this form."""
    name, equals, value = pair.partition("=")
    if not equals:
        raise BadInput(f"--set {pair} is not of the form field=value.")
    return name, value

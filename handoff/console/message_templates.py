"""The administrators' JSON of templates: listed, fetched, typed in, removed."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import APIRouter
from pydantic import BaseModel, Field

from bot.channels import accounts, fetching, templates
from bot.channels.contract import Account, Template, TemplateState
from bot.channels.registry import channel_named
from bot.services import Here
from handoff.console.doors import Admin

router = APIRouter(prefix="/api/templates", tags=["templates"])


class TypedIn(BaseModel):
    name: str = Field(min_length=1, max_length=512, pattern="^[a-z0-9_]+$")
    language: str = Field(min_length=2, max_length=10, pattern="^[a-zA-Z_-]+$")
    category: str = Field(default="utility", max_length=40)
    body: str = Field(min_length=1, max_length=4096)
    state: TemplateState
    reason: str = Field(default="", max_length=1000)


@router.get("")
async def every(here: Here, admin: Admin) -> dict[str, Any]:
    """The accounts of messengers with templates, each with its own."""
    async with here.database.read() as session:
        rows = [row for row in await accounts.listed(session)
                if channel_named(row.channel).templates]
        return {"accounts": [
            {"channel": row.channel, "name": row.name,
             "fetches": _fetches(accounts.opened(row, here.settings.key)),
             "templates": [templates.view(found) for found in await templates.of_account(
                 session, row.channel, row.name)]}
            for row in rows]}


@router.put("/{channel}/{account}")
async def save(
    channel: str, account: str, body: TypedIn, here: Here, admin: Admin
) -> dict[str, Any]:
    """Type a template in, with the state the messenger's own pages show."""
    given = Template(**body.model_dump())
    async with here.database.write() as session:
        return templates.view(
            await templates.save(session, channel, account, given, here.clock()))


@router.post("/{channel}/{account}/refresh")
async def refresh(channel: str, account: str, here: Here, admin: Admin) -> dict[str, int]:
    """Fetch an account's templates from the messenger."""
    async with httpx.AsyncClient() as client:
        return {"found": await fetching.fetch(here, client, channel, account)}


@router.delete("/{number}", status_code=204)
async def remove(number: int, here: Here, admin: Admin) -> None:
    """Forget a template here."""
    async with here.database.write() as session:
        await templates.remove(session, number)


def _fetches(account: Account) -> bool:
    ask = channel_named(account.channel).list_templates
    return ask is not None and ask(account, "") is not None

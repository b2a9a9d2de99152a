"""The administrators' JSON of messengers: their accounts, and how these do."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import APIRouter
from pydantic import BaseModel

from bot.channels import accounts
from bot.channels.mail import claims
from bot.channels.registry import CHANNELS, channel_named
from bot.channels.vitals import vitals
from bot.services import Here
from bot.words import Language
from handoff.console.doors import Admin

router = APIRouter(prefix="/api", tags=["channels"])


class AccountBody(BaseModel):
    values: dict[str, str]
    language: Language = Language.DE


@router.get("/channels")
async def channels(here: Here, admin: Admin) -> dict[str, Any]:
    """The messengers there are, with their settings' fields, and the accounts."""
    async with here.database.read() as session:
        now = here.clock()
        unread = await claims.trouble(session)
        found = [{**accounts.account_view(row, here.settings.url, now),
                  "trouble": unread.get(row.id),
                  **await vitals(session, row.channel, row.name, now)}
                 for row in await accounts.listed(session)]
    return {
        "channels": [
            {"name": kind.name, "templates": kind.templates,
             "fetches": kind.list_templates is not None, "fields": [
                {"name": f.name, "label": f.label, "secret": f.secret, "default": f.default,
                 "hint": f.hint} for f in kind.fields]}
            for kind in CHANNELS.values()],
        "accounts": found,
    }


@router.put("/channels/{channel}/{name}")
async def save(
    channel: str, name: str, body: AccountBody, here: Here, admin: Admin
) -> dict[str, Any]:
    """Add an account or change it; secrets that are not sent stay as they are."""
    async with here.database.write() as session:
        row = await accounts.save(session, here.settings.key, channel, name, body.values,
                                  body.language, here.clock())
        return accounts.account_view(row, here.settings.url, here.clock())


@router.post("/channels/{channel}/{name}/test")
async def test(channel: str, name: str, here: Here, admin: Admin) -> dict[str, str]:
    """Whether the messenger accepts the account's secrets."""
    async with here.database.read() as session:
        account = accounts.opened(await accounts.find(session, channel, name), here.settings.key)
    async with httpx.AsyncClient() as client:
        return {"answer": await accounts.checked(client, channel_named(channel), account)}


@router.delete("/channels/{channel}/{name}", status_code=204)
async def remove(channel: str, name: str, here: Here, admin: Admin) -> None:
    """Forget an account's settings and secrets; its conversations stay, what waits is lost."""
    async with here.database.write() as session:
        await accounts.remove(session, channel, name, here.clock())

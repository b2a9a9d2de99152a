"""Templates from the messengers: on request, and once a day."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import httpx

from bot.channels import accounts, templates
from bot.channels.contract import Account, Channel, Template, TemplateState
from bot.channels.registry import channel_named
from bot.channels.renewing import Renewing
from bot.errors import BadInput, LotseError
from bot.services import Services

log = logging.getLogger(__name__)
EVERY = 86_400.0  # seconds
MOST_PAGES = 50


async def fetch(here: Services, client: httpx.AsyncClient, channel: str, name: str) -> int:
    """An account's templates as the messenger has them now; how many. BadInput says why not."""
    kind = channel_named(channel)
    async with here.database.read() as session:
        account = accounts.opened(await accounts.find(session, channel, name), here.settings.key)
    account = await Renewing(
        here.database, client, here.clock, here.settings.key).in_time(account)
    found, after = list[Template](), ""
    for _ in range(MOST_PAGES):
        request = kind.list_templates(account, after) if kind.list_templates else None
        if request is None or kind.read_templates is None:
            raise BadInput("This account's templates cannot be fetched: type them in, or fill in "
                           "what its settings ask for that.")
        page = kind.read_templates(await accounts.answer(client, kind, request))
        found += page.templates
        after = page.after
        if not after:
            break
    found = [await _whole(client, kind, account, one) for one in found]
    async with here.database.write() as session:
        await templates.replace(session, channel, name, found, here.clock())
    return len(found)


async def _whole(
    client: httpx.AsyncClient, kind: Channel, account: Account, listed: Template
) -> Template:
    """A template with all that sending it takes; others than approved ones wait as they are."""
    if kind.ask_template is None or kind.read_template is None or (
            listed.state is not TemplateState.APPROVED):
        return listed
    try:
        answer = await accounts.answer(client, kind, kind.ask_template(account, listed))
    except BadInput as error:  # the others are none the worse for it
        return replace(listed, fits=False, reason=str(error))
    return kind.read_template(answer, listed)


async def fetch_all(here: Services, client: httpx.AsyncClient) -> None:
    """Those of every account whose messenger tells them."""
    async with here.database.read() as session:
        rows = await accounts.listed(session)
    for row in rows:
        kind = channel_named(row.channel)
        try:
            account = accounts.opened(row, here.settings.key)
            if kind.list_templates and kind.list_templates(account, ""):
                await fetch(here, client, row.channel, row.name)
        except LotseError as error:
            log.warning("templates of %s/%s: %s", row.channel, row.name, error)


async def fetch_daily(here: Services) -> None:
    """Once a day, until cancelled."""
    async with httpx.AsyncClient() as client:
        while True:
            try:
                await fetch_all(here, client)
            except Exception:
                log.exception("templates could not be fetched; tried again tomorrow")
            await asyncio.sleep(EVERY)

"""Templates from the messengers: on request, and once a day."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import httpx

from bot.channels import accounts, templates
from bot.channels.contract import Account, Channel, Expired, Template, TemplateState
from bot.channels.registry import channel_named
from bot.channels.renewing import Renewing
from bot.channels.tables import MessageTemplate
from bot.errors import BadInput, LotseError
from bot.services import Services

log = logging.getLogger(__name__)
EVERY = 86_400.0  # seconds
MOST_PAGES = 50
About = TypeVar("About")  # a page's beginning, or a template
UNTOLD = ("This account's templates cannot be fetched: type them in, or fill in what its settings "
          "ask for that.")


class Asking:
    """Questions about templates to an account's messenger."""

    def __init__(self, kind: Channel, account: Account, client: httpx.AsyncClient,
                 renewing: Renewing) -> None:
        self.kind = kind
        self.account = account
        self.client = client
        self.renewing = renewing

    async def answer(
        self, ask: Callable[[Account, About], httpx.Request | None], about: About
    ) -> httpx.Response:
        """Its answer, with new tokens where the old have ended; BadInput where it is no good one.

        Of tokens that a person typed in nobody knows the end: only such an answer tells it.
        """
        lenient = replace(self.kind, accepts=lambda response: (
            self.kind.accepts(response) or self._expired(response) is not None))
        response = await self._once(lenient, ask(self.account, about))
        if expired := self._expired(response):
            await self.renewing.after(self.account, expired)
            self.account = await self.renewing.in_time(self.account)
            response = await self._once(self.kind, ask(self.account, about))
        return response

    async def _once(self, kind: Channel, request: httpx.Request | None) -> httpx.Response:
        if request is None:
            raise BadInput(UNTOLD)
        return await accounts.answer(self.client, kind, request)

    def _expired(self, response: httpx.Response) -> Expired | None:
        answer = self.kind.read(response) if self.kind.renew and self.kind.read else None
        return answer if isinstance(answer, Expired) else None


async def fetch(here: Services, client: httpx.AsyncClient, channel: str, name: str) -> int:
    """An account's templates as the messenger has them now; how many. BadInput says why not."""
    kind = channel_named(channel)
    async with here.database.read() as session:
        account = accounts.opened(await accounts.find(session, channel, name), here.settings.key)
        known = {(row.name, row.language): row
                 for row in await templates.of_account(session, channel, name)}
    renewing = Renewing(here.database, client, here.clock, here.settings.key)
    asking = Asking(kind, await renewing.in_time(account), client, renewing)
    found = [await _whole(asking, one, known.get((one.name, one.language)))
             for one in await _listed(asking)]
    async with here.database.write() as session:
        await templates.replace(session, channel, name, found, here.clock())
    return len(found)


async def _listed(asking: Asking) -> list[Template]:
    """Page by page."""
    ask, read = asking.kind.list_templates, asking.kind.read_templates
    found, after = list[Template](), ""
    for _ in range(MOST_PAGES):
        if ask is None or read is None:
            raise BadInput(UNTOLD)
        page = read(await asking.answer(ask, after))
        found += page.templates
        after = page.after
        if not after:
            break
    return found


async def _whole(asking: Asking, listed: Template, known: MessageTemplate | None) -> Template:
    """A template with all that sending it takes; others than approved ones wait as they are."""
    ask, read = asking.kind.ask_template, asking.kind.read_template
    if ask is None or read is None or listed.state is not TemplateState.APPROVED:
        return listed
    try:
        answer = await asking.answer(ask, listed)
    except BadInput as error:  # the others are none the worse for it
        unread = replace(listed, fits=False, reason=str(error))
        # What was read before holds: the messenger lists it still. Of others than approved ones
        # we have but what the list told.
        if known is None or known.state != TemplateState.APPROVED:
            return unread
        return replace(unread, body=known.body, category=known.category, fits=known.fits)
    return read(answer, listed)


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

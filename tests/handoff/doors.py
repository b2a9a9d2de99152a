"""The console's JSON in a test: a client at its routes, logged in as somebody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from bot.app_errors import show_error
from bot.errors import LotseError
from bot.services import Services
from bot.tables import Staff
from bot.words import Role
from handoff import staff
from handoff.console import api, channels, dead_letters, identities, message_templates
from handoff.console.doors import COOKIE
from tests import talk


@asynccontextmanager
async def console(here: Services) -> AsyncIterator[httpx.AsyncClient]:
    """Nobody is logged in yet."""
    app = FastAPI()
    app.state.services = here
    for room in (channels, dead_letters, message_templates, api, identities):
        app.include_router(room.router)
    app.add_exception_handler(LotseError, show_error)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://lotse.test") as client:
        yield client


async def log_in(here: Services, web: httpx.AsyncClient, role: Role) -> None:
    await log_in_as(here, web, await talk.agent(here, role=role))


async def log_in_as(here: Services, web: httpx.AsyncClient, person: Staff) -> None:
    async with here.database.write() as session:
        token = await staff.log_in(session, person.email, talk.PASSWORD, here.clock(), 24 * 7)
    web.cookies.set(COOKIE, token)

"""The library's doors over HTTP, with a trainer, an agent and an encoder that counts words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from bot.app_errors import show_bad_request, show_error
from bot.errors import LotseError
from bot.services import Services
from bot.tables import Staff
from bot.words import Role
from handoff import staff
from handoff.console import care, library_routes, transfer
from handoff.console.doors import COOKIE
from knowledge import pages
from knowledge.search import Library
from tests import talk
from tests.knowledge.conftest import WordEncoder

ARTICLES = "/api/knowledge/articles"


@dataclass
class Desk:
    """One person's browser."""

    client: httpx.AsyncClient
    here: Services
    library: Library

    async def new(self, title: str, body: str = "", language: str = "en", **more: Any) -> Any:
        reply = await self.client.post(
            ARTICLES, json={"title": title, "body": body, "language": language, **more})
        assert reply.status_code == 201, reply.text
        return reply.json()

    async def publish(self, article: Any, status: str = "published") -> Any:
        reply = await self.client.post(
            f"{ARTICLES}/{article['key']}/{article['language']}/status",
            json={"version": article["version"], "status": status})
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def save(self, article: Any, **more: Any) -> httpx.Response:
        fields = ("title", "body", "tags", "asked", "intents", "link", "audience", "valid_from",
                  "valid_to", "version")
        return await self.client.put(
            f"{ARTICLES}/{article['key']}/{article['language']}",
            json={name: article[name] for name in fields} | more)

    async def search(self, q: str, language: str = "en") -> list[str]:
        reply = await self.client.get(
            "/api/knowledge/search", params={"q": q, "language": language})
        return [hit["key"] for hit in reply.json()]


@pytest.fixture
def app(here: Services) -> FastAPI:
    """The library's doors, as bot.app plugs them together."""
    made = FastAPI()
    encoder = WordEncoder()
    made.state.services, made.state.encoder = here, encoder
    made.state.library = Library(encoder, here.clock)
    for router in (library_routes.router, care.router, transfer.router, pages.router):
        made.include_router(router)
    made.add_exception_handler(LotseError, show_error)
    made.add_exception_handler(RequestValidationError, show_bad_request)
    return made


async def _client(app: FastAPI, here: Services, person: Staff | None) -> httpx.AsyncClient:
    cookies = {}
    if person is not None:
        async with here.database.write() as session:
            token = await staff.log_in(
                session, person.email, talk.PASSWORD, here.clock(), hours=1000)
        cookies = {COOKIE: str(token)}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lotse.test",
                             cookies=cookies)


@pytest.fixture
async def trainer(app: FastAPI, here: Services) -> AsyncIterator[Desk]:
    person = await talk.agent(here, "Sophie Adler", Role.TRAINER)
    async with await _client(app, here, person) as client:
        yield Desk(client, here, app.state.library)


@pytest.fixture
async def agent(app: FastAPI, here: Services) -> AsyncIterator[Desk]:
    person = await talk.agent(here)
    async with await _client(app, here, person) as client:
        yield Desk(client, here, app.state.library)


@pytest.fixture
async def customer(app: FastAPI, here: Services) -> AsyncIterator[Desk]:
    """Nobody we know."""
    async with await _client(app, here, None) as client:
        yield Desk(client, here, app.state.library)

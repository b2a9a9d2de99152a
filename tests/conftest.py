"""What tests share: an empty or a furnished database, a set clock, a scripted Rasa over HTTP."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings as properties

import nlu.tables  # noqa: F401
from bot.database import Database
from bot.events import Hub
from bot.rasa import Rasa
from bot.services import Services
from bot.settings import Settings
from bot.turns import Tongue
from bot.words import Language
from handoff.feedback import FEEDBACK
from tests.redis_server import RedisServer
from tests.stores import furnished

properties.register_profile("lotse", deadline=None)  # a busy machine is no failure
properties.load_profile("lotse")

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday


class SetClock:
    """A clock that moves only when told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


class ScriptedRasa:
    """Answers Rasa's HTTP: what to say for a text is written in a table by the test."""

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.heard: list[dict[str, Any]] = []
        self.down = False
        self.before_answer: Callable[[], Any] | None = None

    def on(self, text: str, *commands: dict[str, Any], intent: str = "greet",
           certainty: str = "sure", slots: dict[str, Any] | None = None,
           entities: list[dict[str, Any]] | None = None,
           parts: list[dict[str, Any]] | None = None, loop: str | None = None) -> None:
        """For this text, these commands."""
        self.answers[text] = {
            "replies": list(commands),
            "heard": {"intent": {"name": intent, "confidence": 0.9},
                      "ranking": [{"name": intent, "confidence": 0.9}],
                      "entities": entities or [],
                      "lotse": {"certainty": certainty, "parts": parts or []}},
            "state": {"slots": slots or {}, "loop": loop},
        }

    async def handle(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("refused", request=request)
        if request.url.path == "/status":
            return httpx.Response(200, json={"model_file": "test.tar.gz"})
        if request.url.path == "/model":
            return httpx.Response(204)
        body = json.loads(request.content)
        self.heard.append(body)
        if self.before_answer:
            await self.before_answer()
        return httpx.Response(200, json=self.answers[body["text"]])

    def client(self) -> Rasa:
        transport = httpx.MockTransport(self.handle)
        return Rasa("", 5, httpx.AsyncClient(transport=transport, base_url="http://rasa.test"))


class SteadyTongue:
    """Every message is in the conversation's language."""

    def decide(self, text: str, current: Language, form: str, evidence: Any) -> Tongue:
        return Tongue(current, form)


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var=tmp_path, secret="test key of no importance", _env_file=None)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """An empty database with every table."""
    made = await furnished(settings.database)
    yield made
    await made.close()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that a test may kill and start again."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def rasa() -> ScriptedRasa:
    return ScriptedRasa()


@pytest.fixture
async def here(
    settings: Settings, database: Database, rasa: ScriptedRasa, clock: SetClock
) -> AsyncIterator[Services]:
    """Services around the test's database, clock and Rasa."""
    hub = Hub()
    database.wake = hub.wake
    client = rasa.client()
    yield Services(settings, database, hub, client, clock, FEEDBACK)
    await client.close()

"""The ledger's tests run on both stores, with messengers answered at the transport."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database
from bot.services import Services
from bot.settings import Settings
from tests.channels.world import World
from tests.conftest import SetClock
from tests.redis_server import missing
from tests.stores import furnished

POSTGRES = os.environ.get("LOTSE_TEST_DATABASE_URL", "")


def postgres_address(settings: Settings) -> str:
    """The address of the tests' PostgreSQL; without one, that is said."""
    if not POSTGRES:
        missing("no PostgreSQL: LOTSE_TEST_DATABASE_URL is not set")
    return settings.model_copy(update={"database_url": POSTGRES}).database


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, settings: Settings) -> str:
    """The address of each store there is."""
    return settings.database if request.param == "sqlite" else postgres_address(settings)


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """An empty database with every table."""
    made = await furnished(address)
    yield made
    await made.close()


@pytest.fixture
async def world(here: Services, clock: SetClock, tmp_path: Path) -> AsyncIterator[World]:
    """A shop with one account of every messenger."""
    made = World(here, clock)
    await made.open()
    yield made
    await made.close()

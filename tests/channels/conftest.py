"""The ledger's tests run on both stores, with messengers answered at the transport."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.database import Base, Database
from bot.services import Services
from bot.settings import Settings
from tests.channels.world import World
from tests.conftest import SetClock

POSTGRES = os.environ.get("LOTSE_TEST_DATABASE_URL", "")


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request: pytest.FixtureRequest, settings: Settings) -> str:
    """The address of an empty database, in each store there is."""
    if request.param == "sqlite":
        return settings.model_copy().database
    if not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("CI must test PostgreSQL: set LOTSE_TEST_DATABASE_URL.")
        pytest.skip("no PostgreSQL: LOTSE_TEST_DATABASE_URL is not set")
    found = settings.model_copy(update={"database_url": POSTGRES}).database
    emptied = Database(found)
    async with emptied.engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await emptied.close()
    return found


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """An empty database with every table."""
    made = Database(address)
    async with made.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield made
    await made.close()


@pytest.fixture
async def world(here: Services, clock: SetClock, tmp_path: Path) -> AsyncIterator[World]:
    """A shop with one account of every messenger."""
    made = World(here, clock)
    await made.open()
    yield made
    await made.close()

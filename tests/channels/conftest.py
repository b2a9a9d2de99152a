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
async def database(
    request: pytest.FixtureRequest, settings: Settings
) -> AsyncIterator[Database]:
    """An empty database with every table, in each store there is."""
    if request.param == "postgresql" and not POSTGRES:
        if os.environ.get("CI"):
            pytest.fail("CI must test PostgreSQL: set LOTSE_TEST_DATABASE_URL.")
        pytest.skip("no PostgreSQL: LOTSE_TEST_DATABASE_URL is not set")
    url = POSTGRES if request.param == "postgresql" else ""
    made = Database(settings.model_copy(update={"database_url": url}).database)
    async with made.engine.begin() as connection:
        if request.param == "postgresql":
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
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

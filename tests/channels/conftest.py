"""The ledger's tests run on both stores, with messengers answered at the transport."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database
from bot.services import Services
from bot.settings import Settings
from tests.channels.world import World
from tests.conftest import SetClock
from tests.postgres import postgres_address
from tests.stores import furnished


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, settings: Settings) -> str:
    """The address of each store there is."""
    if request.param == "sqlite":
        return settings.database
    return settings.model_copy(update={"database_url": postgres_address()}).database


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

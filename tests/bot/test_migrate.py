"""Migrations: from nothing to the tables of the code, and a sentence for a newer database."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

import bot.channels.tables
import bot.files.tables  # noqa: F401
import handoff.tables  # noqa: F401
import knowledge.tables  # noqa: F401
import nlu.tables  # noqa: F401
from bot.database import Base, Database
from bot.errors import StartFailed
from bot.health import current_revision, head_revision
from bot.migrate import migrate
from bot.settings import Settings


async def test_an_empty_database_comes_to_the_codes_state(settings: Settings) -> None:
    await migrate(settings)
    await migrate(settings)  # a second start changes nothing
    database = Database(settings.database)
    async with database.read() as session:
        assert await current_revision(session) == head_revision()
        connection = await session.connection()
        assert await connection.run_sync(differences) == []
    await database.close()


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_a_newer_database_is_refused_with_a_sentence(settings: Settings) -> None:
    await migrate(settings)
    database = Database(settings.database)
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(StartFailed, match="newer code"):
        await migrate(settings)


async def test_a_folder_that_cannot_be_written_is_named(settings: Settings) -> None:
    broken = settings.model_copy(update={"database_url": "sqlite:////nowhere/at/all.db"})
    with pytest.raises(StartFailed, match="cannot be written"):
        await migrate(broken)

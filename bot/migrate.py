"""Brings the database to the code's state, and refuses one that is newer."""

from __future__ import annotations

from alembic import command
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.database import create_engine
from bot.errors import StartFailed
from bot.health import alembic_config
from bot.settings import Settings


async def migrate(settings: Settings) -> None:
    """Upgrade to the newest migration, all in one transaction where the store can."""
    engine = create_engine(settings.database).execution_options(lotse_write=True)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    except OperationalError as error:
        raise StartFailed(_sentence(error)) from error
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StartFailed(
            "This database was made by newer code: update Lotse, or point DATABASE_URL to a "
            "database of this version."
        ) from error


def _sentence(error: OperationalError) -> str:
    words = str(error.orig)
    if "disk is full" in words or "No space left" in words:
        return "The disk is full; free some space for the var folder and start again."
    if "unable to open" in words or "readonly" in words:
        return f"The database cannot be written ({words}); check the var folder's permissions."
    return f"The database does not answer ({words.splitlines()[0]}); check DATABASE_URL."

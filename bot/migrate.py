"""Brings the database to the code's state, and refuses one that is newer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from alembic import command
from alembic.util import CommandError
from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import OperationalError

from bot.database import Base, create_engine
from bot.errors import StartFailed
from bot.health import alembic_config
from bot.pgvector import settle
from bot.settings import Settings


async def migrate(settings: Settings, revision: str = "head") -> None:
    """Upgrade to the newest migration, all in one transaction where the store can."""
    check_folder(settings)
    engine = create_engine(settings.database).execution_options(lotse_write=True)
    if settings.database.startswith("sqlite"):
        event.listen(engine.sync_engine, "connect", _do_not_cascade)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, revision)
            await connection.run_sync(settle, Base.metadata)
    except OperationalError as error:
        raise StartFailed(_sentence(error)) from error
    finally:
        await engine.dispose()


def check_folder(settings: Settings) -> None:
    """StartFailed when SQLite could not write its files."""
    path = make_url(settings.database).database
    if not settings.database.startswith("sqlite") or path in (None, "", ":memory:"):
        return
    folder = Path(str(path)).parent
    if not os.access(folder, os.W_OK):
        raise StartFailed(f"The database cannot be written: {folder} is missing or read-only; "
                          "create it, or check its permissions.")


def _do_not_cascade(connection: Any, _record: Any) -> None:
    # SQLite changes a table by writing a new one and dropping the old, which would delete
    # whatever points at its rows. `_upgrade` checks that all still point at something.
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def _upgrade(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise StartFailed(
            "This database was made by newer code: update Lotse, or point DATABASE_URL to a "
            "database of this version."
        ) from error
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise StartFailed(f"The database could not be brought to this version: rows of "
                              f"{lost[0][0]} point at nothing. Nothing was changed.")


def _sentence(error: OperationalError) -> str:
    words = str(error.orig)
    if "disk is full" in words or "No space left" in words:
        return "The disk is full; free some space for the var folder and start again."
    return f"The database does not answer ({words.splitlines()[0]}); check DATABASE_URL."

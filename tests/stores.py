"""Empty stores for tests, quickly: a copied file on SQLite, emptied tables on PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import create_engine, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Base, Database

_furnished = set[str]()  # addresses on PostgreSQL that have every table


async def furnished(address: str) -> Database:
    """A database with every table and no row."""
    database = Database(address)
    if database.one_writer:
        shutil.copyfile(_template(), address.partition("///")[2])
    elif address in _furnished:
        async with database.engine.begin() as connection:
            await _empty(connection)
    else:
        await bare(address)
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        _furnished.add(address)
    return database


async def bare(address: str) -> None:
    """Take everything out of a PostgreSQL, the tables too; a SQLite file begins so."""
    _furnished.discard(address)
    database = Database(address)
    if database.one_writer:
        return
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await database.close()


@cache
def _template() -> Path:
    """A SQLite file with every table, in the mode the app would put it into."""
    path = Path(tempfile.mkdtemp(prefix="lotse-tests-")) / "empty.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


async def _empty(connection: AsyncConnection) -> None:
    """Delete the rows there are, and count from one again."""
    await connection.execute(text("SET LOCAL synchronous_commit = off"))
    tables = Base.metadata.sorted_tables
    questions = [select(literal(table.name)).where(select(table).exists()) for table in tables]
    filled = set(await connection.scalars(questions[0].union_all(*questions[1:])))
    for table in reversed(tables):
        if table.name in filled:
            await connection.execute(table.delete())
    await connection.execute(text(
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) "
        "FROM pg_sequences WHERE last_value IS NOT NULL"))

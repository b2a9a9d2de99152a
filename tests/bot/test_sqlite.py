"""SQLite on the event loop: the cancelled leave no lock, other processes are waited for."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot import sqlite
from bot.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    async with made.write() as session:
        await session.execute(text("create table t (a integer)"))
    return made


async def add(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("insert into t values (1)"))


async def test_a_writer_cancelled_at_any_step_leaves_the_database_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BREATH", 1)  # every step is a place to be cancelled at

    async def work() -> None:
        async with database.write() as session:
            await session.execute(text("insert into t values (2)"))
            await session.execute(text("select a from t"))

    kept = []  # the tracebacks hold the cursors, as a log's record may
    for turns in range(40):
        task = asyncio.create_task(work())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        kept += await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5):
            await add(database)
    assert any(isinstance(end, asyncio.CancelledError) for end in kept)
    await database.close()


async def test_a_lock_of_another_process_is_waited_for_while_the_loop_goes_on(
    database: Database, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("begin immediate")
    waiting = asyncio.create_task(add(database))
    await asyncio.sleep(0.1)  # the loop turns
    assert not waiting.done()
    other.execute("commit")
    other.close()
    await asyncio.wait_for(waiting, 5)
    await database.close()


async def test_patience_ends(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.05)
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(OperationalError, match="locked"):
        await add(database)
    other.close()
    await database.close()


async def test_a_long_transaction_lets_other_tasks_pass(database: Database) -> None:
    passed = 0

    async def pass_by() -> None:
        nonlocal passed
        while True:
            passed += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(pass_by())
    async with database.write() as session:
        for _ in range(100):
            await session.execute(text("insert into t values (3)"))
    beside.cancel()
    assert passed >= 5
    await database.close()

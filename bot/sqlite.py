"""SQLite's statements where they are asked for: on the event loop, without a thread a connection.

A statement of ours takes microseconds; handing it to a thread and waiting for the answer takes a
hundred. And a task cancelled while it waits for such a thread leaves the thread's transaction open
(aiosqlite issue 259): every other writer then meets a locked database. Here nothing is ever under
way that nobody waits for.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, TypeVar

import aiosqlite

T = TypeVar("T")
PATIENCE = 30.0  # seconds a statement waits for another process
PAUSE = 0.002  # seconds, doubled up to LONGEST_PAUSE
LONGEST_PAUSE = 0.05
BREATH = 32  # steps after which the loop's other tasks get their turn
# What passes when it is tried again. Not BUSY_SNAPSHOT: that transaction must begin anew.
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)


def connect(database: str, **options: Any) -> InPlace:
    """A connection for SQLAlchemy's aiosqlite dialect; we say BEGIN ourselves."""
    return InPlace(partial(sqlite3.connect, database, isolation_level=None, timeout=0, **options),
                   iter_chunk_size=64)


class InPlace(aiosqlite.Connection):
    """aiosqlite's interface; its thread is never started."""

    _steps = 0

    def __await__(self) -> Generator[Any, None, InPlace]:
        return self._open().__await__()

    async def _open(self) -> InPlace:
        self._connection = self._connector()
        return self

    async def _execute(self, fn: Callable[..., T], *args: Any, **named: Any) -> T:
        """One step. Cancelled, it has either not begun or is done."""
        self._steps += 1
        if self._steps % BREATH == 0:
            await asyncio.sleep(0)
        pause, until = PAUSE, asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                return fn(*args, **named)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode not in BUSY or until < asyncio.get_running_loop().time():
                    raise
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def close(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Close. What was not committed is rolled back here: SQLite itself does so only when the
        last cursor is gone, and a traceback may hold it long."""
        self._running = False
        if self._connection is not None:
            self._connection.rollback()
            self._connection.close()
            self._connection = None

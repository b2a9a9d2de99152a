"""One database for everything: SQLite by default, PostgreSQL by address; it is the queue too."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, TypeDecorator, event, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

from bot import pgvector, sqlite

Wake = Callable[[set[str]], None]
STARTING = 5077  # the number of PostgreSQL's lock that starting processes take; any, but one

# How rows that other rows point at are locked: PostgreSQL's FOR NO KEY UPDATE lets inserts beside
# them pass. FOR UPDATE would wait for those, and they, a statement later, for us: a deadlock.
LOCK = {"key_share": True}

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """Moments with a time zone, in and out; SQLite alone would drop it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if not isinstance(value, datetime):
            return None
        return value if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of every table in every room."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: UtcTime,
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[str]: JSON().with_variant(JSONB(), "postgresql"),
    }


class Row:
    """Writers of one process, one after the other: the urgent first, else in their order.

    SQLite lets one writer in and the others poll, the unlucky for seconds. Here they wait fairly,
    and hold no connection meanwhile.
    """

    def __init__(self) -> None:
        self._held = False
        self._numbers = itertools.count()
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def turn(self, urgent: bool) -> AsyncIterator[None]:
        """The block runs while nobody else's does."""
        await self._enter(urgent)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, urgent: bool) -> None:
        if not self._held:
            self._held = True
            return
        mine = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._numbers), mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # our turn came at the same moment
                self._leave()
            raise

    def _leave(self) -> None:
        while self._waiting:
            _, _, following = heapq.heappop(self._waiting)
            if not following.done():
                following.set_result(None)
                return
        self._held = False


class Database:
    """Sessions for reading and for writing; only the doors (a request, a turn) open them.

    A writing session is one transaction. Topics put into `session.info["wake"]` are woken
    after the commit, never before, so that a listener always finds the rows.
    """

    def __init__(self, url: str, wake: Wake | None = None) -> None:
        self.engine = create_engine(url)
        self.wake: Wake = wake or (lambda topics: None)
        self._reading = async_sessionmaker(self.engine, expire_on_commit=False)
        writing = self.engine.execution_options(lotse_write=True)
        self._writing = async_sessionmaker(writing, expire_on_commit=False)
        self.one_writer = url.startswith("sqlite")
        self._row = Row()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session whose changes are thrown away."""
        async with self._reading() as session:
            yield session

    @asynccontextmanager
    async def write(self, urgent: bool = False) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on any error.

        `urgent`: somebody counts the milliseconds; where writers wait in a row, before the others.
        """
        if not self.one_writer:
            async with self._write() as session:
                yield session
        else:
            async with self._row.turn(urgent), self._write() as session:
                yield session
        self.wake(session.info["wake"])

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[AsyncSession]:
        async with self._writing() as session:
            session.info["wake"] = set()
            async with session.begin():
                yield session

    async def close(self) -> None:
        await self.engine.dispose()


async def one_at_a_time(session: AsyncSession) -> None:
    """Until the transaction's end no other process comes past here; SQLite is so anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(STARTING)))


def create_engine(url: str) -> AsyncEngine:
    """An engine with the settings each store needs."""
    if not url.startswith("sqlite"):
        engine = create_async_engine(url, pool_pre_ping=True)
        event.listen(engine.sync_engine, "first_connect",
                     lambda connection, _record: pgvector.look(connection, engine.dialect))
        return engine
    engine = create_async_engine(url, connect_args={"async_creator_fn": sqlite.connect})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns into a writer can fail at once with "database is locked";
    # a writer that says so at the beginning waits its turn.
    writing = connection.get_execution_options().get("lotse_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

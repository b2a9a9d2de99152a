"""Vectors in pgvector: moved there with what they hold, read back to the last bit."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, text

from bot import pgvector
from bot.database import Database
from bot.migrate import migrate
from bot.settings import Settings
from bot.words import Language
from knowledge.formats.importing import import_folder
from knowledge.search import Library
from knowledge.tables import PassageRow
from tests.conftest import NOON
from tests.knowledge.conftest import WordEncoder, write
from tests.pgvector_server import PgvectorServer, pgvector_server

KIND = ("SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
        "WHERE attrelid = 'passages'::regclass AND attname = 'vector'")


@pytest.fixture(scope="module")
def server() -> Iterator[PgvectorServer]:
    with pgvector_server() as running:
        yield running


@dataclass(frozen=True)
class Store:
    """An empty database, with an owner of its name who may not switch extensions on."""

    server: PgvectorServer
    name: str
    settings: Settings

    async def migrate(self) -> Database:
        """As a start does: what a database's vectors are is looked up anew."""
        await migrate(self.settings)
        return Database(self.settings.database)

    async def kind(self, database: Database) -> str | None:
        async with database.read() as session:
            return await session.scalar(text(KIND))


@pytest.fixture
def store(server: PgvectorServer, tmp_path: Path) -> Store:
    name = f"lotse_{secrets.token_hex(4)}"
    server.run(f"CREATE ROLE {name} LOGIN")
    server.run(f"CREATE DATABASE {name} OWNER {name}")
    return Store(server, name, Settings(
        var=tmp_path, secret="test key of no importance", _env_file=None,
        database_url=server.address(name)))


@pytest.fixture
async def without(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """The server as it is before somebody installs the extension."""
    with monkeypatch.context() as patch:
        patch.setattr(pgvector, "_extension", lambda connection: False)
        database = await store.migrate()
        assert await store.kind(database) == "bytea"
        await database.close()
    yield store


async def fill(database: Database, folder: Path, encoder: WordEncoder) -> None:
    async with database.write() as session:
        await import_folder(session, folder, encoder, NOON)


async def vectors(database: Database) -> list[tuple[str, bytes]]:
    async with database.read() as session:
        return [(row.text, row.vector) for row in await session.scalars(
            select(PassageRow).order_by(PassageRow.text))]


async def test_new_articles_go_where_the_extension_is(
    store: Store, folder: Path, encoder: WordEncoder
) -> None:
    database = await store.migrate()
    assert await store.kind(database) == "vector"
    await fill(database, folder, encoder)
    library = Library(encoder)
    async with database.read() as session:
        hits = await library.find(session, "How do I wash wool?", Language.EN)
        assert hits[0].key == "wool"
        near = await session.scalar(
            text("SELECT p.text FROM passages p, passages q WHERE q.text LIKE 'Express costs%' "
                 "ORDER BY p.vector <=> q.vector LIMIT 1"))
    assert near and near.startswith("Express costs")
    write(folder, "wool", "en", "How do I wash wool?", "By hand, in cold water.")
    await fill(database, folder, encoder)
    kept = dict(await vectors(database))["By hand, in cold water."]
    assert np.frombuffer(kept, "<f4").shape == (encoder.dims,)
    await database.close()


async def test_installed_later_everything_moves_at_the_next_start(
    without: Store, folder: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Database(without.settings.database)
    await fill(before, folder, encoder)
    there = await vectors(before)
    await before.close()
    monkeypatch.setattr(pgvector, "BATCH", 2)
    for _start in range(2):  # the second has nothing to do
        database = await without.migrate()
        assert await without.kind(database) == "vector"
        assert await vectors(database) == there
        await database.close()


async def test_a_user_without_the_right_keeps_bytes_and_is_told(
    store: Store, folder: Path, encoder: WordEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    owners = store.server.address(store.name, user=store.name)
    modest = replace(store, settings=store.settings.model_copy(update={"database_url": owners}))
    database = await modest.migrate()
    assert await modest.kind(database) == "bytea"
    assert "CREATE EXTENSION vector" in caplog.text
    await fill(database, folder, encoder)
    assert len(await vectors(database)) == 4
    await database.close()

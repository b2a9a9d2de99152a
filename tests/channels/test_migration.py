"""The migrations on both stores, with rows already there."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Column, Connection, MetaData, Table, func, select, text

from bot.database import Base, Database
from bot.files.tables import StoredFile, attachment
from bot.health import alembic_config
from bot.migrate import migrate
from bot.settings import Settings
from bot.tables import Conversation, Link, Message
from tests.bot.test_migrate import differences
from tests.stores import bare

WRITTEN = datetime(2026, 11, 1, 9, 30, 15, 123456, tzinfo=UTC)


async def upgrade(address: str, revision: str = "head") -> None:
    await migrate(Settings(database_url=address, _env_file=None), revision)


FILES = json.dumps({"attachments": [
    {"id": "ab.png", "name": "Foto.png", "type": "image/png", "size": 70},
    {"id": None, "kind": "sticker", "reference": "x1", "type": None, "name": None, "size": None},
]})


async def test_messages_of_before_keep_their_time(address: str) -> None:
    await bare(address)
    database = Database(address)
    writing = database.engine.execution_options(lotse_write=True)
    await upgrade(address, "0002")
    async with writing.begin() as connection:
        for table, values in (
            ("identities", "(1, 'web', 'default', 'v', :now)"),
            ("conversations", "(1, 'p', 1, 'web', 'de', 'Sie', 'assistant', :now, 0, '{}', "
                              ":now, :now)"),
            ("messages", "(1, 1, 'in', 'customer', 'hallo', '{}', 'seen', false, :now)"),
            ("messages", f"(2, 1, 'in', 'customer', '', '{FILES}', 'seen', false, :now)"),
            ("turns", "(1, 1, 1, 'hallo', 'de', 0, 'sure', '[]', '[]', '[]', 'answered', 1, :now)"),
        ):
            query = f"INSERT INTO {table} ({COLUMNS[table]}) VALUES {values}"
            escaped = re.sub(r"(?<=[\w\"]):(?=[^:])", r"\\:", query)  # JSON's colons
            await connection.execute(text(escaped), {"now": moment(address)})
    await upgrade(address)
    async with database.read() as session:
        message, sent = await session.scalars(select(Message).order_by(Message.id))
        assert message.said_at == message.created_at == WRITTEN
        here, there = await session.scalars(select(StoredFile).order_by(StoredFile.state))
        assert (here.id, here.key, here.type, here.kind) == ("ab.png", "ab.png", "image/png",
                                                             "image")
        assert (there.state, there.reference, there.kind) == ("waiting", "x1", "sticker")
        assert sent.content["attachments"] == [attachment(here), attachment(there)]
        connection = await session.connection()
        assert await connection.run_sync(differences) == []
    await database.close()


def moment(address: str) -> datetime | str:
    """As each driver takes it without SQLAlchemy's types."""
    return str(WRITTEN.replace(tzinfo=None)) if address.startswith("sqlite") else WRITTEN


COLUMNS = {
    "identities": "id, channel, account, external_id, created_at",
    "conversations": "id, public_id, identity_id, channel, language, address_form, owner, "
                     "owner_since, epoch, memory, opened_at, last_message_at",
    "messages": "id, conversation_id, direction, author, text, content, status, waiting, "
                "created_at",
    "turns": "id, message_id, conversation_id, text, language, confidence, certainty, ranking, "
             "entities, articles, outcome, milliseconds, created_at",
}


async def test_who_was_known_is_linked_and_conversations_follow(address: str) -> None:
    await bare(address)
    database = Database(address)
    writing = database.engine.execution_options(lotse_write=True)
    await upgrade(address, "0003")
    async with writing.begin() as connection:
        for table, columns, values in (
            ("customers", "id, key, name, language, address_form, points, level, consents, since",
             "(5, 'k', 'Kim', 'de', 'Sie', 0, 'tree', '{}', :now)"),
            ("identities", "id, channel, account, external_id, customer_id, evidence, created_at",
             "(1, 'web', 'default', 'v', 5, 'signed_login', :now), "
             "(2, 'sms', 'default', 'w', NULL, NULL, :now)"),
            ("conversations", COLUMNS["conversations"],
             "(1, 'p', 1, 'web', 'de', 'Sie', 'assistant', :now, 0, '{}', :now, :now)"),
        ):
            query = text(f"INSERT INTO {table} ({columns}) VALUES {values}")
            await connection.execute(query, {"now": moment(address)})
    await upgrade(address)
    async with database.read() as session:
        (link,) = await session.scalars(select(Link))
        assert (link.identity_id, link.customer_id, link.evidence) == (1, 5, "signed_login")
        assert (link.at, link.undone_at) == (WRITTEN, None)
        assert await session.scalar(select(Conversation.customer_id)) == 5
    await database.close()


def filled(connection: Connection, before: set[str]) -> set[str]:
    """Put a row, made up from its columns' types, into every table; those before have theirs."""
    known = MetaData()
    known.reflect(connection)
    for table in known.sorted_tables:
        if table.name in before:
            assert rows(connection, table), f"{table.name} has lost its row"
        elif table.name != "alembic_version" and not rows(connection, table):
            values = {column.name: made_up(column) for column in table.columns
                      if not column.nullable or column.foreign_keys}
            connection.execute(table.insert(), values)
    return {table.name for table in known.sorted_tables} - {"alembic_version"}


def rows(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def made_up(column: Column[Any]) -> object:
    if column.foreign_keys:
        # Rows are numbered from one; what points at its own table points at nothing.
        return None if column.references(column.table.c.get("id", column)) else 1
    if isinstance(column.type, JSON):
        return {}
    moment = WRITTEN if getattr(column.type, "timezone", False) else WRITTEN.replace(tzinfo=None)
    return {int: 1, bool: False, float: 0.5, Decimal: Decimal("4.90"), bytes: bytes(256),
            datetime: moment, date: WRITTEN.date()}.get(column.type.python_type, "x")


async def test_every_step_from_the_first_keeps_every_tables_rows(address: str) -> None:
    await bare(address)
    database = Database(address)
    writing = database.engine.execution_options(lotse_write=True)
    steps = list(ScriptDirectory.from_config(alembic_config()).walk_revisions())[::-1]
    assert steps[0].revision == "0001" and len(steps) >= 8
    before: set[str] = set()
    for step in steps:
        await upgrade(address, step.revision)
        async with writing.begin() as connection:
            before = await connection.run_sync(filled, before)
    async with database.engine.connect() as connection:
        kept = {table.name: await connection.run_sync(rows, table)
                for table in Base.metadata.sorted_tables}
        assert before == set(kept)
        assert all(kept.values()), kept
        assert await connection.run_sync(differences) == []
    await database.close()

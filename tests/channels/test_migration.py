"""The ledger's migration on both stores, with conversations already there."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import command
from sqlalchemy import Connection, select, text

from bot.database import Database
from bot.health import alembic_config
from bot.tables import Message
from tests.bot.test_migrate import differences

WRITTEN = datetime(2026, 11, 1, 9, 30, 15, 123456, tzinfo=UTC)


def upgrade(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


async def test_messages_of_before_keep_their_time(address: str) -> None:
    database = Database(address)
    writing = database.engine.execution_options(lotse_write=True)
    async with writing.begin() as connection:
        await connection.run_sync(upgrade, "0002")
        for table, values in (
            ("identities", "(1, 'web', 'default', 'v', :now)"),
            ("conversations", "(1, 'p', 1, 'web', 'de', 'Sie', 'assistant', :now, 0, '{}', "
                              ":now, :now)"),
            ("messages", "(1, 1, 'in', 'customer', 'hallo', '{}', 'seen', false, :now)"),
            ("turns", "(1, 1, 1, 'hallo', 'de', 0, 'sure', '[]', '[]', '[]', 'answered', 1, :now)"),
        ):
            query = text(f"INSERT INTO {table} ({COLUMNS[table]}) VALUES {values}")
            await connection.execute(query, {"now": moment(address)})
    async with writing.begin() as connection:
        await connection.run_sync(upgrade, "head")
    async with database.read() as session:
        (message,) = await session.scalars(select(Message))
        assert message.said_at == message.created_at == WRITTEN
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

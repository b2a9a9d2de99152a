"""The ledger's migration on both stores, with conversations already there."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from alembic import command
from sqlalchemy import Connection, select, text

from bot.database import Database
from bot.files.tables import StoredFile, attachment
from bot.health import alembic_config
from bot.tables import Conversation, Link, Message
from tests.bot.test_migrate import differences
from tests.stores import bare

WRITTEN = datetime(2026, 11, 1, 9, 30, 15, 123456, tzinfo=UTC)


def upgrade(connection: Connection, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)

FILES = json.dumps({"attachments": [
    {"id": "ab.png", "name": "Foto.png", "type": "image/png", "size": 70},
    {"id": None, "kind": "sticker", "reference": "x1", "type": None, "name": None, "size": None},
]})


async def test_messages_of_before_keep_their_time(address: str) -> None:
    await bare(address)
    database = Database(address)
    writing = database.engine.execution_options(lotse_write=True)
    async with writing.begin() as connection:
        await connection.run_sync(upgrade, "0002")
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
    async with writing.begin() as connection:
        await connection.run_sync(upgrade, "head")
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
    async with writing.begin() as connection:
        await connection.run_sync(upgrade, "0003")
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
        await connection.run_sync(upgrade, "head")
    async with database.read() as session:
        (link,) = await session.scalars(select(Link))
        assert (link.identity_id, link.customer_id, link.evidence) == (1, 5, "signed_login")
        assert (link.at, link.undone_at) == (WRITTEN, None)
        assert await session.scalar(select(Conversation.customer_id)) == 5
    await database.close()

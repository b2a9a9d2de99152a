"""Vectors as pgvector's type where PostgreSQL has that extension; as bytes elsewhere.

What the columns are is looked up with an engine's first connection; `settle` moves them at the
start, so that installing the extension is all an operator does.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
from pgvector.sqlalchemy import VECTOR
from sqlalchemy import (
    Column,
    Connection,
    Dialect,
    LargeBinary,
    MetaData,
    Table,
    TypeDecorator,
    bindparam,
    column,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

log = logging.getLogger(__name__)

BATCH = 500  # vectors converted at a time
MOVED = "moved_to_pgvector"
ASKED = "SELECT count(*) FROM pg_attribute WHERE atttypid = to_regtype('vector') AND attnum > 0"


class Vector(TypeDecorator[bytes]):
    """One vector, float32 and little-endian in Python, whatever the database keeps."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(VECTOR() if _native(dialect) else LargeBinary())

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> Any:
        if value is None or not _native(dialect):
            return value
        return np.frombuffer(value, "<f4").tolist()

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        if value is None or not _native(dialect):
            return value  # type: ignore[no-any-return]
        return np.array(value, "<f4").tobytes()


def look(connection: Any, dialect: Dialect) -> None:
    """Remember with the dialect what its database's vectors are; for the first connection."""
    cursor = connection.cursor()
    cursor.execute(ASKED)
    dialect.lotse_pgvector = cursor.fetchone()[0] > 0  # type: ignore[attr-defined]
    cursor.close()


def settle(connection: Connection, metadata: MetaData) -> None:
    """Move every `Vector` column into pgvector's type, where the server has the extension.

    Run at the start, after the migrations, in their transaction. Does nothing the second time.
    """
    if connection.dialect.name == "postgresql" and _extension(connection):
        for table, vector in _vectors(metadata):
            kind = connection.scalar(text(
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                "WHERE attrelid = to_regclass(:table) AND attname = :column"
            ), {"table": table.name, "column": vector.name})  # fmt: skip
            if kind == "bytea":
                _move(connection, table, vector)


def _native(dialect: Dialect) -> bool:
    return getattr(dialect, "lotse_pgvector", False)


def _vectors(metadata: MetaData) -> Iterator[tuple[Table, Column[Any]]]:
    for table in metadata.sorted_tables:
        yield from ((table, one) for one in table.columns if isinstance(one.type, Vector))


def _extension(connection: Connection) -> bool:
    """Whether there is one, made if it is only installed and we may."""
    if connection.scalar(text("SELECT to_regtype('vector')")) is not None:
        return True
    if not connection.scalar(text("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")):
        return False
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION vector"))
    except DBAPIError as error:
        log.warning("pgvector is installed, but this database's user may not switch it on (%s): "
                    "vectors stay as bytes until an administrator runs CREATE EXTENSION vector",
                    str(error.orig).splitlines()[0])  # fmt: skip
        return False
    return True


def _move(connection: Connection, table: Table, vector: Column[Any]) -> None:
    quoted = connection.dialect.identifier_preparer
    name, of = quoted.quote(vector.name), quoted.quote(table.name)
    connection.execute(text(f"ALTER TABLE {of} ADD COLUMN {MOVED} vector"))
    key, last = table.c.id, 0
    target = Table(table.name, MetaData(), Column("id", key.type), Column(MOVED, VECTOR()))
    change = update(target).where(target.c.id == bindparam("row")).values({MOVED: bindparam("to")})
    while some := connection.execute(
        select(key, column(vector.name, LargeBinary)).select_from(table)
        .where(key > last).order_by(key).limit(BATCH)
    ).all():  # fmt: skip
        connection.execute(
            change, [{"row": row, "to": np.frombuffer(kept, "<f4").tolist()} for row, kept in some])
        last = some[-1][0]
    connection.execute(text(f"ALTER TABLE {of} DROP COLUMN {name}"))
    connection.execute(text(f"ALTER TABLE {of} RENAME COLUMN {MOVED} TO {name}"))
    connection.execute(text(f"ALTER TABLE {of} ALTER COLUMN {name} SET NOT NULL"))
    log.info("The vectors of %s live in pgvector now", table.name)

"""Alembic's way in: the connection comes from bot.migrate, the tables from every room."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

import bot.channels.mail.tables
import bot.channels.tables
import bot.files.tables  # noqa: F401
import handoff.tables  # noqa: F401
import knowledge.tables  # noqa: F401
import nlu.tables  # noqa: F401
from bot.database import Base, UtcTime


def render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Migrations name plain types: they must run when the code has long changed."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Base.metadata, render_as_batch=True,
    compare_type=True, render_item=render,
)
with context.begin_transaction():
    context.run_migrations()

"""Writes a migration for changed tables: python tools/new_migration.py "what changed"."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from bot.health import alembic_config
from bot.settings import ROOT


def main() -> None:
    """Compare the tables with a database brought up by the migrations there are."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        with engine.connect() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            number = len(list((ROOT / "migrations/versions").glob("*.py"))) + 1
            command.revision(config, sys.argv[1], autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    main()

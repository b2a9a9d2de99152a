"""PostgreSQL for tests: the one that is named, or a database of our own in the usual local one."""

from __future__ import annotations

import getpass
import hashlib
import os
from functools import cache

import psycopg
from psycopg import sql

from bot.settings import ROOT
from tests.redis_server import listens, missing

# Emptied by the tests, so never one that was there before; two checkouts do not share it.
OWN = f"lotse_tests_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"


def postgres_address() -> str:
    """LOTSE_TEST_DATABASE_URL, or the usual local one; in CI one of them must be there."""
    named = os.environ.get("LOTSE_TEST_DATABASE_URL", "") or usual()
    if not named:
        missing("no PostgreSQL: LOTSE_TEST_DATABASE_URL is not set, and 127.0.0.1:5432 lets "
                "nobody in without a password")
    return named


@cache
def usual() -> str:
    """A database of the tests' own at 127.0.0.1:5432; "" where nobody listens, or lets us in."""
    for user in dict.fromkeys(("postgres", getpass.getuser())) if listens(5432) else ():
        server = f"postgresql://{user}@127.0.0.1"
        try:
            with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=3) as line:
                known = line.execute("SELECT 1 FROM pg_database WHERE datname = %s", (OWN,))
                if not known.fetchone():
                    line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(OWN)))
                return f"{server}/{OWN}"
        except psycopg.Error:
            continue
    return ""

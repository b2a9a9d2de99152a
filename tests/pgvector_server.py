"""A PostgreSQL with pgvector for tests: Debian's, as the other tests use, has not got it.

The programs are those of the wheel `pgserver`, copied to where another user may read them: its own
Python would open this checkout's folders to everybody, and PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.redis_server import missing

OTHER_USER = "postgres"  # where the tests run as root; tools/postgres.sh has it installed


class PgvectorServer:
    """Reached by a socket in its folder, from this machine only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, statement: str) -> None:
        """As the administrator."""
        administrator = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(administrator, autocommit=True) as connection:
            connection.execute(statement.encode())

    def address(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"


@contextmanager
def pgvector_server() -> Iterator[PgvectorServer]:
    """It runs for the block, and leaves nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="lotse-pgvector-"))
    user = OTHER_USER if os.geteuid() == 0 else None
    try:
        programs = _copied(folder)
        if user:
            shutil.chown(folder, user)
        folder.chmod(0o755)
        data = folder / "data"
        _run(user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync")
        control = (user, programs / "pg_ctl", "-D", data, "-w")
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        _run(*control, "-l", folder / "log", "-o", options, "start")
        try:
            yield PgvectorServer(folder)
        finally:
            _run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copied(folder: Path) -> Path:
    found = find_spec("pgserver")
    if found is None or found.origin is None:
        missing("pgserver, a PostgreSQL with pgvector, is not installed")
        raise AssertionError("unreachable")
    package = Path(found.origin).parent
    for part in (package / "pginstall", package.with_name("pgserver.libs")):
        shutil.copytree(part, folder / part.relative_to(package.parent))
    return folder / "pgserver" / "pginstall" / "bin"


def _run(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(
        list(map(str, command)), user=user, cwd="/", env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout.decode()

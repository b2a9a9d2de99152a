"""Redis for tests: the one that is there, or one of a test's own that it may kill."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

USUAL = "redis://127.0.0.1:6379"


def redis_address() -> str:
    """LOTSE_TEST_REDIS_URL, or the usual local one; in CI one of them must be there."""
    named = os.environ.get("LOTSE_TEST_REDIS_URL", "")
    if named or listens(6379):
        return named or USUAL
    missing("no Redis: LOTSE_TEST_REDIS_URL is not set and none listens at 127.0.0.1:6379")
    raise AssertionError("unreachable")


def missing(what: str) -> None:
    """Left out here, and said so; a failure in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"In CI both stores must be there: {what}")
    pytest.skip(what)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer:
    """A Redis of the test's own, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("redis-server")
        if self.program is None:
            missing("redis-server is not installed")
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it listens."""
        self.process = subprocess.Popen(
            [str(self.program), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--dir", str(self.folder)], stdout=subprocess.DEVNULL)
        for _ in range(500):
            if listens(self.port):
                return
            time.sleep(0.01)
        raise AssertionError("Redis did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

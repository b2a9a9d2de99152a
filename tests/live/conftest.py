"""The whole system, really running: rasa and the app, as `lotse run` starts them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT, Settings


@dataclass(frozen=True)
class Running:
    """A running system: where it is, and its settings."""

    url: str
    settings: Settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`lotse run` in a folder of its own, with the encoder and the caches that are there.

    LOTSE_TEST_URL names a system that runs already (with this checkout's settings) instead: quick
    while a test is being written.
    """
    if there := os.environ.get("LOTSE_TEST_URL"):
        yield Running(there, Settings())
        return
    var = tmp_path_factory.mktemp("var")
    ports = free_port(), free_port()
    own = Settings()
    if (own.var / "cache").exists():
        shutil.copytree(own.var / "cache", var / "cache")
    environ = {**os.environ, "LOTSE_VAR": str(var), "LOTSE_PORT": str(ports[0]),
               "LOTSE_RASA_PORT": str(ports[1]), "LOTSE_ENCODER": str(own.encoder_folder)}
    environ.pop("DATABASE_URL", None)
    log = (var / "run.log").open("wb")
    process = subprocess.Popen([str(ROOT / ".venv/bin/lotse"), "run"], cwd=ROOT, env=environ,
                               stdout=log, stderr=log, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{ports[0]}"
        wait_ready(url, process, var / "run.log")
        yield Running(url, Settings(var=var, port=ports[0], rasa_port=ports[1]))
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGINT)
        process.wait(60)


def wait_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until /ready says yes; a start that fails shows its own words."""
    for _ in range(480):
        if process.poll() is not None:
            pytest.fail(f"lotse run ended: {log.read_text(errors='replace')[-2000:]}")
        try:
            if httpx.get(f"{url}/ready", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(1)
    pytest.fail(f"not ready in time: {log.read_text(errors='replace')[-2000:]}")

"""The whole system, really running: rasa and the app, as `lotse run` starts them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from bot.settings import ROOT, Settings
from tests.live.browser import chromium
from tests.live.running import Running


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
    with started(tmp_path_factory.mktemp("var")) as found:
        yield found


@contextmanager
def started(var: Path, **more: str) -> Iterator[Running]:
    """`lotse run` with these variables besides; stopped at the end as by Ctrl-C."""
    ports = free_port(), free_port()
    own = Settings()
    for folder in ("cache", "models"):  # what is learned already need not be learned again
        if (own.var / folder).exists():
            shutil.copytree(own.var / folder, var / folder)
    environ = {**os.environ, "LOTSE_VAR": str(var), "LOTSE_PORT": str(ports[0]),
               "LOTSE_RASA_PORT": str(ports[1]), "LOTSE_ENCODER": str(own.encoder_folder)}
    environ.pop("DATABASE_URL", None)
    log = (var / "run.log").open("wb")
    process = subprocess.Popen([str(ROOT / ".venv/bin/lotse"), "run"], cwd=ROOT,
                               env=environ | more, stdout=log, stderr=log, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{ports[0]}"
        wait_ready(url, process, var / "run.log")
        yield Running(url, Settings(var=var, port=ports[0], rasa_port=ports[1]), process.pid)
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def failures() -> Iterator[list[str]]:
    """Errors the pages' scripts threw; there must be none."""
    found: list[str] = []
    yield found
    assert found == []

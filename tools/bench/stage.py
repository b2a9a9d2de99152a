"""The bench's processes: the app (one or two behind one address) and the messengers in a box."""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.migrate import migrate
from bot.settings import Settings
from bot.supervisor import listen
from tools.bench.traffic import NUMBER, SECRET


@dataclass(frozen=True, slots=True)
class Store:
    """Where the app keeps what it knows, and how many of it run."""

    name: str
    database_url: str = ""  # empty: SQLite in a folder of the bench's own
    redis_url: str = ""
    apps: int = 1


class Stage:
    """Everything under way in one run."""

    def __init__(self, store: Store, folder: Path, encoder: Path, seed: int) -> None:
        self.store, self.folder, self.seed = store, folder, seed
        self.address = listen("127.0.0.1", 0)
        self.port = self.address.getsockname()[1]
        self.messengers_port = free_port()
        self.settings = Settings(
            var=folder, database_url=store.database_url, secret="bench key", demo=False,
            redis_url=store.redis_url, _env_file=None)
        self.environment = {
            **os.environ, "LOTSE_VAR": str(folder), "LOTSE_SECRET": "bench key",
            "DATABASE_URL": store.database_url, "REDIS_URL": store.redis_url,
            "LOTSE_DEMO": "false", "LOTSE_RASA_PORT": str(self.messengers_port),
            "LOTSE_LOG_LEVEL": "ERROR", "LOTSE_ENCODER": str(encoder), "OMP_NUM_THREADS": "1",
            "LOTSE_CHANNELS": json.dumps([self._account()])}
        self.apps: list[subprocess.Popen[bytes]] = []
        self.kills = 0

    def _account(self) -> dict[str, str]:
        return {"channel": "whatsapp", "account": "bench", "phone_number_id": NUMBER,
                "access_token": "x", "app_secret": SECRET, "verify_token": "x",
                "api_url": f"http://127.0.0.1:{self.messengers_port}"}

    async def open(self) -> None:
        """Migrate, start everything, wait until it answers."""
        await migrate(self.settings)
        self.messengers = subprocess.Popen(
            [sys.executable, "-m", "tools.bench.simulator", str(self.messengers_port),
             str(self.seed)])
        self.apps = [self._start() for _ in range(self.store.apps)]
        await self.answers(self.messengers_port, "/status")
        await self.answers(self.port, "/health")
        while self.store.apps > 1 and (await self.ready()).get("processes") != self.store.apps:
            await asyncio.sleep(0.2)

    def _start(self) -> subprocess.Popen[bytes]:
        number = self.address.fileno()
        return subprocess.Popen([sys.executable, "-m", "bot.serve", str(number)],
                                env=self.environment, pass_fds=(number,))

    async def answers(self, port: int, path: str) -> None:
        async with httpx.AsyncClient(timeout=2) as web:
            for _ in range(300):
                try:
                    await web.get(f"http://127.0.0.1:{port}{path}")
                    return
                except httpx.HTTPError:
                    await asyncio.sleep(0.2)
        raise SystemExit(f"Nothing answers at {port}{path}.")

    async def ready(self) -> dict[str, object]:
        async with httpx.AsyncClient(timeout=5) as web:
            return dict((await web.get(f"http://127.0.0.1:{self.port}/ready")).json())

    async def kill_one(self, chance: random.Random) -> None:
        """SIGKILL in the middle of whatever it does, and a new start."""
        place = chance.randrange(len(self.apps))
        self.apps[place].kill()
        self.apps[place].wait()
        self.kills += 1
        self.apps[place] = self._start()

    def close(self) -> None:
        for process in (*self.apps, self.messengers):
            process.terminate()
        for process in (*self.apps, self.messengers):
            process.wait()
        self.address.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

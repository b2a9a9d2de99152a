"""make bench-ledger: webhooks in threes and at random, the app killed; then the books are checked.

`python -m tools.bench.ledger --conversations 1000 --kills 5 [--database URL]`
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from bot.channels.tables import Delivery
from bot.database import Database
from bot.migrate import migrate
from bot.settings import Settings
from bot.tables import Conversation, Message
from tools.bench.simulator import Moods, Simulator

SECRET, NUMBER, EACH = "bench", "100", 3  # messages a customer; each is delivered so often too
PACE = 100  # webhooks a second


class Bench:
    """One app (or several), the messengers around it, and the books of what was sent."""

    def __init__(self, args: argparse.Namespace, folder: Path) -> None:
        self.args, self.folder = args, folder
        self.chance = random.Random(args.seed)
        self.simulator = Simulator(args.port + 1000, Moods(), self.chance)
        self.settings = Settings(var=folder, database_url=args.database, secret="bench key",
                                 demo=False, _env_file=None)
        self.web = httpx.AsyncClient(base_url=f"http://127.0.0.1:{args.port}", timeout=30)
        self.app: subprocess.Popen[bytes] | None = None
        self.acks: list[float] = []
        self.sent = self.accepted = self.kills = 0

    def environment(self) -> dict[str, str]:
        sim = f"http://127.0.0.1:{self.simulator.port}"
        account = {"channel": "whatsapp", "account": "bench", "phone_number_id": NUMBER,
                   "access_token": "x", "app_secret": SECRET, "verify_token": "x", "api_url": sim}
        return {**os.environ, "LOTSE_VAR": str(self.folder), "LOTSE_SECRET": "bench key",
                "DATABASE_URL": self.args.database, "LOTSE_DEMO": "false",
                "LOTSE_RASA_PORT": str(self.simulator.port), "LOTSE_LOG_LEVEL": "ERROR",
                "LOTSE_ENCODER": str(self.args.encoder),
                "LOTSE_CHANNELS": json.dumps([account])}

    async def start(self) -> None:
        """Start the app and wait until it answers."""
        self.app = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "bot.app:create_app", "--factory", "--port",
             str(self.args.port), "--no-access-log", "--log-level", "warning"],
            env=self.environment())
        while True:
            try:
                await self.web.get("/health")
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """SIGKILL in the middle of whatever it does, and a new start."""
        assert self.app
        self.app.send_signal(signal.SIGKILL)
        self.app.wait()
        self.kills += 1
        await self.start()

    def calls(self) -> list[dict[str, Any]]:
        """Every customer's messages and nothing else, in random order, each three times."""
        begin = int(time.time()) - 600
        messages = [
            {"messages": [{"id": f"m{who}.{n}", "from": str(49000000 + who), "type": "text",
                           "text": {"body": f"Nachricht {n}"}, "timestamp": str(begin + n)}]}
            for who in range(self.args.conversations) for n in range(EACH)]
        self.chance.shuffle(pool := messages * 3)
        return pool

    async def deliver(self, value: dict[str, Any], measured: bool) -> None:
        """Like a messenger: again and again until it is acknowledged."""
        body = json.dumps({"object": "whatsapp_business_account", "entry": [{"changes": [{
            "field": "messages", "value": {"metadata": {"phone_number_id": NUMBER}, **value}}]}]})
        mac = hmac.new(SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
        self.sent += 1
        while True:
            begun = time.perf_counter()
            try:
                answer = await self.web.post("/webhooks/whatsapp/bench", content=body, headers={
                    "x-hub-signature-256": f"sha256={mac}"})
            except httpx.HTTPError:
                await asyncio.sleep(0.3)
                continue
            if answer.status_code == 200:
                if measured:
                    self.acks.append(time.perf_counter() - begun)
                self.accepted += 1
                return
            await asyncio.sleep(0.3)

    async def pour(self, calls: list[dict[str, Any]], measured: bool) -> None:
        """So many a second, whatever the answers do; statuses of the messengers among them."""
        tasks, pool, begun, count = set(), list(calls), time.perf_counter(), 0
        while pool or self.simulator.reports:
            for report in self.simulator.reports:
                pool.insert(self.chance.randint(0, len(pool)), {"statuses": [report]})
            self.simulator.reports.clear()
            task = asyncio.create_task(self.deliver(pool.pop(), measured))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            count += 1
            await asyncio.sleep(max(0.0, begun + count / PACE - time.perf_counter()))
        await asyncio.gather(*tasks)

    async def run(self) -> int:
        await migrate(self.settings)
        server = await self.simulator.serve()
        await self.start()
        calls = self.calls()
        half = len(calls) // 2 if self.args.kills else len(calls)
        await self.pour(calls[:half], measured=True)
        killing = asyncio.create_task(self.kill_now_and_then())
        await self.pour(calls[half:], measured=False)
        await killing
        report = await self.drain()
        assert self.app
        self.app.terminate()
        self.app.wait()
        server.should_exit = True
        await self.simulator.task
        await self.web.aclose()
        return report

    async def kill_now_and_then(self) -> None:
        for _ in range(self.args.kills):
            await asyncio.sleep(1 + self.chance.random() * 4)
            await self.kill()

    async def drain(self) -> int:
        """Wait until nothing waits, at most three minutes, and check the books."""
        database = Database(self.settings.database)
        for _ in range(180):
            await self.pour([], measured=False)
            async with database.read() as session:
                waiting = await session.scalar(select(func.count()).where(Message.waiting))
                under_way = await session.scalar(
                    select(func.count()).where(Delivery.state != "read"))
            if not waiting and not under_way and not self.simulator.reports:
                break
            await asyncio.sleep(1)
        report = await self.books(database)
        await database.close()
        return report

    async def books(self, database: Database) -> int:
        """Compare the ledger with what was sent and with what the messengers took."""
        async with database.read() as session:
            unique = await session.scalar(
                select(func.count()).where(Message.direction == "in")) or 0
            unanswered = await session.scalar(select(func.count()).where(Message.waiting)) or 0
            threads = await session.scalar(select(func.count()).select_from(Conversation)) or 0
            rows = (await session.execute(
                select(Delivery.marker, Delivery.conversation_id, Delivery.state)
                .order_by(Delivery.id))).all()
        taken = [marker for chat in self.simulator.taken.values() for marker in chat]
        ours = [marker for marker, _, _ in rows]
        wanted = self.args.conversations * EACH
        order = {marker: place for place, marker in enumerate(ours)}
        disorder = sum(list(dict.fromkeys(chat)) != sorted(set(chat), key=order.__getitem__)
                       for chat in self.simulator.taken.values())
        lost = wanted - unique + unanswered + len(set(ours) - set(taken))
        twice = (len(taken) - len(set(taken))) + max(0, unique - wanted) + max(
            0, threads - self.args.conversations)
        acks = [seconds * 1000 for seconds in sorted(self.acks)] or [0.0]
        print(f"store {database.engine.dialect.name}: {self.sent} webhooks sent, "
              f"{self.accepted} accepted, {unique} unique messages of {wanted}, "
              f"{threads} conversations, {len(ours)} answers, {len(taken)} taken, "
              f"{self.simulator.refused} put off; lost {lost}, twice {twice}, "
              f"out of order {disorder}; {self.kills} kills survived; "
              f"ack p50 {acks[len(acks) // 2]:.0f} ms, "
              f"p99 {acks[int(len(acks) * 0.99)]:.0f} ms at {PACE}/s")
        unread = [state for _, _, state in rows if state != "read"]
        if unread:
            print("not read:", {state: unread.count(state) for state in set(unread)})
        return int(bool(lost or twice or disorder or unread))


def main() -> int:
    """Exit code 1 when anything was lost, came twice or out of order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--port", type=int, default=8150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="empty: SQLite in a folder of its own")
    parser.add_argument("--encoder", type=Path, default=Settings().encoder_folder)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(Bench(parser.parse_args(), Path(folder)).run())


if __name__ == "__main__":
    sys.exit(main())

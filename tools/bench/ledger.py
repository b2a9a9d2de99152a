"""make bench-ledger: webhooks in threes and at random, apps killed; then the books are checked.

Understanding is a fake that speaks Rasa's HTTP: this bench measures the ledger, not the answers.
LEDGER_CONVERSATIONS, LEDGER_KILLS and LEDGER_SECONDS make a run smaller; LEDGER_DATABASE_URL and
LEDGER_REDIS_URL say where the second store is. `python -m tools.bench.ledger [SECTION …]`
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from bot.database import Database
from bot.settings import Settings
from tools.bench import books
from tools.bench.caller import Caller
from tools.bench.figures import Figure, run
from tools.bench.stage import Stage, Store
from tools.bench.traffic import Value, shuffled, signed, story

CONVERSATIONS = int(os.environ.get("LEDGER_CONVERSATIONS", "1000"))
KILLS = int(os.environ.get("LEDGER_KILLS", "5"))
SECONDS = int(os.environ.get("LEDGER_SECONDS", "30"))  # of measuring acknowledgements
DATABASE = os.environ.get("LEDGER_DATABASE_URL", "")
REDIS = os.environ.get("LEDGER_REDIS_URL", "")
RATE = 100  # webhooks a second while acknowledgements are measured
WARMING = 3  # seconds at that rate before they count
AT_ONCE = 24  # calls under way while books are put to the test: as fast as the app takes them
SEED = 1


class Generator:
    """Makes the customers' calls, and the messengers' status calls among them."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self.chance = chance
        self.app, self.messengers = Caller(stage.port), Caller(stage.messengers_port)
        self.sent = self.accepted = 0

    async def deliver(self, value: Value) -> None:
        """Like a messenger: again and again until it is acknowledged."""
        body, signature = signed(value)
        while True:
            self.sent += 1
            try:
                status, _ = await self.app.post("/webhooks/whatsapp/bench", body, signature)
            except (OSError, TimeoutError):
                status = 0
            if status == 200:
                self.accepted += 1
                return
            await asyncio.sleep(0.3)

    async def reports(self) -> list[Value]:
        """The messengers' status calls that are due, in random order."""
        _, answer = await self.messengers.post("/reports", b"")
        due = [{"statuses": [report]} for report in json.loads(answer)]
        self.chance.shuffle(due)
        return due

    async def pour(self, calls: list[Value]) -> None:
        """As fast as they are taken."""
        pool = deque(calls)

        async def draw() -> None:
            while pool:
                await self.deliver(pool.popleft())

        while pool:
            drawing = [asyncio.create_task(draw()) for _ in range(AT_ONCE)]
            while not all(task.done() for task in drawing):
                await asyncio.sleep(0.2)
                for report in await self.reports():
                    pool.insert(self.chance.randint(0, min(len(pool), 200)), report)
            await asyncio.gather(*drawing)

    async def steady(self, calls: list[Value], seconds: int) -> list[float]:
        """RATE calls a second, whatever the answers do: seconds each took from its due moment."""
        pool, took, under_way = deque(calls), list[float](), set[asyncio.Task[None]]()
        begun = time.perf_counter()

        async def one(value: Value, due: float) -> None:
            await self.deliver(value)
            took.append(time.perf_counter() - due)

        for count in range(RATE * seconds):
            due = begun + count / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if count % (RATE // 5) == 0:
                pool.extendleft(await self.reports())
            task = asyncio.create_task(one(pool.popleft(), due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)
        return took


async def ledger(store: Store, folder: Path) -> list[Figure]:
    """Everything in threes and at random while apps are killed; then the books."""
    chance = random.Random(SEED)
    stories = told(chance, CONVERSATIONS)
    wanted = await books.orderly(stories, folder)
    stage = Stage(store, folder, Settings().encoder_folder, SEED)
    await stage.open()
    generator, database = Generator(stage, chance), Database(stage.settings.database)
    try:
        pouring = asyncio.create_task(generator.pour(shuffled(stories, chance)))
        await kill_now_and_then(stage, chance, pouring)
        await pouring
        for _ in range(150):  # a lost answer's status comes within the minute
            await generator.pour(await generator.reports())
            if not await books.unfinished(database):
                break
            await asyncio.sleep(1)
        found = await books.compare(database, wanted, await taken(stage))
    finally:
        stage.close()
        await database.close()
    return figures(store, generator, stage, found)


async def kill_now_and_then(
    stage: Stage, chance: random.Random, pouring: asyncio.Task[None]
) -> None:
    for _ in range(KILLS):
        await asyncio.wait([pouring], timeout=2 + chance.random() * CONVERSATIONS / 100)
        await stage.kill_one(chance)


async def taken(stage: Stage) -> dict[str, list[str]]:
    """What the messengers took, by chat."""
    async with httpx.AsyncClient(timeout=10) as web:
        answer = await web.get(f"http://127.0.0.1:{stage.messengers_port}/books")
    return dict(answer.json()["taken"])


def figures(store: Store, generator: Generator, stage: Stage, found: books.Books) -> list[Figure]:
    """For both stores the same lines."""
    messages = CONVERSATIONS * 3
    return [Figure(f"{store.name}: {name}", value, *wanted) for name, value, wanted in (
        ("webhooks sent", generator.sent, (0, 0)),
        ("webhooks accepted", generator.accepted, (0, 0)),
        ("unique messages", found.unique, (messages, messages)),
        ("answered", found.answered, (messages, messages)),
        ("lost", found.lost, (0, 0, "lower")),
        ("twice", found.twice, (0, 0, "lower")),
        ("out of order", found.disorder, (0, 0, "lower")),
        ("kills survived", stage.kills, (KILLS, KILLS)),
    )]


async def acks(folder: Path) -> list[Figure]:
    """How soon a call is acknowledged on SQLite, nobody being killed."""
    chance = random.Random(SEED)
    store = Store("sqlite")
    stage = Stage(store, folder, Settings().encoder_folder, SEED)
    await stage.open()
    try:
        generator = Generator(stage, chance)
        calls = shuffled(told(chance, RATE * (SECONDS + WARMING) // 9 + 1), chance)
        took = await generator.steady(calls, SECONDS + WARMING)
    finally:
        stage.close()
    counted = sorted(took[RATE * WARMING:])
    return [
        Figure("sqlite: ack p50 at 100/s", round(counted[len(counted) // 2] * 1000, 1), 250, 100,
               "lower", "ms"),
        Figure("sqlite: ack p99 at 100/s", round(counted[int(len(counted) * 0.99)] * 1000, 1),
               250, 100, "lower", "ms")]


def told(chance: random.Random, customers: int) -> list[list[Value]]:
    begin = int(time.time()) - 600
    return [story(customer, chance, begin) for customer in range(customers)]


async def emptied(store: Store) -> Store:
    """The second store's schema is the bench's own and made anew."""
    database = Database(Settings(database_url=store.database_url, _env_file=None).database)
    async with database.engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await database.close()
    return store


async def both() -> Store:
    if not (DATABASE and REDIS):
        raise SystemExit("This section needs LEDGER_DATABASE_URL (a database that is emptied) and "
                         "LEDGER_REDIS_URL; make bench-ledger starts both where they are "
                         "installed.")
    return await emptied(Store("postgresql, 2 apps", DATABASE, REDIS, apps=2))


async def second(folder: Path) -> list[Figure]:
    return await ledger(await both(), folder)


def section(work: Any) -> list[Figure]:
    """One run in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made: Coroutine[Any, Any, list[Figure]] = work(Path(folder))
        return asyncio.run(made)


SECTIONS = {
    "acks": partial(section, acks),
    "sqlite": partial(section, partial(ledger, Store("sqlite"))),
    "postgresql": partial(section, second),
}

if __name__ == "__main__":
    sys.exit(run("ledger", SECTIONS, sys.argv[1:]))

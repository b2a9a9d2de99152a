"""Two app processes behind one port, with real Rasa, PostgreSQL and Redis."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg  # type: ignore[import-untyped]
import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from bot.visitor import visit
from handoff.demo_shop import PASSWORD
from tests.live.conftest import started
from tests.live.running import Running
from tests.postgres import postgres_address
from tests.redis_server import redis_address

pytestmark = pytest.mark.live
LINES = 40  # opened at most, until both processes have one


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """`lotse run --apps 2` on a database of its own."""
    redis, name = redis_address(), f"lotse_live_{os.getpid()}"
    server = postgres_address().rpartition("/")[0]
    asyncio.run(_sql(f"CREATE DATABASE {name}"))
    try:
        with started(tmp_path_factory.mktemp("two"), REDIS_URL=redis, LOTSE_APPS="2",
                     DATABASE_URL=f"{server}/{name}") as found:
            yield found
    finally:
        asyncio.run(_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


async def _sql(statement: str) -> None:
    line = await asyncpg.connect(postgres_address())
    await line.execute(statement)
    await line.close()


def apps(pair: Running) -> list[int]:
    """The app processes, by their ids."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()
            and _parent(entry) == pair.pid and b"bot.serve" in (entry / "cmdline").read_bytes()]


def _parent(entry: Path) -> int | None:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return None


def holder(pair: Running, line: ClientConnection) -> int:
    """Which app process has the other end of a line."""
    port = f":{line.local_address[1]:04X}"
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(row[9] for row in rows if row[2].endswith(port))
    return next(pid for pid in apps(pair) for fd in Path(f"/proc/{pid}/fd").iterdir()
                if str(fd.readlink()) == f"socket:[{inode}]")


@asynccontextmanager
async def agent(pair: Running) -> AsyncIterator[httpx.AsyncClient]:
    """Mai, logged in."""
    async with httpx.AsyncClient(base_url=pair.url, timeout=20) as web:
        await web.post("/login", data={"email": "mai@linde-moc.example", "password": PASSWORD})
        yield web


async def screens(pair: Running, web: httpx.AsyncClient, stack: AsyncExitStack
                  ) -> dict[int, ClientConnection]:
    """An agent's live line into each process."""
    found: dict[int, ClientConnection] = {}
    address = f"{pair.url.replace('http', 'ws', 1)}/console/socket"
    cookies = "; ".join(f"{name}={value}" for name, value in web.cookies.items())
    for _ in range(LINES):
        line = await stack.enter_async_context(
            connect(address, additional_headers={"Cookie": cookies}))
        found[holder(pair, line)] = line
        if len(found) == 2:
            return found
    raise AssertionError(f"all {LINES} lines went to one process of {apps(pair)}")


async def hears(line: ClientConnection, words: str) -> bool:
    """Until an event with these words comes."""
    async with asyncio.timeout(20):
        async for raw in line:
            if words in json.dumps(json.loads(raw), ensure_ascii=False):
                return True
    return False


async def test_whichever_process_a_line_is_in_it_hears_everything(pair: Running) -> None:
    async with AsyncExitStack() as stack:
        web = await stack.enter_async_context(agent(pair))
        lines = await screens(pair, web, stack)
        anna = await stack.enter_async_context(visit(pair.settings, pair.url, "de"))
        said = await anna.say("Wie lange dauert der Versand?")
        assert said.replies and said.owner == "assistant"
        for line in lines.values():
            assert await hears(line, "Wie lange dauert der Versand?")
        handed = await anna.say("Ich möchte mit einem Menschen sprechen")
        assert handed.owner == "queue"
        public_id = anna.opened["conversation"]
        await _done(web.post(f"/api/conversations/{public_id}/claim"))
        words = f"Guten Tag, hier ist Mai. {uuid4().hex}"
        await _done(web.post(f"/api/conversations/{public_id}/reply",
                             json={"id": uuid4().hex, "text": words}))
        assert await hears(anna.line, words)
        for line in lines.values():
            assert await hears(line, words)


async def test_when_one_process_is_killed_the_other_serves_and_it_comes_back(
    pair: Running
) -> None:
    killed = apps(pair)[0]
    os.kill(killed, signal.SIGKILL)
    async with visit(pair.settings, pair.url, "vi") as visitor:
        said = await visitor.say("Giao hàng mất bao lâu?")
    assert said.replies and said.owner == "assistant"
    async with asyncio.timeout(60):
        while len(apps(pair)) != 2:
            await asyncio.sleep(0.2)
    assert killed not in apps(pair)


def test_both_end_when_told_to(pair: Running) -> None:
    both = apps(pair)
    assert len(both) == 2 and pair.pid
    os.kill(pair.pid, signal.SIGINT)
    until = time.monotonic() + 40
    while any(Path(f"/proc/{pid}").exists() for pid in both):
        assert time.monotonic() < until
        time.sleep(0.2)


async def _done(call: Awaitable[httpx.Response]) -> None:
    response = await call
    assert response.status_code == 200, response.text

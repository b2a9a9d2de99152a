"""What a start refuses with a sentence, and how its processes share one address."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx
import pytest

from bot.cli.start import check_stores
from bot.errors import StartFailed
from bot.settings import Settings
from bot.supervisor import Child, app_children, listen
from tests.redis_server import free_port

ANSWER = """
import asyncio, os, socket, sys
async def answer(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    words = str(os.getpid()).encode()
    writer.write(b"HTTP/1.1 200 OK\\r\\nconnection: close\\r\\ncontent-length: %d\\r\\n\\r\\n%s"
                 % (len(words), words))
    await writer.drain()
    writer.close()
async def main():
    shared = socket.socket(fileno=int(sys.argv[1]))
    async with await asyncio.start_server(answer, sock=shared) as server:
        await server.serve_forever()
asyncio.run(main())
"""


@pytest.mark.parametrize(("given", "sentence"), [
    ({"apps": 2}, "SQLite serves one app process"),
    ({"apps": 2, "database_url": "postgresql://127.0.0.1/none"}, "set REDIS_URL"),
    ({"redis_url": f"redis://127.0.0.1:{free_port()}"}, "Redis does not answer"),
])
async def test_stores_that_do_not_suit_are_named(
    settings: Settings, given: dict[str, object], sentence: str
) -> None:
    with pytest.raises(StartFailed, match=sentence):
        await check_stores(settings.model_copy(update=given))


async def test_one_process_needs_neither(settings: Settings) -> None:
    await check_stores(settings)


def test_a_taken_port_is_said() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(StartFailed, match=f"Port {port} is taken.*LOTSE_PORT"):
            listen("127.0.0.1", port)


def test_every_app_process_inherits_the_one_address(settings: Settings) -> None:
    with listen("127.0.0.1", 0) as address:
        children = app_children(settings.model_copy(update={"apps": 3}), address, {})
        assert [child.name for child in children] == ["app", "app-2", "app-3"]
        assert {child.sockets for child in children} == {(address.fileno(),)}
        assert len({child.log for child in children}) == 3


async def test_calls_wait_while_a_killed_process_starts_again(tmp_path: Path) -> None:
    (tmp_path / "answer.py").write_text(ANSWER)
    with listen("127.0.0.1", 0) as address:
        url, number = f"http://127.0.0.1:{address.getsockname()[1]}", address.fileno()
        pids = []
        for _ in range(2):
            child = Child("x", [sys.executable, str(tmp_path / "answer.py"), str(number)], {},
                          tmp_path / "x.log", (number,))
            child.start()  # the call before it listens is not refused
            async with httpx.AsyncClient(timeout=20) as client:
                pids.append((await client.get(url)).text)
            assert child.process is not None
            child.process.kill()
            child.process.wait()
        assert pids[0] != pids[1]

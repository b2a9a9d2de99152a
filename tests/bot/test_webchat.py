"""The web chat over real HTTP and WebSocket: sessions, resume, receipts, buttons, erasure."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from bot.app_errors import show_error
from bot.channels.web import routes
from bot.errors import LotseError
from bot.replies import Button, Command, Reply
from bot.services import Services
from bot.tokens import customer_signature, explain_signature
from bot.visitor import NoAnswer, visit
from handoff import demo_shop
from tests import talk
from tests.conftest import ScriptedRasa

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


@dataclass
class Served:
    url: str
    client: httpx.AsyncClient
    here: Services

    async def session(self, **more: Any) -> httpx.Response:
        return await self.client.post("/chat/session", json={"language": "de", **more})

    def line(self, opened: dict[str, Any], after: int | None = None) -> connect:
        query = urlencode({
            "token": opened["token"], "conversation": opened["conversation"],
            "after": opened["last_event"] if after is None else after,
            "explain": explain_signature(self.here.settings.key)})
        return connect(f"{self.url.replace('http', 'ws')}/chat/socket?{query}")


@pytest.fixture
async def served(here: Services) -> AsyncIterator[Served]:
    """The web chat's doors on a real port, with a worker taking turns."""
    app = FastAPI()
    app.state.services = here
    app.include_router(routes.router)
    app.add_exception_handler(LotseError, show_error)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))

    async def choose(context: Any, _: Any) -> list[Reply]:
        return [Reply("Welche?", (Button("Diese", "/affirm"),))]

    working = asyncio.create_task(talk.worker(here, {"choose": Command(choose)}).run())
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        yield Served(f"http://127.0.0.1:{port}", client, here)
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    server.should_exit = True
    await serving


async def frames(line: ClientConnection, kind: str) -> dict[str, Any]:
    """The data of the next event of a kind."""
    async with asyncio.timeout(5):
        async for raw in line:
            frame = json.loads(raw)
            if frame.get("kind") == kind and frame["type"] == "event":
                return dict(frame["data"])
    raise AssertionError("the line was closed")


async def test_a_chat_opens_with_the_assistant_and_is_found_again(served: Served) -> None:
    first = (await served.session()).json()
    assert [m["author"] for m in first["messages"]] == ["assistant"]
    assert "automatische" in first["messages"][0]["text"]
    again = (await served.session(token=first["token"])).json()
    assert again["conversation"] == first["conversation"]
    assert len(again["messages"]) == 1


async def test_a_forged_token_is_refused(served: Served) -> None:
    reply = await served.session(token="made up")
    assert reply.status_code == 401
    assert reply.json()["sentence"]


async def test_a_signed_customer_is_known_and_a_wrong_signature_is_not(served: Served) -> None:
    async with served.here.database.write() as session:
        await demo_shop.load(session, served.here.clock())
    key = served.here.settings.key
    good = await served.session(
        customer={"id": "c01", "signature": customer_signature(key, "c01")})
    assert good.status_code == 200
    bad = await served.session(
        customer={"id": "c01", "signature": customer_signature(key, "c02")})
    assert bad.status_code == 401


async def test_a_message_is_echoed_answered_and_marked(
    served: Served, rasa: ScriptedRasa
) -> None:
    rasa.on("hallo", {"say": "greet"})
    async with visit(served.here.settings, served.url, "de") as visitor:
        said = await visitor.say("hallo")
    assert said.understood["intent"] == "greet"
    assert len(said.replies) == 1


async def test_a_message_sent_twice_with_one_id_is_one(
    served: Served, rasa: ScriptedRasa
) -> None:
    rasa.on("hallo", {"say": "greet"})
    opened = (await served.session()).json()
    async with served.line(opened) as line:
        frame = json.dumps({"type": "message", "id": "one", "text": "hallo"})
        await line.send(frame)
        await frames(line, "turn")
        await line.send(frame)
        await line.send(json.dumps({"type": "ping"}))
        while json.loads(await line.recv())["type"] != "pong":
            pass
    shown = (await served.session(token=opened["token"])).json()["messages"]
    assert [m["author"] for m in shown] == ["assistant", "customer", "assistant"]


async def test_what_was_missed_is_sent_again_and_nothing_twice(
    served: Served, rasa: ScriptedRasa
) -> None:
    rasa.on("hallo", {"say": "greet"})
    opened = (await served.session()).json()
    async with served.line(opened) as line:
        await line.send(json.dumps({"type": "message", "id": "one", "text": "hallo"}))
    await asyncio.sleep(0.5)  # the answer comes while nobody listens
    seen = []
    async with served.line(opened) as line:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                async for raw in line:
                    seen.append(json.loads(raw))
    messages = [f["data"]["id"] for f in seen if f.get("kind") == "message"]
    assert len(messages) == len(set(messages)) == 2
    numbers = [f["id"] for f in seen if f["type"] == "event"]
    assert numbers == sorted(set(numbers))


async def test_only_a_button_we_showed_is_a_command(served: Served, rasa: ScriptedRasa) -> None:
    rasa.on("wählen", {"do": "choose"})
    rasa.on("/affirm", {"say": "affirm"})
    rasa.on("böse", {"say": "greet"})
    async with visit(served.here.settings, served.url, "de") as visitor:
        await visitor.say("böse", payload="/restart")
        await visitor.say("wählen")
        await visitor.say("Diese", payload="/affirm")
    assert [h["text"] for h in rasa.heard] == ["böse", "wählen", "/affirm"]


@pytest.mark.parametrize("frame", [
    "no json", "[]", '{"type": "unknown"}', '{"type": "message", "id": "x"}',
    '{"type": "rate", "stars": 9}', '{"type": "helpful", "message": 1, "helpful": true}',
    json.dumps({"type": "message", "id": "x", "text": "a" * 20_001}),
])
async def test_a_bad_frame_gets_a_sentence_and_the_line_stays(served: Served, frame: str) -> None:
    opened = (await served.session()).json()
    async with served.line(opened) as line:
        await line.send(frame)
        async with asyncio.timeout(5):
            while (answer := json.loads(await line.recv()))["type"] == "event":
                pass
        assert answer["type"] == "error"
        assert answer["sentence"]
        await line.send(json.dumps({"type": "ping"}))
        assert json.loads(await line.recv()) == {"type": "pong"}


async def test_nobody_listens_to_anothers_chat(served: Served) -> None:
    mine, yours = (await served.session()).json(), (await served.session()).json()
    async with served.line({**yours, "conversation": mine["conversation"]}) as line:
        with pytest.raises(ConnectionClosed) as closed:
            await line.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4404


async def test_a_key_of_another_installation_is_named(served: Served) -> None:
    stranger = served.here.settings.model_copy(update={"secret": "another"})
    stranger.__dict__.pop("key", None)
    with pytest.raises(NoAnswer, match="another key"):
        async with visit(stranger, served.url, "de") as visitor:
            await visitor.say("hallo")


async def test_a_rating_is_stored_and_thanked_for_once(served: Served) -> None:
    opened = (await served.session()).json()
    async with served.line(opened) as line:
        for stars in (2, 4):
            await line.send(json.dumps({"type": "rate", "stars": stars, "comment": "gut"}))
            await frames(line, "rated")
    shown = (await served.session(token=opened["token"])).json()
    assert shown["rating"] == {"stars": 4, "comment": "gut"}
    assert len(shown["messages"]) == 2


@pytest.mark.parametrize(("data", "status"), [
    (PNG, 200), (b"MZ\x90\x00 a program", 422), (b"", 422), (b"<svg onload=x>", 422),
])
async def test_pictures_come_in_and_programs_do_not(
    served: Served, data: bytes, status: int
) -> None:
    opened = (await served.session()).json()
    reply = await served.client.post(
        "/chat/upload", data={"token": opened["token"], "id": "up-1",
                              "conversation": opened["conversation"]},
        files={"file": ("../../evil.png", data, "image/png")})
    assert reply.status_code == status
    if status == 200:
        (kept,) = reply.json()["content"]["attachments"]
        assert "/" not in kept["id"]


async def test_deleting_the_chat_leaves_nothing(served: Served, rasa: ScriptedRasa) -> None:
    rasa.on("mein Geheimnis", {"say": "greet"})
    async with visit(served.here.settings, served.url, "de") as visitor:
        await visitor.say("mein Geheimnis")
        token = visitor.opened["token"]
    gone = await served.client.request("DELETE", "/chat/session", json={"token": token})
    assert gone.status_code == 204
    async with served.here.database.read() as session:
        for table in ("messages", "turns", "events", "conversations", "identities"):
            assert await session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table


@pytest.mark.parametrize(("name", "status"), [
    ("lotse.js", 200), ("../routes.py", 404), ("%2e%2e/routes.py", 404), ("nothing.js", 404),
])
async def test_the_widgets_files_and_no_others(served: Served, name: str, status: int) -> None:
    assert (await served.client.get(f"/widget/{name}")).status_code == status

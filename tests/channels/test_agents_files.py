"""Agents' files: kept in the console, sent as the messenger takes them, opened by those who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from pydantic import HttpUrl

from bot.app_errors import show_error
from bot.channels.web import chat, routes
from bot.compressing import Compressing
from bot.errors import LotseError
from bot.files import routes as file_routes
from bot.files.tables import StoredFile
from bot.ownership import Step, move
from bot.tables import Conversation
from bot.tokens import visitor_token
from bot.words import Language
from handoff import staff
from handoff.console import api, files
from handoff.console.doors import COOKIE
from tests import talk
from tests.channels.world import World
from tests.files.samples import PNG, archive

WORD = archive("[Content_Types].xml", "word/document.xml")


class Desk:
    """An agent who has taken the only conversation, at the console's doors."""

    def __init__(self, world: World, web: httpx.AsyncClient, thread: Conversation) -> None:
        self.world, self.web, self.thread = world, web, thread

    @property
    def path(self) -> str:
        return f"/api/conversations/{self.thread.public_id}"

    async def keep(self, data: bytes, name: str = "Foto.png") -> httpx.Response:
        return await self.web.post(f"{self.path}/files", params={"name": name}, content=data)

    async def reply(self, text: str, *ids: str, client: str = "c1") -> httpx.Response:
        return await self.web.post(f"{self.path}/reply", json={
            "id": client, "text": text, "files": list(ids)})


async def desk(world: World, thread: Conversation) -> Desk:
    mai = await talk.agent(world.here)
    app = FastAPI()
    app.state.services = world.here
    app.add_middleware(Compressing, minimum_size=10)
    for router in (api.router, files.router, file_routes.router, routes.router):
        app.include_router(router)
    app.add_exception_handler(LotseError, show_error)
    web = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://lotse.test")
    async with world.here.database.write() as session:
        move(session, await session.get_one(Conversation, thread.id), Step.CLAIMED,
             world.clock(), agent=mai)
        web.cookies.set(COOKIE, await staff.log_in(
            session, mai.email, talk.PASSWORD, world.clock(), 12))
    return Desk(world, web, thread)


@pytest.fixture
async def mai(world: World) -> AsyncIterator[Desk]:
    """On WhatsApp."""
    world.here.settings.public_url = HttpUrl("https://chat.example")
    await world.call(world.text("m1", "Haben Sie ein Foto?"))
    made = await desk(world, (await world.rows(Conversation))[0])
    yield made
    await made.web.aclose()


async def test_a_picture_goes_out_once_at_a_signed_address(world: World, mai: Desk) -> None:
    kept = (await mai.keep(PNG)).json()
    assert (kept["kind"], kept["as"], kept["state"]) == ("image", "image", "stored")
    for _ in range(2):
        sent = await mai.reply("Bitte sehr", kept["id"])
        assert sent.status_code == 200
    assert sent.json()["content"]["attachments"][0]["name"] == "Foto.png"
    await world.send()
    (got,) = world.got
    assert got["image"]["caption"] == "Bitte sehr"
    address = got["image"]["link"].removeprefix("https://chat.example")
    mai.web.cookies.clear()  # the messenger has none
    fetched = await mai.web.get(address)
    assert (fetched.status_code, fetched.content) == (200, PNG)
    assert fetched.headers["content-type"] == "image/png"
    assert urlsplit(address).path == f"/files/{kept['id']}.png"  # Viber wants an ending
    asked = await mai.web.head(address)  # Twilio asks before it fetches
    assert (asked.status_code, asked.content) == (200, b"")
    assert [asked.headers[name] for name in ("content-type", "content-length")] == [
        "image/png", str(len(PNG))]
    assert (await mai.web.get(address.replace(".png", ""))).content == PNG
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in fetched.headers["content-security-policy"]
    assert fetched.headers["content-disposition"].startswith("inline")
    part = await mai.web.get(address, headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, PNG[4:8])
    assert "content-encoding" not in fetched.headers  # a part of gzip would be no part of the file
    assert fetched.headers["content-length"] == str(len(PNG))
    assert part.headers["content-range"] == f"bytes 4-7/{len(PNG)}"
    assert (await mai.web.get(address, headers={"range": "bytes=999-"})).status_code == 416
    world.clock.pass_(hours=25)
    assert (await mai.web.get(address)).status_code == 403


async def test_an_address_of_one_file_opens_no_other(mai: Desk) -> None:
    one, two = (await mai.keep(PNG)).json()["id"], (await mai.keep(PNG)).json()["id"]
    mai.web.cookies.clear()
    for address in (f"/files/{one}", f"/files/{one}?until=99999999999&signature=00",
                    f"/api/files/{two}"):
        assert (await mai.web.get(address)).status_code in (401, 403)


async def test_what_the_messenger_does_not_take_is_a_link(world: World, mai: Desk) -> None:
    kept = (await mai.keep(b"\x1aE\xdf\xa3 webm", "Film  neu.webm")).json()
    assert kept["as"] == "link"
    assert (await mai.reply("", kept["id"])).status_code == 200
    await world.send()
    name, address = world.sent_texts()[0].split("\n")
    assert name == "Film neu.webm"
    mai.web.cookies.clear()
    found = await mai.web.get(address.removeprefix("https://chat.example"))
    assert found.headers["content-disposition"].startswith("attachment")
    assert int(parse_qs(urlsplit(address).query)["until"][0]) > world.clock().timestamp() + 29e5 / 2


@pytest.mark.parametrize(("data", "status"), [
    (b"MZ\x90\x00", 422), (b"", 422), (PNG + b"0" * 11 * 1024 * 1024, 422), (WORD, 200),
])
async def test_what_may_be_attached(mai: Desk, data: bytes, status: int) -> None:
    answer = await mai.keep(data)
    assert answer.status_code == status
    assert status == 200 or answer.json()["sentence"]


async def test_a_reply_names_files_of_its_own_conversation_only(world: World, mai: Desk) -> None:
    other = await talk.open_chat(world.here)
    strange = Desk(world, mai.web, other)
    foreign = (await strange.keep(PNG)).json()["id"]
    for wrong in (foreign, "unknown"):
        assert (await mai.reply("x", wrong)).status_code == 422
    kept = (await mai.keep(PNG)).json()["id"]
    assert (await mai.reply("eins", kept)).status_code == 200
    assert (await mai.reply("zwei", kept, client="c2")).status_code == 422  # it is sent already
    assert (await mai.reply("", client="c3")).status_code == 422


async def test_without_an_address_on_the_internet_the_agent_is_told(
    world: World, mai: Desk
) -> None:
    world.here.settings.public_url = None
    answer = await mai.keep(PNG)
    assert answer.status_code == 409 and "LOTSE_PUBLIC_URL" in answer.json()["sentence"]
    assert await world.rows(StoredFile) == []


async def test_a_visitor_opens_the_files_of_their_own_chat(world: World) -> None:
    async with world.here.database.write() as session:
        thread = await chat.open_chat(session, "me", Language.DE, None, world.clock())
    mai = await desk(world, thread)
    kept = (await mai.keep(PNG)).json()["id"]
    await mai.reply("Bitte sehr", kept)
    mai.web.cookies.clear()

    async def ask(visitor: str, file: str) -> httpx.Response:
        token = visitor_token(world.here.settings.key, visitor)
        body: dict[str, Any] = {"token": token, "file": file}
        return await mai.web.post("/chat/file", json=body)

    path = (await ask("me", kept)).json()["path"]
    assert (await mai.web.get(path)).content == PNG
    assert (await ask("somebody", kept)).status_code == 404
    assert (await ask("me", "unknown")).status_code == 404
    token = visitor_token(world.here.settings.key, "me")
    gone = await mai.web.request("DELETE", "/chat/session", json={"token": token})
    assert gone.status_code == 204
    assert (await mai.web.get(path)).status_code == 404  # at once, whenever the bytes go
    (row,) = await world.rows(StoredFile)
    assert (row.state, row.conversation_id, row.name) == ("doomed", None, None)
    await mai.web.aclose()

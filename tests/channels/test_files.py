"""Files of customers: fetched in spite of all, refused with a reason, gone when they must."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

import httpx
import pytest

from bot.channels.retention import forget_old_files
from bot.events import record
from bot.files.fetching import GIVE_UP, Fetcher, fetch_again
from bot.files.tables import StoredFile
from bot.tables import Conversation, Event, Turn
from bot.turns import snapshot
from bot.words import Outcome
from tests.channels.world import Answerer, World
from tests.files.samples import OGG, PNG

WHERE = "https://lookaside.fbsbx.com/f?mid=x1"


class Messengers:
    """Meta's and Telegram's file servers, scripted."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: list[httpx.Request] = []
        self.script: list[Answerer] = []
        self.data = PNG
        self.while_fetching: Callable[[], object] | None = None
        here = world.here
        self.fetcher = Fetcher(
            here.database, here.hub, world.clock, here.settings.key, here.files,
            httpx.AsyncClient(transport=httpx.MockTransport(self.answer)), self.lookup)

    async def lookup(self, host: str, port: int) -> Sequence[str]:
        return ["10.0.0.7"] if host.startswith("inside") else ["31.13.86.51"]

    async def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.script:
            return self.script.pop(0)(request)
        if request.url.path.endswith("/getFile"):
            return httpx.Response(200, json={"ok": True, "result": {"file_path": "voice/1.oga"}})
        if request.headers["host"] == "graph.facebook.com":
            return httpx.Response(200, json={"url": WHERE})
        if self.while_fetching:
            await self.while_fetching()  # type: ignore[misc]
        return httpx.Response(200, content=self.data)

    async def fetch(self) -> None:
        await self.fetcher.start()
        await self.fetcher.finish()

    async def row(self) -> StoredFile:
        (row,) = await self.world.rows(StoredFile)
        return row

    def kept(self) -> list[bytes]:
        folder = self.world.here.settings.var / "files"
        return [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]


@pytest.fixture
async def there(world: World) -> AsyncIterator[Messengers]:
    made = Messengers(world)
    yield made
    await made.fetcher.close()


async def picture(world: World, **more: object) -> None:
    await world.call(world.event("m1", "image", {"id": "x1", "mime_type": "image/jpeg", **more}))


def says(status: int, **more: object) -> Answerer:
    return lambda request: httpx.Response(status, **more)  # type: ignore[arg-type]


async def test_a_picture_is_fetched_and_consoles_hear_of_it(
    world: World, there: Messengers
) -> None:
    await picture(world)
    await there.fetch()
    row = await there.row()
    assert (row.state, row.type, row.size) == ("stored", "image/png", len(PNG))
    assert there.kept() == [PNG]
    (message,) = await world.messages()
    assert message.content["attachments"][0]["state"] == "stored"
    event = (await world.rows(Event))[-1]
    assert (event.kind, event.audience, event.data["content"]) == (
        "changed", "staff", message.content)
    assert [r.headers["authorization"] for r in there.asked] == ["Bearer EAAtoken"] * 2
    await there.fetch()
    assert len(there.asked) == 2


async def test_a_voice_message_of_telegram(world: World, there: Messengers) -> None:
    there.data = OGG
    await world.call({"update_id": 1, "message": {
        "message_id": 5, "date": 1795600000, "chat": {"id": 77, "type": "private"},
        "from": {"id": 77, "first_name": "Mai"}, "voice": {"file_id": "v1", "duration": 3}}},
        "telegram")
    await there.fetch()
    row = await there.row()
    assert (row.state, row.kind, row.type) == ("stored", "audio", "audio/ogg")
    assert there.asked[1].url.path == "/file/bot123:ABC/voice/1.oga"


@pytest.mark.parametrize(("answer", "state", "reason"), [
    (says(200, content=b"MZ\x90\x00"), "refused", "type"),
    (says(200, content=PNG * 200_000), "refused", "too_large"),
    (says(200, content=b"", headers={"content-length": "99000000"}), "refused", "too_large"),
    (says(404), "failed", "expired"), (says(401, text="token"), "failed", "denied"),
    (says(302, headers={"location": "https://inside.example/"}), "failed", "address"),
    (says(302, headers={"location": "http://lookaside.fbsbx.com/"}), "failed", "address"),
])
async def test_what_does_not_come_says_why(
    world: World, there: Messengers, answer: Answerer, state: str, reason: str
) -> None:
    await picture(world)
    there.script = [says(200, json={"url": WHERE}), answer]
    await there.fetch()
    row = await there.row()
    assert (row.state, row.reason) == (state, reason)
    shown = (await world.messages())[0].content["attachments"][0]
    assert (shown["state"], shown["reason"]) == (state, reason)
    assert there.kept() == []


async def test_a_redirect_is_followed_without_our_token(world: World, there: Messengers) -> None:
    await picture(world)
    there.script = [says(200, json={"url": WHERE}),
                    says(302, headers={"location": "https://cdn.example/f"})]
    await there.fetch()
    assert (await there.row()).state == "stored"
    assert there.asked[-1].headers["host"] == "cdn.example"
    assert "authorization" not in there.asked[-1].headers


@pytest.mark.parametrize("trouble", [
    says(429, headers={"retry-after": "30"}), says(503, headers={
        "retry-after": "Wed, 25 Nov 2026 12:00:30 GMT"}),
])
async def test_a_messenger_that_is_busy_is_asked_later(
    world: World, there: Messengers, trouble: Answerer
) -> None:
    await picture(world)
    there.script = [trouble]
    await there.fetch()
    assert ((await there.row()).state, (await there.row()).reason) == ("waiting", "busy")
    world.clock.pass_(seconds=29)
    await there.fetch()
    assert len(there.asked) == 1
    world.clock.pass_(seconds=1)
    await there.fetch()
    assert ((await there.row()).state, (await there.row()).reason) == ("stored", None)


async def test_in_the_end_it_is_lost_and_can_be_asked_for_again(
    world: World, there: Messengers
) -> None:
    await picture(world)
    world.clock.pass_(seconds=GIVE_UP.total_seconds() + 1)
    there.script = [says(500)]
    await there.fetch()
    assert (await there.row()).state == "lost"
    async with world.here.database.write() as session:
        row = await session.get_one(StoredFile, (await there.row()).id)
        await fetch_again(session, row, world.clock())
    await there.fetch()
    assert (await there.row()).state == "stored"


async def test_a_crash_while_fetching_is_made_good(world: World, there: Messengers) -> None:
    await picture(world)
    async with world.here.database.write() as session:
        await there.fetcher._claim(session, (await there.row()).id, "waiting")  # type: ignore
    await there.fetch()
    assert there.asked == []  # another process is at it
    world.clock.pass_(minutes=6)
    await there.fetch()
    assert (await there.row()).state == "stored"


async def test_an_infected_file_leaves_nothing(
    world: World, there: Messengers, monkeypatch: pytest.MonkeyPatch
) -> None:
    await picture(world)
    monkeypatch.setattr(world.here.files, "scanner", "sh -c 'exit 1'")
    await there.fetch()
    assert ((await there.row()).state, (await there.row()).reason) == ("refused", "infected")
    assert there.kept() == []


async def test_without_a_scanner_s_verdict_nothing_is_shown(
    world: World, there: Messengers, monkeypatch: pytest.MonkeyPatch
) -> None:
    await picture(world)
    monkeypatch.setattr(world.here.files, "scanner", "sh -c 'exit 2'")
    await there.fetch()
    assert ((await there.row()).state, (await there.row()).reason) == ("waiting", "unscanned")
    assert there.kept() == []


async def test_a_message_taken_back_takes_its_file_along(world: World, there: Messengers) -> None:
    await picture(world)
    await there.fetch()
    await world.call(world.revoke("m1"))
    assert (await there.row()).name is None
    await there.fetch()
    assert await world.rows(StoredFile) == [] and there.kept() == []


async def test_taken_back_while_it_is_on_its_way(world: World, there: Messengers) -> None:
    await picture(world)
    there.while_fetching = lambda: world.call(world.revoke("m1"))
    await there.fetch()
    await there.fetch()
    assert await world.rows(StoredFile) == [] and there.kept() == []


async def test_files_go_when_their_time_is_up(world: World, there: Messengers) -> None:
    await picture(world)
    await there.fetch()
    now = world.clock()
    async with world.here.database.write() as session:
        await forget_old_files(session, now, now)
    await there.fetch()
    assert there.kept() != []  # not yet
    async with world.here.database.write() as session:
        await forget_old_files(session, now + timedelta(seconds=1), now)
    await there.fetch()
    assert await world.rows(StoredFile) == [] and there.kept() == []
    shown = (await world.messages())[0].content["attachments"][0]
    assert (shown["state"], shown["kind"]) == ("gone", "image")


async def test_one_of_several_messages_leaves_the_turn_that_answered_them(world: World) -> None:
    """Three messages were answered as one; the first is edited, then taken back."""
    for number, words in (("m1", "mein Geheimnis"), ("m2", "zweitens"), ("m3", "drittens")):
        await world.call(world.text(number, words))
    (thread,) = await world.rows(Conversation)
    async with world.here.database.write() as session:
        began = await snapshot(session, thread.id)
        ids = [message.id for message in began.messages]
        session.add(Turn(
            message_id=ids[-1], took=ids, conversation_id=thread.id, text=began.text,
            language="de", outcome=Outcome.ANSWERED, created_at=world.clock(),
            entities=[{"entity": "x", "value": "Geheimnis"}]))
        record(session, thread.id, "turn", world.clock(), {"message": ids[-1]})
    await world.call(world.edit("m1", "nichts"))
    await world.call(world.revoke("m1"))
    (turn,) = await world.rows(Turn)
    assert (turn.text, turn.entities) == ("zweitens\ndrittens", [])
    await world.call(world.revoke("m3"))
    assert (await world.rows(Turn))[0].text == "zweitens"

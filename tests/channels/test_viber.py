"""Viber through the app's doors: presses that look like texts, one "seen" for several messages."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

from bot.channels import accounts
from bot.channels.contract import Account
from bot.channels.sending import Sender
from bot.channels.viber import VIBER
from bot.errors import BadInput
from bot.words import Language
from tests.channels import captured
from tests.channels.world import World

ACCOUNT = captured.account("viber")
Call = Callable[..., Any]


@pytest.fixture
async def call(world: World) -> AsyncIterator[Call]:
    """A signed callback, after the account was added."""
    async with world.here.database.write() as session:
        await accounts.save(session, world.here.settings.key, "viber", "shop", ACCOUNT.values,
                            Language.VI, world.clock())
    tokens = iter(range(2**62, 2**63))

    async def made(event: str, **more: Any) -> httpx.Response:
        body = json.dumps({"event": event, "message_token": next(tokens),
                           "timestamp": int(world.clock().timestamp() * 1000), **more}).encode()
        mac = hmac.new(ACCOUNT["token"].encode(), body, hashlib.sha256).hexdigest()
        return await world.web.post("/webhooks/viber/shop", content=body,
                                    headers={"x-viber-content-signature": mac})

    yield made


async def said(call: Call, text: str) -> httpx.Response:
    answer: httpx.Response = await call(
        "message", sender={"id": "u1", "name": "Bích"}, message={"type": "text", "text": text})
    return answer


async def sent(world: World) -> list[dict[str, Any]]:
    """What Viber got of all that waited."""
    got = list[dict[str, Any]]()

    def take(request: httpx.Request) -> httpx.Response:
        got.append(json.loads(request.content))
        return httpx.Response(200, text=f'{{"status":0,"message_token":{2**63 + len(got)}}}')

    world.sender = Sender(world.here.database, world.here.hub, world.clock,
                          world.here.settings.key, world.here.files,
                          httpx.AsyncClient(transport=httpx.MockTransport(take)))
    await world.send()
    return got


async def test_opening_the_chat_is_no_message_and_no_welcome(world: World, call: Call) -> None:
    for event in ("webhook", "conversation_started", "subscribed"):
        answer = await call(event, user={"id": "u1"})
        assert (answer.status_code, answer.text) == (200, "")
    assert await world.messages() == []


async def test_a_press_comes_back_as_a_text(world: World, call: Call) -> None:
    await said(call, "xin chào")
    await world.answer("Đúng không ạ?", "Đúng", "Sai")
    (body,) = await sent(world)
    pressed = body["keyboard"]["Buttons"][1]["ActionBody"]
    await said(call, pressed)
    await said(call, pressed.replace(".1", ".7"))  # we never offered an eighth
    message, strange = (await world.messages())[1:]
    assert (message.text, message.content) == ("Sai", {"payload": "/Sai"})
    assert strange.content == {}


async def test_seen_is_told_once_for_all_before_it(world: World, call: Call) -> None:
    await said(call, "xin chào")
    await world.answer("một")
    await world.answer("hai")
    assert len(await sent(world)) == 2
    first, second = await world.deliveries()
    assert (first.external_id, second.external_id) == (str(2**63 + 1), str(2**63 + 2))
    world.clock.pass_(seconds=5)
    await call("seen", user_id="u1", message_token=2**63 + 2)
    assert [row.state for row in await world.deliveries()] == ["read", "read"]


@pytest.mark.parametrize(("status", "right"), [(0, True), (2, False)])
async def test_a_wrong_token_is_told_in_a_200(status: int, right: bool) -> None:
    body = {"status": status, "status_message": "x", "name": "Hafenladen"}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=body))
    async with httpx.AsyncClient(transport=transport) as client:
        if right:
            assert "Hafenladen" in await accounts.checked(client, VIBER, ACCOUNT)
        else:
            with pytest.raises(BadInput, match="refused"):
                await accounts.checked(client, VIBER, ACCOUNT)


def test_a_name_is_cut_to_what_viber_shows() -> None:
    named = Account("viber", "shop", {**ACCOUNT.values, "sender_name": "Hafenladen am Alten Kai 17"
                                      " in Bremerhaven"})
    case = next(case for channel, case in captured.cases("sends.json", "send")
                if channel == "viber")
    body = json.loads(VIBER.send(captured.outgoing(case), named).content)
    assert body["sender"]["name"] == "Hafenladen am Alten Kai 17"


def test_the_largest_message_stays_below_30_kb() -> None:
    buttons = tuple((f"123456789.{n}", "ệ" * VIBER.shows.button_title)
                    for n in range(VIBER.shows.buttons))
    limit = VIBER.shows.body
    assert limit
    for text, offered in (("📦" * VIBER.limit.most, ()), ("📦" * limit.most, buttons)):
        out = captured.outgoing({"to": "u" * 24, "marker": "m" * 16, "choose": "", "part": {
            "text": text, "buttons": offered, "shape": "buttons" if offered else "text"}})
        assert len(VIBER.send(out, ACCOUNT).content) < 30_000

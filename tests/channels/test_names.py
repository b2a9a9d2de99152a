"""Agents see names where the messenger tells them when asked."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.channels import names
from bot.channels.registry import CHANNELS
from bot.tables import Conversation, Identity
from tests.channels import captured
from tests.channels.world import World

ASKED = {
    "messenger": ("/v23.0/77", {"fields": "first_name,last_name"}),
    "instagram": ("/v23.0/77", {"fields": "name,username"}),
    "zalo": ("/v3.0/oa/user/detail", {"data": '{"user_id": "77"}'}),
}


@pytest.mark.parametrize("channel", ASKED)
def test_who_is_asked_for(channel: str) -> None:
    profile = CHANNELS[channel].profile
    assert profile
    request = profile("77", captured.account(channel))
    path, query = ASKED[channel]
    assert (request.method, request.url.path) == ("GET", path)
    assert {name: request.url.params[name] for name in query} == query


@pytest.mark.parametrize(("channel", "body", "name"), [
    ("messenger", {"first_name": "Lan", "last_name": "Trần", "id": "77"}, "Lan Trần"),
    ("messenger", {"first_name": "Lan"}, "Lan"),
    ("messenger", {"error": {"code": 100}}, None),
    ("instagram", {"name": "Jörg Weiß", "username": "joerg"}, "Jörg Weiß"),
    ("instagram", {"name": None, "username": "joerg"}, "@joerg"),
    ("zalo", {"error": 0, "data": {"display_name": "Chị Bích"}}, "Chị Bích"),
    ("zalo", {"error": -213, "message": "not a follower"}, None),
    ("zalo", {"error": 0, "data": []}, None),
])
def test_what_is_understood(channel: str, body: dict[str, Any], name: str | None) -> None:
    named = CHANNELS[channel].named
    assert named and named(httpx.Response(200, json=body)) == name


async def test_a_name_is_learned_once_and_never_replaced(world: World) -> None:
    await world.call(world.messenger(message={"mid": "m1", "text": "hallo"}), "messenger")
    (thread,) = await world.rows(Conversation)
    asked = list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"first_name": "Lan", "last_name": "Trần"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        for _ in range(2):
            await names.learn(world.here.database, client, thread.id, world.here.settings.key)
    (identity,) = await world.rows(Identity)
    assert (identity.display_name, asked) == ("Lan Trần", ["/v23.0/77"])

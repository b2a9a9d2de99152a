"""Agents see names where the messenger tells them when asked."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from bot.channels import accounts, names
from bot.channels.attending import Courtesy
from bot.channels.registry import CHANNELS
from bot.inbox import conversation_of, identity_of
from bot.tables import Conversation, Identity
from bot.words import Language
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


@pytest.mark.parametrize(("channel", "status", "body", "again"), [
    ("messenger", 200, {"id": "77"}, False),
    ("messenger", 400, {"error": {"code": 100, "message": "no such person"}}, False),
    ("messenger", 400, {"error": {"code": 190, "message": "token expired"}}, True),
    ("messenger", 429, {}, True),
    ("messenger", 503, {}, True),
    ("zalo", 200, {"error": -213, "message": "not a follower"}, False),
    ("zalo", 200, {"error": -216, "message": "access token is invalid"}, True),
])
async def test_a_name_that_could_not_be_asked_for_is_asked_for_again(
    world: World, channel: str, status: int, body: dict[str, Any], again: bool
) -> None:
    key = world.here.settings.key
    async with world.here.database.write() as session:
        await accounts.save(session, key, channel, "shop", captured.account(channel).values,
                            Language.VI, world.clock())
        identity = await identity_of(session, channel, "shop", "77", world.clock())
        thread = await conversation_of(session, identity, Language.VI, world.clock())
    asked = list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(status, json=body)

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    courtesy = Courtesy(world.here.database, key, client)
    for _ in range(2):
        courtesy.attend(thread.id, channel)
        await asyncio.gather(*courtesy.under_way)
    await courtesy.close()
    assert len(asked) == (2 if again else 1)

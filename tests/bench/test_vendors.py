"""The simulated messengers take what our channels send, and are understood in every mood."""

from __future__ import annotations

import itertools
from collections import defaultdict

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.contract import Account, Again, Sent
from bot.channels.registry import CHANNELS
from tests.channels import captured
from tools.bench.vendors import VENDORS, routes

NAMES = sorted(set(VENDORS) & set(CHANNELS))


async def answered(channel: str, mood: int | None) -> tuple[object, dict[str, list[str]]]:
    """What a channel makes of the answer to its first captured message, and what was taken."""
    async def in_mood() -> int | None:
        return mood

    taken = defaultdict[str, list[str]](list)
    known = captured.account(channel).values
    account = Account(channel, "shop", {
        **known, "api_url": f"http://simulator.test{VENDORS[channel].below}"})
    case = next(case for name, case in captured.cases("sends.json", "send") if name == channel)
    request = CHANNELS[channel].send(captured.outgoing(case), account)
    app = Starlette(routes=routes(in_mood, itertools.count(1), taken))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        response = await client.send(request)
    return CHANNELS[channel].read(response), taken


@pytest.mark.parametrize("channel", NAMES)
async def test_a_message_is_taken_once(channel: str) -> None:
    answer, taken = await answered(channel, None)
    (marks,) = taken.values()
    assert isinstance(answer, Sent) and len(marks) == 1 and marks[0]


@pytest.mark.parametrize("channel", ["sms", "viber"])
async def test_our_marker_tells_our_messages_apart(channel: str) -> None:
    _, taken = await answered(channel, None)
    assert list(taken.values()) == [["mark-1"]]


@pytest.mark.parametrize("mood", [429, 500])
@pytest.mark.parametrize("channel", NAMES)
async def test_a_mood_means_try_again(channel: str, mood: int) -> None:
    answer, taken = await answered(channel, mood)
    assert isinstance(answer, Again) and taken == {}

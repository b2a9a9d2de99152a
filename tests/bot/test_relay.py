"""Wakes and signals between processes by Redis, and what happens while it is away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.errors import StartFailed
from bot.events import PULSE, STAFF, WORK, Hub
from bot.relay import LOST_PULSE, Relay, hub_for
from bot.settings import Settings
from tests.redis_server import RedisServer, free_port, redis_address


@pytest.fixture
async def two(redis_server: RedisServer) -> AsyncIterator[list[Relay]]:
    """The hubs of two processes."""
    relays = [Relay(redis_server.url, b"a shop") for _ in range(2)]
    for relay in relays:
        await relay.open()
    await until(lambda: all(relay.processes == 2 for relay in relays))
    yield relays
    for relay in relays:
        await relay.close()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


async def heard(relay: Hub, say: Callable[[], Any], topic: str = STAFF) -> tuple[float, list[Any]]:
    """Seconds until a listener of a process is nudged, and the signals that came."""
    async with relay.listen(topic) as listener:
        await listener.wait(0.3)  # what was said before
        begun = time.perf_counter()
        say()
        signals = await listener.wait(5)
        return time.perf_counter() - begun, signals


async def test_a_wake_and_a_signal_reach_the_other_process_at_once(two: list[Relay]) -> None:
    here, there = two
    seconds, _ = await heard(there, lambda: here.wake({STAFF, "conversation:1"}))
    assert seconds < 1
    seconds, signals = await heard(there, lambda: here.signal({STAFF}, {"kind": "typing"}))
    assert seconds < 1
    assert signals == [{"kind": "typing"}]


async def test_work_stays_with_the_process_that_made_it(two: list[Relay]) -> None:
    here, there = two
    async with there.listen(WORK) as far, here.listen(WORK) as near:
        here.wake({WORK})
        assert near.woken.is_set()
        await far.wait(0.3)
        assert not far.woken.is_set()


async def test_nobody_hears_a_signal_twice(two: list[Relay]) -> None:
    here, _ = two
    async with here.listen(STAFF) as listener:
        here.signal({STAFF}, {"kind": "typing"})
        assert await listener.wait(1) == [{"kind": "typing"}]
        assert await listener.wait(0.3) == []


async def test_another_shop_on_the_same_redis_hears_nothing(two: list[Relay]) -> None:
    stranger = Relay(two[0].redis.connection_pool.connection_kwargs["host"] and
                     f"redis://{two[0].address}", b"another shop")
    await stranger.open()
    await until(lambda: stranger.state == "connected")
    try:
        async with stranger.listen(STAFF) as listener:
            two[0].signal({STAFF}, {"kind": "typing"})
            assert await listener.wait(0.5) == []
    finally:
        await stranger.close()


async def test_redis_may_go_and_come_back(
    two: list[Relay], redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = two
    async with there.listen(STAFF) as listener:
        with caplog.at_level(logging.ERROR):
            redis_server.kill()
            await until(lambda: here.state == there.state == "lost")
            assert listener.woken.is_set()  # whoever waits long looks now, and then more often
            assert there.pulse == LOST_PULSE
            here.wake({STAFF})
            here.signal({STAFF}, {"kind": "typing"})
            listener.woken.clear()
            redis_server.start()
            await until(lambda: here.state == there.state == "connected")
        assert listener.woken.is_set()
        assert there.pulse == PULSE
    assert [record.message for record in caplog.records].count("Redis is back") == 2
    seconds, signals = await heard(there, lambda: here.signal({STAFF}, {"again": True}))
    assert seconds < 1
    assert signals == [{"again": True}]


async def test_a_start_without_redis_says_so() -> None:
    port = free_port()
    with pytest.raises(StartFailed, match=f"Redis does not answer at 127.0.0.1:{port}"):
        await Relay(f"redis://:secret@127.0.0.1:{port}", b"a shop").open()


async def test_a_redis_that_is_named_or_at_its_usual_place_is_used(settings: Settings) -> None:
    hub = hub_for(settings.model_copy(update={"redis_url": redis_address()}))
    await hub.open()
    await until(lambda: hub.state == "connected")
    await hub.close()
    assert hub_for(settings).state == "alone"

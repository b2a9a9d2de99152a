"""The hub wakes its listeners, and never keeps one from ending."""

from __future__ import annotations

import asyncio

import pytest

from bot.events import WORK, Hub, Listener


async def listening(hub: Hub) -> None:
    async with hub.listen(WORK) as listener:
        while True:
            await listener.wait(60.0)


@pytest.mark.parametrize("steps", [0, 1])
async def test_a_loop_ends_even_when_a_nudge_comes_with_the_end(steps: int) -> None:
    hub = Hub()
    loop = asyncio.create_task(listening(hub))
    while not hub.watched(WORK):
        await asyncio.sleep(0)
    hub.wake({WORK})
    for _ in range(steps):
        await asyncio.sleep(0)
    loop.cancel()
    done, _ = await asyncio.wait([loop], timeout=5)
    assert loop in done


async def test_signals_reach_those_who_listen() -> None:
    hub = Hub()
    async with hub.listen(WORK) as listener:
        hub.signal({WORK}, {"kind": "typing"})
        assert await listener.wait(5) == [{"kind": "typing"}]
    assert not hub.watched(WORK)


async def test_waiting_ends_with_its_time() -> None:
    assert await Listener().wait(0.01) == []

"""Three messages in two seconds are answered once, and nobody waits for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.quiet import Quiet
from bot.services import Services
from tests import talk
from tests.conftest import NOON, ScriptedRasa, SetClock

QUIET = Quiet(1.5, {"web": 0.4})


@pytest.mark.parametrize(("channel", "first", "last", "left"), [
    ("whatsapp", 0, 0, 1.5), ("whatsapp", 1, 0.5, 1.0), ("whatsapp", 2, 1.5, 0.0),
    ("web", 0.1, 0.1, 0.3), ("whatsapp", 4.8, 0.1, 0.2), ("whatsapp", 9, 0, -4.0),
])
def test_how_long_a_turn_waits(channel: str, first: float, last: float, left: float) -> None:
    """first, last: how many seconds ago the first and the last untaken message came."""
    ago = [NOON - timedelta(seconds=seconds) for seconds in (first, last)]
    assert QUIET.left(channel, *ago, NOON) == pytest.approx(left)


async def test_a_burst_is_one_turn(
    here: Services, rasa: ScriptedRasa, clock: SetClock
) -> None:
    thread = await talk.open_chat(here)
    rasa.on("hallo\nwo ist\nmein paket", {"say": "greet"})
    worker = talk.worker(here)
    worker.quiet = QUIET
    for text in ("hallo", "wo ist", "mein paket"):
        await talk.write(here, thread, text)
        await worker.start_turns()
        assert worker.running == {}
        assert worker.next_due == pytest.approx(0.4)  # the loop wakes as soon as it may begin
        clock.pass_(seconds=0.3)
    clock.pass_(seconds=0.2)
    await worker.start_turns()
    await worker.settle()
    assert len(rasa.heard) == 1
    assert len((await talk.said(here, thread))[1:]) == 1


async def test_who_never_pauses_is_answered_after_five_seconds(
    here: Services, rasa: ScriptedRasa, clock: SetClock
) -> None:
    thread = await talk.open_chat(here)
    worker = talk.worker(here)
    worker.quiet = QUIET
    for number in range(17):
        await talk.write(here, thread, str(number))
        await worker.start_turns()
        assert worker.running == {}
        clock.pass_(seconds=0.3)
    rasa.on("\n".join(map(str, range(17))), {"say": "greet"})
    await worker.start_turns()
    await worker.settle()
    assert len(rasa.heard) == 1

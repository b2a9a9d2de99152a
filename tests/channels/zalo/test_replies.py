"""Zalo's eight replies within 48 hours, what is told of them, and echoes that are ours."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.channels.posting import WindowClosed, check_window, window_view
from bot.tables import Conversation
from bot.words import Progress
from tests.channels.zalo.conftest import Shop


async def test_the_ninth_reply_waits_for_the_customer(shop: Shop) -> None:
    await shop.hears()
    await shop.writes(*(str(number) for number in range(10)))
    await shop.sends(12)
    assert [text for _, text in shop.zalo.taken] == list("01234567")
    assert (await shop.states())[8:] == [("dead", "window", "template")] * 2
    assert "used up" in str((await shop.world.deliveries())[8].reason)
    async with shop.database.read() as session:
        thread = (await session.scalars(select(Conversation))).one()
        view = await window_view(session, thread, shop.clock())
        assert view and (view["left"], view["open"]) == (0, False)
        with pytest.raises(WindowClosed, match="8 messages"):
            await check_window(session, thread, shop.clock())
    await shop.hears()
    await shop.writes("chín")
    await shop.sends(2)
    assert shop.zalo.taken[-1][1] == "chín"


async def test_what_waits_is_counted_and_what_was_refused_is_not(shop: Shop) -> None:
    await shop.hears()
    await shop.writes("một", "hai")
    async with shop.database.write() as session:
        thread = (await session.scalars(select(Conversation))).one()
        view = await window_view(session, thread, shop.clock())
        assert view and (view["left"], view["open"]) == (6, True)
    first = (await shop.world.deliveries())[0]
    await shop.sends(3)
    async with shop.database.write() as session:
        row = await session.merge(first)
        row.state, row.code = Progress.DEAD, "-201"
    async with shop.database.read() as session:
        view = await window_view(session, thread, shop.clock())
        assert view and view["left"] == 7


async def test_after_48_hours_nothing_is_even_tried(shop: Shop) -> None:
    await shop.hears()
    shop.clock.pass_(hours=48)
    await shop.writes("còn đó không ạ")
    await shop.sends(2)
    assert await shop.states() == [("dead", "window", "template")]
    assert "too long ago" in str((await shop.world.deliveries())[0].reason)
    assert shop.zalo.taken == []


# --- receipts and echoes


async def test_received_seen_and_our_own_echo(shop: Shop) -> None:
    await shop.hears()
    await shop.writes("dạ có ạ")
    await shop.sends(2)
    await shop.hears("oa_send_text", msg_id="z1", text="dạ có ạ")
    await shop.hears("user_received_message", msg_id="z1")
    assert [state for state, *_ in await shop.states()] == ["delivered"]
    await shop.hears("user_seen_message", msg_ids=["z1"])
    assert [state for state, *_ in await shop.states()] == ["read"]
    await shop.hears("oa_send_text", msg_id="m1", text="Em gọi chị nhé")  # in Zalo's own inbox
    assert [m.text for m in await shop.world.messages("out")] == ["dạ có ạ", "Em gọi chị nhé"]

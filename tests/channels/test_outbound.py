"""Our messages on their way: once, in order, with patience, and with visible failures."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from bot.channels import accounts, resending
from bot.channels.pace import Pace
from bot.channels.posting import WindowClosed, check_window, window_view
from bot.channels.queue import LOST
from bot.channels.sending import GIVE_UP, pause
from bot.channels.tables import ChannelAccount, Delivery
from bot.errors import Conflict
from bot.tables import Conversation, Event
from tests.channels.world import Answerer, World


def answers(status: int, body: object) -> Answerer:
    return lambda request: httpx.Response(status, json=body)


def breaks(error: type[httpx.TransportError]) -> Answerer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("broken", request=request)
    return answer


def meta(code: int) -> Answerer:
    return answers(400, {"error": {"code": code, "message": f"(#{code}) text"}})


async def greeted(world: World, *replies: str) -> None:
    """A customer wrote, and these replies wait."""
    await world.call(world.text("m1", "hallo"))
    for reply in replies:
        await world.answer(reply)


async def states(world: World) -> list[str]:
    return [row.state for row in await world.deliveries()]


async def test_a_reply_goes_out_and_its_receipts_come_back(world: World) -> None:
    await greeted(world, "guten Tag")
    assert [m.status for m in await world.messages("out")] == ["queued"]
    await world.send()
    (delivery,) = await world.deliveries()
    assert (delivery.state, delivery.external_id) == ("sent", "wamid.OUT1")
    assert world.got[0]["biz_opaque_callback_data"] == delivery.marker
    for status, shown in (("delivered", "delivered"), ("read", "seen"), ("delivered", "seen"),
                          ("sent", "seen"), ("failed", "seen")):
        await world.call(world.status("wamid.OUT1", status))
        assert [m.status for m in await world.messages("out")] == [shown]


async def test_a_status_before_its_message_is_applied_later(world: World) -> None:
    await greeted(world, "guten Tag")
    await world.call(world.status("wamid.OUT1", "read"))
    await world.call(world.status("wamid.OUT1", "delivered"))
    await world.send()
    assert await states(world) == ["read"]


async def test_a_failure_reported_later_is_shown_with_its_reason(world: World) -> None:
    await greeted(world, "guten Tag")
    await world.send()
    await world.call(world.status("wamid.OUT1", "failed", errors=[
        {"code": 131026, "title": "Message undeliverable"}]))
    assert [m.status for m in await world.messages("out")] == ["failed"]
    (event,) = [e for e in await world.rows(Event) if e.kind == "delivery"]
    assert (event.data["code"], event.data["reason"]) == ("131026", "Message undeliverable")
    assert event.audience == "staff"


async def test_a_long_reply_goes_in_order(world: World) -> None:
    await greeted(world, "Satz eins. " * 800, "danach")
    await world.send()
    texts = world.sent_texts()
    assert len(texts) == 4 and texts[-1] == "danach"
    assert " ".join(texts[:-1]).split() == ("Satz eins. " * 800).split()


async def test_what_comes_after_waits_for_what_is_tried_again(world: World) -> None:
    await greeted(world, "eins", "zwei")
    world.script = [meta(131000)]
    await world.send()
    assert world.sent_texts() == ["eins"] and await states(world) == ["waiting", "waiting"]
    world.clock.pass_(seconds=3)
    await world.send()
    assert world.sent_texts() == ["eins", "eins", "zwei"]
    assert await states(world) == ["sent", "sent"]


async def test_a_refusal_is_shown_and_does_not_block(world: World) -> None:
    await greeted(world, "eins", "zwei")
    world.script = [meta(131026)]
    await world.send()
    assert await states(world) == ["dead", "sent"]
    async with world.here.database.read() as session:
        (shown,) = await resending.lost(session, 0)
    assert (shown["text"], shown["code"], shown["remedy"]) == ("eins", "131026", "other_channel")


async def test_a_dead_letter_is_sent_again_by_hand_and_once(world: World) -> None:
    await greeted(world, "eins")
    world.script = [meta(131026)]
    await world.send()
    (dead,) = await world.deliveries()
    async with world.here.database.write() as session:
        await resending.resend(session, dead.id, world.clock())
    assert [m.status for m in await world.messages("out")] == ["queued"]
    with pytest.raises(Conflict):
        async with world.here.database.write() as session:
            await resending.resend(session, dead.id, world.clock())
    await world.send()
    assert await states(world) == ["sent"]


async def test_telegrams_wish_to_wait_is_kept(world: World) -> None:
    await world.call({"update_id": 1, "message": {
        "message_id": 1, "date": int(world.clock().timestamp()), "text": "chào",
        "chat": {"id": 7, "type": "private"}, "from": {"id": 7, "first_name": "Lan"}}}, "telegram")
    await world.answer("xin chào")
    world.script = [answers(429, {"ok": False, "parameters": {"retry_after": 30}})]
    await world.send()
    world.clock.pass_(seconds=29)
    await world.send()
    assert len(world.got) == 1
    world.clock.pass_(seconds=2)
    await world.send()
    assert await states(world) == ["sent"]


async def test_an_account_asked_to_rest_rests_whole(world: World) -> None:
    await greeted(world, "eins")
    world.script = [meta(130429)]
    await world.send()
    account = (await world.rows(ChannelAccount))[0]
    assert account.paused_until and account.paused_until > world.clock()
    async with world.here.database.write() as session:
        row = (await session.get_one(Delivery, (await world.deliveries())[0].id))
        row.next_try_at = world.clock()  # even what is due itself
    await world.send()
    assert len(world.got) == 1
    world.clock.pass_(seconds=5)
    await world.send()
    assert await states(world) == ["sent"]


async def test_after_hours_of_trying_it_is_given_to_people(world: World) -> None:
    await greeted(world, "eins")
    world.script = [meta(131000)]
    world.clock.pass_(seconds=GIVE_UP.total_seconds() + 1)
    await world.send()
    assert await states(world) == ["dead"]


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout])
async def test_an_unreachable_messenger_is_tried_again(
    world: World, error: type[httpx.TransportError]
) -> None:
    await greeted(world, "eins")
    world.script = [breaks(error)]
    await world.send()
    assert await states(world) == ["waiting"]


async def test_a_lost_answer_is_settled_by_a_status(world: World) -> None:
    """Nothing twice: the marker in the status says that the messenger had taken it."""
    await greeted(world, "eins", "zwei")
    world.script = [breaks(httpx.ReadTimeout)]
    await world.send()
    (first, _) = await world.deliveries()
    assert first.state == "sending" and world.sent_texts() == ["eins"]
    await world.call(world.status("wamid.X", "sent", first.marker))
    world.clock.pass_(seconds=LOST.total_seconds() + 1)
    await world.send()
    assert world.sent_texts() == ["eins", "zwei"] and await states(world) == ["sent", "sent"]
    assert (await world.deliveries())[0].external_id == "wamid.X"


async def test_a_lost_answer_without_a_status_is_tried_again(world: World) -> None:
    await greeted(world, "eins")
    world.script = [breaks(httpx.ReadTimeout)]
    await world.send()
    world.clock.pass_(seconds=LOST.total_seconds() + 1)
    await world.send()
    assert world.sent_texts() == ["eins", "eins"] and await states(world) == ["sent"]


async def test_where_no_status_will_come_a_person_decides(world: World) -> None:
    await world.call({"update_id": 1, "message": {
        "message_id": 1, "date": int(world.clock().timestamp()), "text": "chào",
        "chat": {"id": 7, "type": "private"}, "from": {"id": 7}}}, "telegram")
    await world.answer("xin chào")
    world.script = [breaks(httpx.ReadTimeout)]
    await world.send()
    (delivery,) = await world.deliveries()
    assert (delivery.state, delivery.code, delivery.remedy) == ("dead", "unclear", "check")
    world.clock.pass_(minutes=5)
    await world.send()
    assert len(world.got) == 1


async def test_two_senders_send_once(world: World) -> None:
    await greeted(world, "eins")
    other = world.new_sender()
    await world.sender.start()
    await other.start()
    await world.sender.finish()
    await other.close()
    assert world.sent_texts() == ["eins"]


async def test_outside_the_window_nothing_is_even_tried(world: World) -> None:
    await greeted(world)
    world.clock.pass_(hours=25)
    await world.answer("sind Sie noch da?")
    await world.send()
    assert world.got == []
    (delivery,) = await world.deliveries()
    assert (delivery.state, delivery.code, delivery.remedy) == ("dead", "window", "template")


async def test_the_composer_is_told_how_long_the_window_is_open(world: World) -> None:
    await greeted(world)
    world.clock.pass_(hours=23)
    async with world.here.database.read() as session:
        thread = await session.get_one(Conversation, (await world.rows(Conversation))[0].id)
        view = await window_view(session, thread, world.clock())
        assert view and (view["open"], view["seconds_left"]) == (True, 3600)
        with pytest.raises(WindowClosed, match="template"):
            await check_window(session, thread, world.clock() + timedelta(hours=1))


async def test_secrets_are_not_readable_in_the_store(world: World) -> None:
    row = (await world.rows(ChannelAccount))[0]
    stored = f"{row.settings} {row.sealed}"
    assert "app-secret" not in stored and "EAAtoken" not in stored
    opened = accounts.opened(row, world.here.settings.key)
    assert opened["app_secret"] == "app-secret"
    view = str(accounts.account_view(row, "http://x", world.clock()))
    assert "EAAtoken" not in view and "http://x/webhooks/whatsapp/shop" in view


def test_pauses_grow_to_ten_minutes() -> None:
    seconds = [pause(attempts).total_seconds() for attempts in (1, 2, 3, 9, 10, 500)]
    assert seconds == [2, 4, 8, 512, 600, 600]


def test_a_chat_and_an_account_have_their_pace() -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    waits = [pace.reserve(("account", 10), (chat, 1)) for chat in ("a", "a", "b", "b")]
    assert waits == pytest.approx([0, 1.0, 1.1, 2.1])
    now[0] = 10
    assert pace.reserve(("account", 10), ("a", 1)) == 0

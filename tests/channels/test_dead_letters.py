"""Dead letters at the console: filtered, sent again, dismissed; calls retaken; accounts removed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from bot.channels import retaking
from bot.channels.ledger import Ledger
from bot.channels.tables import Delivery, WebhookEvent
from bot.words import Role
from tests.channels.test_outbound import meta
from tests.channels.world import World
from tests.handoff.doors import console, log_in


@pytest.fixture
async def web(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with console(world.here) as client:
        await log_in(world.here, client, Role.ADMIN)
        yield client


async def fail(world: World, *codes: int) -> None:
    """Each code is the messenger's answer to one message of ours."""
    await world.call(world.text("m1", "hallo"))
    for code in codes:
        world.script = [meta(code)]
        await world.answer(f"Antwort {code}")
        await world.send()


async def lost(web: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await web.get("/api/deliveries/lost", params=params)).json()
    return found


async def test_they_are_filtered_by_messenger_reason_and_time(
    world: World, web: httpx.AsyncClient
) -> None:
    await fail(world, 131026, 131026, 131042)
    whole = await lost(web)
    assert (whole["total"], len(whole["items"])) == (3, 3)
    assert [(kind["code"], kind["n"]) for kind in whole["kinds"]] == [("131026", 2), ("131042", 1)]
    newest = whole["items"][0]
    assert (newest["text"], newest["remedy"]) == ("Antwort 131042", "fix_account")
    assert (await lost(web, code="131026"))["total"] == 2
    assert (await lost(web, channel="telegram"))["total"] == 0
    assert len((await lost(web, before=newest["id"]))["items"]) == 2
    world.clock.pass_(days=2)
    assert (await lost(web, days=1))["total"] == 0


async def test_all_of_a_filter_are_sent_again_the_rest_dismissed(
    world: World, web: httpx.AsyncClient
) -> None:
    await fail(world, 131026, 131042)
    again = await web.post("/api/deliveries/resend", json={"code": "131042"})
    assert again.json() == {"sent": 1, "refused": 0}
    await world.send()
    assert world.sent_texts()[-1] == "Antwort 131042"
    (left,) = (await lost(web))["items"]
    assert (await web.post(f"/api/deliveries/{left['id']}/dismiss")).status_code == 204
    assert (await web.get("/api/deliveries/count")).json() == {"lost": 0, "calls": 0}
    assert (await web.post(f"/api/deliveries/{left['id']}/resend")).status_code == 204


async def test_what_may_have_arrived_and_what_came_too_late_is_not_sent_in_bulk(
    world: World, web: httpx.AsyncClient
) -> None:
    await fail(world, 131026, 131042)
    async with world.here.database.write() as session:
        await session.execute(update(Delivery).where(Delivery.code == "131042")
                              .values(code="unclear"))
    world.clock.pass_(hours=25)
    assert (await web.post("/api/deliveries/resend", json={})).json() == {
        "sent": 0, "refused": 1}
    assert (await lost(web))["total"] == 2


async def test_calls_are_taken_again_by_hand_or_dismissed(
    world: World, web: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("a hole in the wall")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "take", broken)
        for number in ("m1", "m2"):
            assert await world.call(world.text(number, "hallo")) == 200
    shown = (await web.get("/api/calls")).json()
    assert shown["total"] == 2 and "a hole in the wall" in shown["items"][0]["error"]
    first = shown["items"][1]["id"]
    assert (await web.post(f"/api/calls/{first}/dismiss")).status_code == 204
    assert (await web.post(f"/api/calls/{first}/dismiss")).status_code == 404
    assert (await web.post("/api/calls/retake")).json() == {"taken": 1, "left": 0}
    assert [message.external_id for message in await world.messages()] == ["m2"]


async def test_a_call_that_still_cannot_be_taken_says_why(world: World) -> None:
    async with world.here.database.write() as session:
        session.add(WebhookEvent(channel="whatsapp", account="gone", headers={}, body=b"{}",
                                 received_at=world.clock() - timedelta(days=20), error="old"))
    assert await retaking.retake(world.here) == 0  # of a week only
    (event,) = await world.rows(WebhookEvent)
    assert event.error == "old"
    assert await retaking.retake(world.here, [event.id]) == 0
    (event,) = await world.rows(WebhookEvent)
    assert "no account 'gone'" in event.error


async def test_a_removed_account_lets_go_of_what_waits(
    world: World, web: httpx.AsyncClient
) -> None:
    await world.call(world.text("m1", "hallo"))
    await world.answer("Guten Tag")
    (account,) = [one for one in (await web.get("/api/channels")).json()["accounts"]
                  if one["channel"] == "whatsapp"]
    assert (account["waiting"], account["failed"], account["last_sent"]) == (1, 0, None)
    assert account["last_call"]
    assert (await web.delete("/api/channels/whatsapp/shop")).status_code == 204
    (item,) = (await lost(web))["items"]
    assert (item["code"], item["remedy"]) == ("account_removed", "fix_account")
    await world.send()
    assert world.got == []


async def test_the_doors_know_roles(world: World) -> None:
    async with console(world.here) as web:
        assert (await web.get("/api/deliveries/lost")).status_code == 401
        await log_in(world.here, web, Role.AGENT)
        assert (await web.get("/api/deliveries/lost")).status_code == 200
        for path in ("/api/calls", "/api/templates", "/api/channels"):
            assert (await web.get(path)).status_code == 403

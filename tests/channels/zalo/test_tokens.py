"""Zalo's tokens: renewed once, whoever sends, never used twice, and never seen again."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.channels import accounts, renewal
from bot.channels.contract import Again, Expired, Refused, Renewed, Scope
from bot.channels.known import KnownAccounts
from bot.channels.renewing import Renewing
from bot.channels.zalo import ZALO
from bot.errors import BadInput
from tests.channels.zalo.conftest import FIRST, Shop


async def test_two_senders_renew_once_and_both_go_on(shop: Shop) -> None:
    shop.zalo.access, shop.zalo.slow = "zat-unknown-to-us", 0.3
    await shop.hears(who="77")
    await shop.hears(who="78")
    await shop.writes("dạ có ạ")
    await shop.sends()
    assert shop.zalo.renewals == ["zrt-first"]
    assert shop.zalo.refused == 2  # both had tried the old one
    assert shop.zalo.taken == [("zat-1", "dạ có ạ")] * 2
    account = await shop.account()
    assert (account["access_token"], account["refresh_token"]) == ("zat-1", "zrt-1")
    view = await shop.view()
    assert view["log_in_again"] is None and view["tokens_end"]
    assert "renewal" not in view["settings"] and "zat-1" not in str(view)
    assert "zat-1" not in str((await shop.row()).settings)


async def test_tokens_are_renewed_before_they_end(shop: Shop) -> None:
    shop.zalo.access = "zat-unknown-to-us"
    await shop.hears()
    await shop.writes("một")
    await shop.sends()
    shop.clock.pass_(hours=22)
    await shop.writes("hai")
    await shop.sends(2)
    assert len(shop.zalo.renewals) == 1  # three hours are left
    shop.clock.pass_(hours=2)
    await shop.writes("ba")
    await shop.sends(2)
    assert shop.zalo.renewals == ["zrt-first", "zrt-1"]
    assert shop.zalo.refused == 1 and shop.zalo.taken[-1] == ("zat-2", "ba")


async def test_a_process_that_ended_in_the_middle_is_seen_and_its_token_never_used_again(
    shop: Shop
) -> None:
    async with shop.database.write() as session:
        row = await accounts.find(session, "zalo", "shop")
        row.settings = renewal.beside(
            row.settings, renewal.claimed(renewal.of(row.settings), shop.clock()))
    shop.zalo.access = "zat-unknown-to-us"
    await shop.hears()
    await shop.writes("một")
    await shop.sends(5)
    assert (await shop.view())["log_in_again"] is None  # it may be at work still
    assert (await shop.states())[0][0] == "waiting"
    shop.clock.pass_(minutes=1)
    await shop.sends(2)
    assert "Log in again" in (await shop.view())["log_in_again"]
    assert await shop.states() == [("dead", "-216", "fix_account")]
    await shop.save()  # the settings name the same tokens at every start
    assert "Log in again" in (await shop.view())["log_in_again"]
    assert shop.zalo.renewals == []
    await shop.save(access_token="zat-unknown-to-us", refresh_token="zrt-new")
    assert (await shop.view())["log_in_again"] is None


async def test_who_is_stopped_in_the_middle_stores_the_new_tokens_first(shop: Shop) -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def answer(_: httpx.Request) -> httpx.Response:
        asked.set()
        await answered.wait()
        return httpx.Response(200, json={"access_token": "zat-new", "refresh_token": "zrt-new"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        renewing = Renewing(shop.database, client, shop.clock, shop.key)
        work = asyncio.create_task(
            renewing.after(await shop.account(), Expired("-216", "Access token is invalid")))
        await asked.wait()
        work.cancel()
        answered.set()
        with pytest.raises(asyncio.CancelledError):
            await work
    assert (await shop.account())["refresh_token"] == "zrt-new"
    shop.clock.pass_(minutes=2)
    assert (await shop.view())["log_in_again"] is None


async def test_a_broken_line_may_have_cost_the_token(shop: Shop) -> None:
    shop.zalo.access, shop.zalo.silent = "zat-unknown-to-us", True
    await shop.hears()
    await shop.writes("một")
    await shop.sends(3)
    assert shop.zalo.renewals == ["zrt-first"]
    assert "Log in again" in (await shop.view())["log_in_again"]


async def test_zalo_refuses_the_refresh_token(shop: Shop) -> None:
    shop.zalo.access, shop.zalo.refresh = "zat-unknown-to-us", "zrt-of-another-program"
    await shop.hears()
    await shop.writes("một", "hai")
    await shop.sends(3)
    assert shop.zalo.renewals == ["zrt-first"]  # not once more for the second message
    assert "Invalid refresh token" in (await shop.view())["log_in_again"]
    assert await shop.states() == [("dead", "-216", "fix_account")] * 2


async def test_zalo_asks_for_rest_and_is_asked_again(shop: Shop) -> None:
    shop.zalo.access, shop.zalo.answer = "zat-unknown-to-us", {"error": -32, "message": "slow"}
    await shop.hears()
    await shop.writes("một")
    await shop.sends(10)
    assert shop.zalo.renewals == ["zrt-first"]  # once, and then it has its minute
    shop.zalo.answer = None
    shop.clock.pass_(minutes=1)
    await shop.sends(3)
    assert shop.zalo.renewals == ["zrt-first"] * 2  # which Zalo had not taken
    assert [state for state, *_ in await shop.states()] == ["sent"]


async def test_new_tokens_that_are_refused_are_not_renewed_without_end(shop: Shop) -> None:
    shop.zalo.answer = {"access_token": "no good", "refresh_token": "r", "expires_in": "90000"}
    shop.zalo.access = "zat-unknown-to-us"
    await shop.hears()
    await shop.writes("một")
    await shop.sends(5)
    assert len(shop.zalo.renewals) == 1
    assert await shop.states() == [("dead", "-216", "fix_account")]


async def test_the_settings_first_tokens_do_not_come_back(shop: Shop) -> None:
    shop.zalo.access = "zat-unknown-to-us"
    await shop.hears()
    await shop.writes("một")
    await shop.sends(3)
    await shop.save()  # as at the next start
    assert (await shop.account())["refresh_token"] == "zrt-1"
    await shop.save(oa_secret="another")
    account = await shop.account()
    assert (account["refresh_token"], account["oa_secret"]) == ("zrt-1", "another")


async def test_the_memory_of_accounts_holds_no_token(shop: Shop) -> None:
    known = await KnownAccounts().get(shop.database, shop.key, "zalo", "shop")
    assert known.account["oa_secret"] == FIRST["oa_secret"]
    assert not {"access_token", "refresh_token"} & set(known.account.values)


async def test_the_account_is_checked(shop: Shop) -> None:
    async with httpx.AsyncClient() as client:
        assert "Cảng" in json.loads(await accounts.checked(client, ZALO, await shop.account())
                                    )["data"]["name"]
        shop.zalo.access = "other"
        with pytest.raises(BadInput, match="-216"):
            await accounts.checked(client, ZALO, await shop.account())


def test_the_call_for_new_tokens() -> None:
    assert ZALO.renew
    request = ZALO.renew(FIRST)
    assert str(request.url) == "https://oauth.zaloapp.com/v4/oa/access_token"
    assert request.headers["secret_key"] == FIRST["app_secret"]
    assert request.content == (b"refresh_token=zrt-first&app_id=3141592653589793238"
                               b"&grant_type=refresh_token")


@pytest.mark.parametrize(("status", "body", "means"), [
    (200, {"access_token": "a", "refresh_token": "r", "expires_in": "90000"},
     Renewed({"access_token": "a", "refresh_token": "r"}, timedelta(hours=25))),
    (200, {"access_token": "a", "refresh_token": "r", "expires_in": 3600},
     Renewed({"access_token": "a", "refresh_token": "r"}, timedelta(hours=1))),
    (200, {"access_token": "a"}, Refused("200", "OK", "fix_account")),
    (200, {"error": -14014, "error_name": "spent"}, Refused("-14014", "spent", "fix_account")),
    (200, {"error": -32, "message": "slow"}, Again("-32", "slow", scope=Scope.ACCOUNT)),
    (503, {}, Again("503", "Service Unavailable")),
])
def test_answers_to_it(status: int, body: dict[str, Any], means: object) -> None:
    assert ZALO.renewed
    assert ZALO.renewed(httpx.Response(status, json=body)) == means

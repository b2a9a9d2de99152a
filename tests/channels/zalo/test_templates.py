"""Zalo's templates: fetched with the names of their values, sent when free text is refused."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.channels import accounts, fetching, templates, zalo_templates
from bot.channels.contract import Template, TemplateState
from bot.channels.tables import MessageTemplate
from bot.errors import BadInput
from bot.tables import Conversation
from handoff import desk
from tests import talk
from tests.channels.zalo.conftest import Shop


def kept(number: str, name: str, *params: str, status: str = "ENABLE", **more: Any
         ) -> dict[str, Any]:
    """A template as Zalo's details tell it."""
    listed = [{"name": one, "require": True, "type": "STRING", "maxLength": 30} for one in params]
    return {"templateId": number, "templateName": name, "status": status,
            "listParams": [*listed, *more.pop("optional", [])], "templateTag": "TRANSACTION",
            **more}


async def fetch(shop: Shop) -> int:
    async with httpx.AsyncClient() as client:
        return await fetching.fetch(shop.world.here, client, "zalo", "shop")


async def test_templates_are_fetched_page_by_page_with_their_values(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_templates, "PAGE", 2)
    note = {"name": "note", "require": False}
    shop.zalo.templates = [
        kept("11", "Đơn đã gửi", "customer_name", "order_code", optional=[note]),
        kept("12", "Mã OTP", "otp", templateTag="OTP"),
        kept("13", "Chờ duyệt", "a", status="PENDING_REVIEW"),
        kept("14", "Bị từ chối", status="REJECT"), kept("15", "Tắt", status="DISABLE"),
        kept("16", "Đã xoá", status="DELETE"), kept("17", "Tên lạ", "mã đơn")]
    assert await fetch(shop) == 6
    found = {row.name: (row.body, row.category, row.state, row.reason, row.fits)
             for row in await shop.world.rows(MessageTemplate)}
    assert found == {
        "11": ("Đơn đã gửi\ncustomer_name: {{customer_name}}\norder_code: {{order_code}}",
               "utility", "approved", "", True),
        "12": ("Mã OTP\notp: {{otp}}", "authentication", "approved", "", True),
        "13": ("Chờ duyệt", "", "submitted", "", True),
        "14": ("Bị từ chối", "", "rejected", "", True),
        "15": ("Tắt", "", "paused", "disable", True),
        "17": ("Tên lạ\nmã đơn: {{mã đơn}}", "utility", "approved", "", False)}


async def test_a_template_goes_out_when_the_window_is_shut(shop: Shop) -> None:
    shop.zalo.templates = [kept("11", "Đơn đã gửi", "customer_name", "order_code")]
    await fetch(shop)
    await shop.hears()
    shop.clock.pass_(days=8)
    mai = await talk.agent(shop.world.here)
    async with shop.database.write() as session:
        (thread,) = (await shop.world.rows(Conversation))
        found = await desk.find(session, thread.public_id)
        await desk.claim(session, found, mai, shop.clock())
        (offered,) = await desk.offered_templates(session, found)
        given = {"name": offered["name"], "language": offered["language"],
                 "values": ["Nguyễn Thị  Lan", "10234"]}
        with pytest.raises(BadInput, match="2 values"):
            await desk.send_template(session, found, mai, "c0", {**given, "values": ["a"]},
                                     shop.clock())
        message = await desk.send_template(session, found, mai, "c1", given, shop.clock())
    assert message.text == "Đơn đã gửi\ncustomer_name: Nguyễn Thị Lan\norder_code: 10234"
    await shop.sends(3)
    assert shop.zalo.sent == [{"user_id": "77", "template_id": "11", "template_data": {
        "customer_name": "Nguyễn Thị Lan", "order_code": "10234"}}]
    assert [state for state, *_ in await shop.states()] == ["sent"]


async def test_one_that_is_not_told_leaves_the_others(shop: Shop) -> None:
    shop.zalo.templates = [kept("11", "Đơn đã gửi"), kept("12", "Lạ", refused=-109)]
    assert await fetch(shop) == 2
    found = {row.name: (row.fits, row.reason) for row in await shop.world.rows(MessageTemplate)}
    assert found["11"] == (True, "")
    assert found["12"][0] is False and "-109" in found["12"][1]


@pytest.mark.parametrize("code", [-32, -100])
async def test_one_that_is_not_told_today_stays_as_it_was_read(shop: Shop, code: int) -> None:
    shop.zalo.templates = [kept("11", "Đơn đã gửi", "order_code"), kept("12", "Lạ", "mã đơn")]
    await fetch(shop)
    before = {row.name: (row.body, row.category, row.fits)
              for row in await shop.world.rows(MessageTemplate)}
    for one in shop.zalo.templates:
        one["refused"] = code
    await fetch(shop)
    rows = await shop.world.rows(MessageTemplate)
    assert {row.name: (row.body, row.category, row.fits) for row in rows} == before
    assert all(str(code) in row.reason for row in rows)
    async with shop.database.read() as session:
        assert (await templates.sendable(session, "zalo", "shop", "11", "vi")).fits
    del shop.zalo.templates[0]["refused"]
    await fetch(shop)
    assert [row.reason for row in await shop.world.rows(MessageTemplate) if row.name == "11"] == [
        ""]


async def test_one_approved_since_is_not_sent_before_it_is_read(shop: Shop) -> None:
    shop.zalo.templates = [kept("11", "Đơn đã gửi", "order_code", status="PENDING_REVIEW")]
    await fetch(shop)
    shop.zalo.templates[0].update(status="ENABLE", refused=-32)
    await fetch(shop)
    (row,) = await shop.world.rows(MessageTemplate)
    assert (row.state, row.fits) == ("approved", False)


async def test_an_account_of_an_earlier_version_has_what_was_added_since(shop: Shop) -> None:
    async with shop.database.write() as session:
        row = await accounts.find(session, "zalo", "shop")
        row.settings = {name: value for name, value in row.settings.items()
                        if name != "business_url"}
    account = await shop.account()
    assert account["business_url"] == "https://business.openapi.zalo.me"
    assert zalo_templates.list_templates(account, "").url.host == "business.openapi.zalo.me"


async def test_values_are_named_as_zalo_names_them(shop: Shop) -> None:
    async with shop.database.write() as session:
        given = Template("11", "vi", "utility", "Đơn {{1}}", TemplateState.APPROVED)
        with pytest.raises(BadInput, match="names"):
            await templates.save(session, "zalo", "shop", given, shop.clock())


async def test_tokens_about_to_end_are_renewed_before_the_list_is_asked_for(shop: Shop) -> None:
    shop.zalo.access = "zat-unknown-to-us"
    await shop.hears()
    await shop.writes("dạ")
    await shop.sends(3)
    shop.clock.pass_(hours=24)
    await fetch(shop)
    assert shop.zalo.renewals == ["zrt-first", "zrt-1"]


async def test_tokens_whose_end_nobody_knew_are_renewed_when_zalo_refuses_them(shop: Shop) -> None:
    shop.zalo.templates = [kept("11", "Đơn đã gửi")]
    shop.zalo.access = "zat-unknown-to-us"
    assert await fetch(shop) == 1
    assert shop.zalo.renewals == ["zrt-first"]
    assert (await shop.account())["access_token"] == "zat-1"


async def test_what_zalo_refuses_is_said_and_what_was_fetched_stays(shop: Shop) -> None:
    shop.zalo.templates = [kept("11", "Đơn đã gửi")]
    await fetch(shop)
    shop.zalo.access, shop.zalo.refresh = "zat-unknown-to-us", "zrt-of-another-program"
    with pytest.raises(BadInput, match="-216"):
        await fetch(shop)
    async with shop.database.read() as session:
        assert len(await templates.of_account(session, "zalo", "shop", approved=True)) == 1

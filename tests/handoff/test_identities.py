"""The console's JSON of identities: who may merge and part, ask for a code, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot import linking
from bot.channels import accounts
from bot.linking import Evidence
from bot.services import Services
from bot.tables import Conversation, Identity
from bot.words import Language, Role
from handoff import staff
from handoff.console.doors import COOKIE
from tests import talk
from tests.channels import captured
from tests.channels.test_persons import customer, ordered, writes
from tests.conftest import NOON
from tests.handoff.doors import console, log_in


@pytest.fixture
async def web(here: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with console(here) as client:
        yield client


class Shop:
    """Kim's record, known on WhatsApp; somebody new on Telegram names Kim's e-mail address."""

    def __init__(self, here: Services, web: httpx.AsyncClient) -> None:
        self.here, self.web = here, web

    async def open(self, role: Role = Role.AGENT) -> None:
        async with self.here.database.write() as session:
            await accounts.save(session, self.here.settings.key, "whatsapp", "shop",
                                captured.account("whatsapp").values, Language.DE, NOON)
            kim = await customer(session, "kim", email="kim@example.org")
            await ordered(session, kim, "10021")
            self.known = await writes(session, "whatsapp", "4917", "hallo")
            identity = await session.get_one(Identity, self.known.identity_id)
            await linking.link(session, identity, kim.id, Evidence.PROOF, "customer", NOON)
            self.new = await writes(session, "telegram", "5", "ich bin kim@example.org")
            self.kim, self.whatsapp = f"c{kim.id}", f"i{identity.id}"
        await log_in(self.here, self.web, role)

    def path(self, what: str, thread: Conversation | None = None) -> str:
        return f"/api/conversations/{(thread or self.new).public_id}/{what}"

    async def post(self, what: str, **body: str) -> httpx.Response:
        return await self.web.post(self.path(what), json=body)

    async def detail(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self.web.get(
            f"/api/conversations/{self.new.public_id}")).json()
        return found


@pytest.fixture
async def shop(here: Services, web: httpx.AsyncClient) -> Shop:
    made = Shop(here, web)
    await made.open()
    return made


def calls(shop: Shop) -> list[tuple[str, str, dict[str, Any]]]:
    """Every route, called rightly."""
    other = {"other": shop.kim}
    return [
        ("GET", shop.path("people?q=kim"), {}), ("GET", shop.path(f"code?other={shop.kim}"), {}),
        ("POST", shop.path("code"), {"json": {**other, "to": shop.whatsapp}}),
        ("POST", shop.path("dismiss"), {"json": other}),
        ("POST", shop.path("merge"), {"json": other}), ("POST", "/api/links/1/undo", {}),
    ]


async def test_a_suggestion_is_looked_at_merged_and_parted(shop: Shop) -> None:
    before = await shop.detail()
    (row,) = before["identity"]["suggestions"]
    assert (row["ref"], row["reason"], row["orders"], row["conversations"]) == (
        shop.kim, "email", 1, 1)
    assert before["person"] is None
    assert (await shop.post("merge", other=shop.kim)).status_code == 204
    after = await shop.detail()
    assert [order["number"] for order in after["person"]["orders"]] == ["10021"]
    assert after["identity"]["suggestions"] == []
    assert {one["channel"] for one in after["identity"]["identities"]} == {"whatsapp", "telegram"}
    (own,) = [one for one in after["identity"]["identities"] if one["here"]]
    assert own["evidence"] == "agent" and own["by"] == "Mai Phạm"
    again = await shop.post("merge", other=shop.kim)
    assert again.status_code == 409 and "same person" in again.json()["sentence"]
    assert (await shop.web.post(f"/api/links/{own['link']}/undo")).status_code == 204
    assert await shop.detail() == {**before, "last_event": (await shop.detail())["last_event"]}
    twice = await shop.web.post(f"/api/links/{own['link']}/undo")
    assert twice.status_code == 409 and "already" in twice.json()["sentence"]


async def test_people_are_found_and_a_no_is_kept(shop: Shop) -> None:
    for words in ("kim", "10021", "KIM@example.org"):
        found = await shop.web.get(shop.path("people"), params={"q": words})
        assert [row["ref"] for row in found.json()] == [shop.kim]
    assert (await shop.web.get(shop.path("people"), params={"q": "nobody"})).json() == []
    assert (await shop.web.get(shop.path("people"), params={"q": "k"})).status_code == 422
    assert (await shop.post("dismiss", other=shop.kim)).status_code == 204
    assert (await shop.detail())["identity"]["suggestions"] == []


async def test_a_code_is_sent_where_it_can_be_and_shown_without_itself(shop: Shop) -> None:
    (place,) = (await shop.web.get(shop.path(f"code?other={shop.kim}"))).json()
    assert place == {"to": shop.whatsapp, "channel": "whatsapp", "address": "4917",
                     "why_not": None}
    assert (await shop.post("code", other=shop.kim, to=place["to"])).status_code == 204
    shown = await shop.web.get(f"/api/conversations/{shop.new.public_id}")
    code = shown.json()["identity"]["code"]
    assert (code["state"], code["left"], code["address"]) == ("open", 5, "4917")
    assert code["conversation"] == shop.known.public_id
    assert "nonce" not in shown.text
    there = await shop.web.get(f"/api/conversations/{shop.known.public_id}")
    assert "••••••" in there.json()["messages"][-1]["text"]
    for _ in range(2):
        assert (await shop.post("code", other=shop.kim, to=place["to"])).status_code == 204
    refused = await shop.post("code", other=shop.kim, to=place["to"])
    assert refused.status_code == 429 and "hour" in refused.json()["sentence"]


async def test_who_is_nowhere_or_no_name_at_all_is_refused(shop: Shop) -> None:
    for what in ("merge", "dismiss", "code"):
        body = {"to": "mail"} if what == "code" else {}
        assert (await shop.post(what, other="c999999", **body)).status_code == 404
        assert (await shop.post(what, other="i999999", **body)).status_code == 404
        for nonsense in ("x1", "c", "c-1", "c1 ", "c9999999999", ""):
            assert (await shop.post(what, other=nonsense, **body)).status_code == 422
        lost = await shop.web.post(
            f"/api/conversations/nobody/{what}", json={"other": shop.kim, **body})
        assert lost.status_code == 404
    assert (await shop.post("code", other=shop.kim, to="mail")).status_code == 404  # no mailbox
    assert (await shop.post("code", other=shop.kim, to="web")).status_code == 422
    assert (await shop.web.post("/api/links/999999/undo")).status_code == 404
    own = f"i{shop.new.identity_id}"
    assert (await shop.post("merge", other=own)).status_code == 409
    assert (await shop.web.get(shop.path(f"code?other={own}"))).status_code == 409


async def test_nobody_without_a_log_in_and_no_other_site_may_do_any_of_it(
    here: Services, web: httpx.AsyncClient
) -> None:
    shop = Shop(here, web)
    await shop.open()
    elsewhere = {"origin": "https://evil.example"}
    for method, path, more in calls(shop):
        refused = await web.request(method, path, headers=elsewhere, **more)
        assert refused.status_code == 403 and "another site" in refused.json()["sentence"], path
    web.cookies.clear()
    for method, path, more in calls(shop):
        assert (await web.request(method, path, **more)).status_code == 401, path
    async with here.database.write() as session:
        await staff.add(session, "Guest", "guest@example.org", talk.PASSWORD, [])
        web.cookies.set(COOKIE, await staff.log_in(
            session, "guest@example.org", talk.PASSWORD, here.clock(), 1))
    for method, path, more in calls(shop):
        refused = await web.request(method, path, **more)
        assert refused.status_code == 403 and "role" in refused.json()["sentence"], path


@pytest.mark.parametrize("role", Role)
async def test_every_role_that_serves_customers_may(
    here: Services, web: httpx.AsyncClient, role: Role
) -> None:
    shop = Shop(here, web)
    await shop.open(role)
    for method, path, more in calls(shop):
        assert (await web.request(method, path, **more)).status_code in (200, 204), path

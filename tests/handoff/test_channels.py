"""Administrators manage accounts of messengers; secrets go in and never come out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.channels import accounts
from bot.channels.contract import Account
from bot.channels.mail import claims
from bot.channels.registry import CHANNELS
from bot.channels.sealing import SecretsLost, open_sealed, seal
from bot.errors import BadInput
from bot.services import Services
from bot.words import Language, Role
from tests.channels import captured
from tests.handoff.doors import console, log_in

VALUES = {"token": "123:ABC", "secret_token": "tele-secret"}


@pytest.fixture
async def web(here: Services) -> AsyncIterator[httpx.AsyncClient]:
    async with console(here) as client:
        yield client


async def put(web: httpx.AsyncClient, values: dict[str, str], name: str = "shop"
              ) -> httpx.Response:
    return await web.put(f"/api/channels/telegram/{name}",
                         json={"values": values, "language": "vi"})


async def test_only_administrators_manage_accounts(
    here: Services, web: httpx.AsyncClient
) -> None:
    assert (await web.get("/api/channels")).status_code == 401
    await log_in(here, web, Role.AGENT)
    assert (await web.get("/api/channels")).status_code == 403
    assert (await put(web, VALUES)).status_code == 403
    assert (await web.get("/api/deliveries/lost")).json()["total"] == 0


async def test_an_account_is_added_changed_and_removed(
    here: Services, web: httpx.AsyncClient
) -> None:
    await log_in(here, web, Role.ADMIN)
    added = await put(web, VALUES)
    assert added.status_code == 200 and added.json()["webhook"].endswith("/webhooks/telegram/shop")
    changed = await put(web, {"api_url": "https://relay.example"})
    assert changed.json()["settings"] == {"api_url": "https://relay.example"}
    async with here.database.read() as session:
        row = await accounts.find(session, "telegram", "shop")
        assert accounts.opened(row, here.settings.key)["token"] == "123:ABC"  # kept
    shown = await web.get("/api/channels")
    assert [a["name"] for a in shown.json()["accounts"]] == ["shop"]
    assert {c["name"] for c in shown.json()["channels"]} == set(CHANNELS)
    assert "123:ABC" not in shown.text and "tele-secret" not in shown.text
    assert (await web.delete("/api/channels/telegram/shop")).status_code == 204
    assert (await web.delete("/api/channels/telegram/shop")).status_code == 404


@pytest.mark.parametrize(("values", "name", "words"), [
    ({"token": "x"}, "shop", "needs secret_token"),
    ({**VALUES, "tokem": "x"}, "shop", "no setting tokem"),
    (VALUES, "Shop 1", "small letters"), (VALUES, "a" * 61, "small letters"),
])
async def test_a_wrong_account_is_refused_with_a_sentence(
    here: Services, web: httpx.AsyncClient, values: dict[str, str], name: str, words: str
) -> None:
    await log_in(here, web, Role.ADMIN)
    answer = await put(web, values, name)
    assert answer.status_code == 422 and words in answer.json()["sentence"]


async def test_an_account_is_tried_with_the_messenger() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.extensions["timeout"]["read"] == 10.0
        right = request.url.path == "/bot123:ABC/getMe"
        return httpx.Response(200 if right else 401, json={"ok": right})

    kind = CHANNELS["telegram"]
    values = {**VALUES, "api_url": "https://api.telegram.org"}
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        assert "true" in await accounts.checked(client, kind, Account("telegram", "a", values))
        wrong = Account("telegram", "a", {**values, "token": "0:X"})
        with pytest.raises(BadInput, match="refused the account"):
            await accounts.checked(client, kind, wrong)


async def test_a_mailbox_that_cannot_be_read_says_so_until_it_can(
    here: Services, web: httpx.AsyncClient
) -> None:
    await log_in(here, web, Role.ADMIN)
    async with here.database.write() as session:
        mail = await accounts.save(session, here.settings.key, "mail", "shop",
                                   captured.account("mail").values, Language.DE, here.clock())
        assert await claims.claim(session, mail.id, "this process", here.clock())
        await claims.note(session, mail.id, here.clock(), "[AUTHENTICATIONFAILED] Invalid login")
    await put(web, VALUES)
    assert await troubles(web) == {
        "mail": "[AUTHENTICATIONFAILED] Invalid login", "telegram": None}
    async with here.database.write() as session:
        await claims.note(session, mail.id, here.clock(), None)
    assert await troubles(web) == {"mail": None, "telegram": None}


async def troubles(web: httpx.AsyncClient) -> dict[str, str | None]:
    found = (await web.get("/api/channels")).json()["accounts"]
    return {account["channel"]: account["trouble"] for account in found}


async def test_the_first_accounts_come_from_the_settings(here: Services) -> None:
    given: list[dict[str, Any]] = [
        {"channel": "telegram", "account": "shop", "language": "en", **VALUES}]
    for _ in range(2):  # at every start
        async with here.database.write() as session:
            await accounts.save_all(session, here.settings.key, given, here.clock())
    async with here.database.read() as session:
        assert [(r.name, r.language) for r in await accounts.listed(session)] == [("shop", "en")]


def test_another_key_opens_nothing() -> None:
    sealed = seal(b"one", {"token": "x"})
    assert open_sealed(b"one", sealed) == {"token": "x"}
    with pytest.raises(SecretsLost, match="LOTSE_SECRET"):
        open_sealed(b"two", sealed)

"""A one-time code in a real browser, and a mailbox that cannot be read."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from playwright.sync_api import APIResponse, Browser, Page, expect
from sqlalchemy import select

from bot.database import Database
from bot.settings import Settings
from bot.tables import Code
from bot.tokens import one_time_code
from tests.channels import captured
from tests.live.browser import staff
from tests.live.running import Running

pytestmark = pytest.mark.live
NOWHERE = {"imap_host": "127.0.0.1", "imap_port": "1", "smtp_host": "127.0.0.1", "smtp_port": "1"}
TELEGRAM = {"token": "123:ABC", "secret_token": "tele-secret", "api_url": "http://127.0.0.1:9"}


def account(page: Page, channel: str, name: str, values: dict[str, str]) -> APIResponse:
    return page.request.put(f"{page.url.split('/channels')[0]}/api/channels/{channel}/{name}",
                            data={"values": values, "language": "en"})


def say(running: Running, name: str, person: int, text: str) -> None:
    """Somebody writes on Telegram."""
    number = secrets.randbelow(2**31)
    update: dict[str, Any] = {"update_id": number, "message": {
        "message_id": number, "date": 1790000000, "text": text,
        "from": {"id": person, "first_name": name, "is_bot": False},
        "chat": {"id": person, "type": "private"}}}
    answer = httpx.post(f"{running.url}/webhooks/telegram/{name}", json=update,
                        headers={"x-telegram-bot-api-secret-token": "tele-secret"})
    assert answer.status_code == 200


def code_of(settings: Settings) -> str:
    """The newest code, as only the key's holder knows it."""
    async def read() -> str:
        database = Database(settings.database)
        async with database.read() as session:
            row = (await session.scalars(select(Code).order_by(Code.id.desc()))).first()
            assert row
        await database.close()
        return one_time_code(settings.key, row.nonce)

    with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
        return thread.submit(lambda: asyncio.run(read())).result()


def test_a_mailbox_tells_its_trouble_and_a_code_goes_to_the_records_address(
    browser: Browser, running: Running, failures: list[str]
) -> None:
    name, person = f"shop-{secrets.token_hex(3)}", secrets.randbelow(10**8)
    admin = staff(browser, running, "admin", "/channels", failures)
    assert account(admin, "mail", name, {**captured.account("mail").values, **NOWHERE}).ok
    assert account(admin, "telegram", name, TELEGRAM).ok
    card = admin.locator(".account", has_text=f"E-mail: {name}")
    for _ in range(20):  # a new account's mailbox is tried within seconds
        admin.reload()
        card.wait_for()
        if card.get_by_text("Cannot be read").count():
            break
        admin.wait_for_timeout(1000)
    expect(card).to_contain_text("Connection refused")

    say(running, name, person, "hello, I am emma.walsh@example.org and want to talk to a human")
    page = staff(browser, running, "mai", "/console", failures)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("tab", name="Open").click()
    page.locator("#rows li").filter(has_text=name).first.click()
    expect(page.locator("#entries")).to_contain_text("A colleague from our team", timeout=20_000)
    page.keyboard.press("p")
    people = page.locator(".people")
    people.get_by_role("button", name="Compare").first.press("Enter")
    people.get_by_role("button", name="Send a code (E-mail").press("Enter")
    expect(people).to_contain_text("Code sent (E-mail emma.walsh@example.org)", timeout=20_000)
    code = code_of(running.settings)
    say(running, name, person, f"{(int(code) + 1) % 1_000_000:06}")
    expect(people).to_contain_text("4 tries left", timeout=20_000)
    say(running, name, person, code)
    expect(people).to_contain_text("Confirmed by code: this is Emma Walsh", timeout=20_000)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for channel in ("mail", "telegram"):
        admin.request.delete(f"{running.url}/api/channels/{channel}/{name}")

"""The channels page in a real browser: an account added, its secrets gone from sight, removed."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import Browser, expect

from tests.live.browser import staff
from tests.live.running import Running

pytestmark = pytest.mark.live


def test_an_account_is_added_edited_and_removed(
    browser: Browser, running: Running, failures: list[str]
) -> None:
    name = f"shop-{secrets.token_hex(3)}"
    page = staff(browser, running, "admin", "/channels", failures)
    page.get_by_role("link", name="Add account").first.click()
    page.get_by_label("Messenger").select_option("telegram")
    page.get_by_label("Name of the account").fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Bot token")
    page.get_by_label("Bot token").fill("123:ABC")
    page.get_by_label("Secret token").fill("tele-secret")
    page.get_by_label("Address of the Bot API").fill("http://127.0.0.1:9")
    page.get_by_role("button", name="Save").click()
    card = page.locator(".account", has_text=name)
    expect(card.locator("code")).to_have_text(re.compile(f"/webhooks/telegram/{name}$"))
    card.get_by_role("button", name="Test").click()
    expect(card.get_by_role("alert")).to_contain_text("could not be reached")
    card.get_by_role("link", name="Edit").click()
    expect(page.get_by_text("Set. It is never shown again.")).to_have_count(2)
    assert "tele-secret" not in page.content()
    page.get_by_role("button", name=re.compile("Replace.*Bot token")).click()
    expect(page.get_by_label("Bot token")).to_be_focused()
    page.get_by_role("button", name="Keep the one that is set").click()
    page.get_by_role("button", name="Save").click()
    card.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog")).to_contain_text("No message is waiting")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(card).to_have_count(0)


def test_agents_see_only_what_was_not_delivered(
    browser: Browser, running: Running, failures: list[str]
) -> None:
    page = staff(browser, running, "mai", "/channels", failures)
    expect(page.get_by_text("Everything was delivered")).to_be_visible()
    expect(page.get_by_role("link", name="Accounts")).to_have_count(0)

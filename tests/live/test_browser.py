"""What customers, agents and trainers do in a browser, with real Rasa behind it."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.live.browser import LOCALES, Chat, staff
from tests.live.running import Running

pytestmark = pytest.mark.live

OPENING = {"de": "automatische Assistent", "vi": "trợ lý tự động", "en": "automatic assistant"}
ORDERS = {
    "de": ("Wo bleibt meine Bestellung 10234?", "Postleitzahl", "11111", "22303", "DHL"),
    "vi": ("Đơn hàng 10240 của tôi đến đâu rồi?", "mã bưu chính", "999999", "100000", "GHN"),
    "en": ("Where is my order 10250?", "postcode", "99999", "04229", "DHL"),
}
SALE = {
    "de": ("Kann ich reduzierte Ware umtauschen?", "14 Tagen"),
    "vi": ("Hàng sale có đổi trả được không shop?", "7 ngày"),
    "en": ("Can I exchange reduced items?", "14 days"),
}
NAMES = {"de": "Katharina Brandt", "vi": "Nguyễn Thu Hà", "en": "Emma Walsh"}
PERSON = {"de": "Ich möchte mit einem Menschen sprechen", "vi": "Cho mình gặp nhân viên",
          "en": "I want to talk to a human"}


def customer(browser: Browser, running: Running, language: str, failures: list[str]) -> Page:
    page = browser.new_context(locale=LOCALES[language]).new_page()
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(f"{running.url}/demo?lang={language}")
    return page


@pytest.mark.parametrize("language", ["de", "vi", "en"])
def test_opening_order_and_knowledge(
    browser: Browser, running: Running, language: str, failures: list[str]
) -> None:
    page = customer(browser, running, language, failures)
    chat = Chat(page, language)
    chat.open()
    chat.sees(OPENING[language])
    question, asked, wrong, right, told = ORDERS[language]
    chat.say(question)
    chat.sees(asked)
    assert told not in chat.log.inner_text().replace(question, "")
    chat.say(wrong)
    page.wait_for_timeout(1500)
    assert told not in chat.log.inner_text().replace(question, "")
    chat.say(right)
    chat.sees(told)
    sale, rule = SALE[language]
    chat.say(sale)
    chat.sees(rule)
    link = chat.log.locator("a").last
    target = str(link.get_attribute("href"))
    address = target if target.startswith("http") else running.url + target
    assert httpx.get(address).status_code == 200


def newest(console: Page, name: str, before: int) -> Locator:
    """The row of a conversation that has just come into the queue; it may wait behind the bar."""
    rows = console.locator("#rows li").filter(has_text=name)
    for _ in range(75):
        if rows.count() > before:
            return rows.last
        if console.locator("#new-bar").is_visible():
            console.locator("#new-bar").click()
        console.wait_for_timeout(200)
    raise AssertionError(f"{name} did not appear in the queue")


@pytest.mark.parametrize("language", ["de", "vi", "en"])
def test_a_person_takes_over(
    browser: Browser, running: Running, language: str, failures: list[str]
) -> None:
    console = staff(browser, running, "mai", "/console", failures)
    console.locator("#rows-state, #rows li").first.wait_for(state="attached")
    console.wait_for_timeout(1000)
    waiting = console.locator("#rows li").filter(has_text=NAMES[language]).count()
    page = customer(browser, running, language, failures)
    chat = Chat(page, language)
    chat.open()
    question, asked, _, right, told = ORDERS[language]
    chat.say(question)
    chat.sees(asked)
    chat.say(right)
    chat.sees(told)
    chat.say(PERSON[language])
    newest(console, NAMES[language], waiting).click()
    thread = console.locator("#entries")
    expect(thread).to_contain_text(question, timeout=10_000)
    expect(thread).to_contain_text("Asked for a person")
    expect(console.locator("#person-body")).to_contain_text(re.compile(r"102\d\d"))
    console.get_by_role("button", name="Claim", exact=True).first.click()
    composer = console.locator("#thread-foot textarea")
    composer.fill("xin chào / hello / guten Tag")
    composer.press("Enter")
    chat.sees("xin chào / hello / guten Tag")
    chat.sees("Mai Phạm")
    before = chat.log.inner_text()
    chat.say("danke 123 thanks")
    expect(thread).to_contain_text("danke 123 thanks", timeout=10_000)
    page.wait_for_timeout(1500)
    assert len(chat.log.inner_text()) < len(before) + 120  # the assistant is silent
    console.get_by_role("button", name=re.compile("^Close")).first.click()
    now = console.get_by_role("button", name="Close now")
    if now.is_visible():
        now.click()
    chat.log.get_by_role("radio").nth(3).wait_for(timeout=20_000)
    chat.log.get_by_role("radio").nth(3).check(force=True)
    chat.log.locator("textarea").last.fill("schnell và tốt")
    chat.log.get_by_role("button").last.click()
    expect(console.locator("#thread")).to_contain_text("4", timeout=10_000)


def test_a_trainer_teaches_and_takes_it_back(
    browser: Browser, running: Running, failures: list[str]
) -> None:
    riddle = "bin umgezogen"
    page = customer(browser, running, "de", failures)
    chat = Chat(page, "de")
    chat.open()
    chat.say(riddle)
    page.wait_for_timeout(2500)
    training = staff(browser, running, "sophie", "/training", failures)
    card = training.locator("#turns li").filter(has_text=riddle).first
    card.wait_for(timeout=15_000)
    card.get_by_role("combobox").fill("order_change_address")
    training.locator('[role=listbox] [role=option]').first.click()
    card.get_by_role("button", name="Assign").click()
    training.locator("#added").get_by_text(riddle).wait_for(timeout=30_000)
    training.get_by_role("button", name="Train", exact=True).click()
    training.get_by_role("button", name="Put live").wait_for(timeout=400_000)
    expect(training.locator("#compare")).to_contain_text("German")
    training.get_by_role("button", name="Put live").click()
    expect(training.locator("#models")).to_contain_text("now live", timeout=60_000)
    again = customer(browser, running, "de", failures)
    later = Chat(again, "de")
    later.open()
    later.say(riddle)
    later.sees("Bestellnummer")
    training.get_by_role("button", name=re.compile("Take back")).first.click()
    expect(training.locator("#models")).to_contain_text("live again", timeout=60_000)


def test_reload_and_lost_connection_lose_and_double_nothing(
    browser: Browser, running: Running, failures: list[str]
) -> None:
    page = customer(browser, running, "en", failures)
    chat = Chat(page, "en")
    chat.open()
    chat.say("hello there")
    page.wait_for_timeout(2000)
    before = chat.log.inner_text()
    page.context.set_offline(True)
    chat.say("how long do returns take?")
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    page.wait_for_timeout(8000)
    page.reload()
    chat.log.wait_for()  # an open chat stays open from page to page
    chat.sees("how long do returns take?")
    shown = chat.log.inner_text()
    assert shown.count("hello there") == 1
    assert shown.count("how long do returns take?") == 1
    for line in before.splitlines():
        if len(line) > 30:
            assert shown.count(line) == before.count(line)

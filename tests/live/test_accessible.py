"""axe on every page: on a screen by day, on a phone by night, on a phone in the sun."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from handoff.demo_shop import PASSWORD
from tests.live.browser import WORDS, Chat
from tests.live.running import Running

pytestmark = pytest.mark.live
MANNERS: dict[str, dict[str, Any]] = {
    "de": {"color_scheme": "light", "viewport": {"width": 1440, "height": 900}},
    "vi": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844},
           "reduced_motion": "reduce"},
    "en": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
}
SAID = {"de": "Wie lange dauert der Versand?", "vi": "Giao hàng mất bao lâu?",
        "en": "How long does delivery take?"}
PAGES = {"mai": ["/console", "/channels"], "sophie": ["/library", "/training"],
         "admin": ["/channels"]}


def check(page: Page) -> None:
    """No violation, and nothing beyond the screen's edge."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, f"{page.url} is {width} px too wide"


@pytest.mark.parametrize("language", MANNERS)
@pytest.mark.parametrize("who", PAGES)
def test_the_pages_of_staff(browser: Browser, running: Running, who: str, language: str) -> None:
    context = browser.new_context(**MANNERS[language])
    page = context.new_page()
    page.goto(f"{running.url}/login?lang={language}")
    check(page)
    page.locator("input[name=email]").fill(f"{who}@linde-moc.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/console*")
    for path in PAGES[who]:
        page.goto(f"{running.url}{path}?lang={language}")
        page.wait_for_load_state("networkidle")
        for folded in page.locator("main details > summary").all():
            folded.click()
        check(page)
    if who == "mai":
        page.goto(f"{running.url}/console?lang={language}")
        page.get_by_role("tab").last.click()
        page.locator("#rows a.row").first.click()
        page.locator("#composer-text, .thread").first.wait_for()
        check(page)
    context.close()


@pytest.mark.parametrize("language", MANNERS)
def test_the_chat(browser: Browser, running: Running, language: str) -> None:
    context = browser.new_context(**MANNERS[language])
    page = context.new_page()
    page.goto(f"{running.url}/demo?lang={language}")
    chat = Chat(page, language)
    chat.open()
    chat.say(SAID[language])
    chat.log.get_by_role("button").first.wait_for()
    check(page)
    assert page.get_by_role("textbox", name=WORDS[language]["write"]).is_visible()
    context.close()

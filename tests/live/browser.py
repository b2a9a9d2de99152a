"""A real Chromium for the browser tests, and the few words they need."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from handoff.demo_shop import PASSWORD
from tests.live.running import Running

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WORDS = {
    "de": {"write": "Ihre Nachricht", "send": "Senden"},
    "vi": {"write": "Tin nhắn của bạn", "send": "Gửi"},
    "en": {"write": "Your message", "send": "Send"},
}
LOCALES = {"de": "de-DE", "vi": "vi-VN", "en": "en-GB"}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless; it talks to loopback only."""
    path = shutil.which("chromium")
    if path is None:
        raise AssertionError("Chromium is missing: install the system's package chromium.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Chat:
    """The widget on the demo page, as a customer uses it."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.words = page, WORDS[language]

    def open(self) -> None:
        self.page.locator("button.launch").click()  # the widget's own, in its shadow root
        self.page.get_by_role("textbox", name=self.words["write"]).wait_for()

    def say(self, text: str) -> None:
        box = self.page.get_by_role("textbox", name=self.words["write"])
        box.fill(text)
        box.press("Enter")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    def sees(self, text: str, seconds: float = 20) -> None:
        """Wait until the conversation shows a text."""
        self.log.get_by_text(text).last.wait_for(timeout=seconds * 1000)


def staff(browser: Browser, running: Running, who: str, path: str, failures: list[str]) -> Page:
    """Log in through the form, as people do."""
    page = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900}).new_page()
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(f"{running.url}{path}?lang=en")
    page.get_by_label("E-mail address").fill(f"{who}@linde-moc.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{path}*")
    return page

"""Takes the README's screenshots of the running system: `make run`, then `make shots`."""

from __future__ import annotations

import sys

from playwright.sync_api import Browser, Page

from bot.settings import ROOT, Settings
from handoff.demo_shop import PASSWORD
from tests.live.browser import LOCALES, Chat, chromium

OUT = ROOT / "docs/screenshots"
SAID = {
    "de": ("Wo bleibt meine Bestellung 10234?", "22303", "Kann ich reduzierte Ware umtauschen?"),
    "vi": ("Đơn hàng 10240 của tôi đến đâu rồi?", "100000", "Hàng sale có đổi trả được không?"),
    "en": ("Where is my order 10250?", "04229", "Can I exchange reduced items?"),
}


def main() -> int:
    """One picture a role and language; the pages' own scripts are awaited by what they show."""
    url = Settings().local_url
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for language in SAID:
            chat(browser, url, language)
        person(browser, url)
        console(browser, url)
        training(browser, url)
        library(browser, url)
    return 0


def chat(browser: Browser, url: str, language: str) -> None:
    page = browser.new_context(locale=LOCALES[language], viewport={"width": 1180, "height": 760},
                               ).new_page()
    page.goto(f"{url}/demo?lang={language}")
    talk = Chat(page, language)
    talk.open()
    for text in SAID[language]:
        talk.say(text)
        page.wait_for_timeout(1500)
    page.screenshot(path=OUT / f"chat-{language}.png")


def person(browser: Browser, url: str) -> None:
    """A customer whose conversation waits for the agent's picture."""
    page = browser.new_context(locale="de-DE").new_page()
    page.goto(f"{url}/demo?lang=de")
    talk = Chat(page, "de")
    talk.open()
    for text in ("Meine Bestellung 10234 ist immer noch nicht da", "22303",
                 "Das dauert mir zu lange, ich möchte mit einem Menschen sprechen"):
        talk.say(text)
        page.wait_for_timeout(1500)


def log_in(browser: Browser, url: str, who: str, path: str) -> Page:
    page = browser.new_context(locale="en-GB", viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{url}{path}?lang=en")
    page.get_by_label("E-mail address").fill(f"{who}@linde-moc.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_timeout(2000)
    return page


def console(browser: Browser, url: str) -> None:
    page = log_in(browser, url, "mai", "/console")
    page.locator("#rows li").last.click()
    page.wait_for_timeout(1500)
    page.screenshot(path=OUT / "console-en.png")


def training(browser: Browser, url: str) -> None:
    page = log_in(browser, url, "sophie", "/training")
    page.wait_for_timeout(1000)
    page.screenshot(path=OUT / "training-en.png")


def library(browser: Browser, url: str) -> None:
    """A translation beside the article it follows."""
    page = log_in(browser, url, "sophie", "/library")
    page.goto(f"{url}/library#/article/returns-deadline/en")
    page.get_by_role("button", name="Other language").click()
    page.wait_for_timeout(1500)
    page.screenshot(path=OUT / "library-en.png")


if __name__ == "__main__":
    sys.exit(main())

"""The library in a real browser: written, kept, published, found; two editors at once."""

from __future__ import annotations

import re
import secrets

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.browser import staff
from tests.live.running import Running

pytestmark = pytest.mark.live


def fresh(page: Page, title: str, body: str) -> None:
    page.get_by_role("link", name="New article").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text", exact=True).fill(body)


def test_an_article_is_kept_while_written_and_found_once_published(
    browser: Browser, running: Running, failures: list[str]
) -> None:
    title = f"Do you ship to the moon {secrets.token_hex(3)}?"
    page = staff(browser, running, "sophie", "/library", failures)
    fresh(page, title, "Not yet.\n\n<script>document.title = 'taken over'</script>\n\nOnly earth.")
    expect(page.locator(".rendered")).to_contain_text("Only earth.")
    page.wait_for_timeout(600)
    page.reload()
    expect(page.get_by_label("Title")).to_have_value(title)
    expect(page.get_by_text("is here again")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".article-name")).to_contain_text("Published")
    key = re.search(r"#/article/([\w-]+)/en", page.url)
    assert key
    public = browser.new_page()
    public.goto(f"{running.url}/help/{key[1]}")
    expect(public.get_by_role("heading", level=1)).to_have_text(title)
    assert "taken over" not in public.title()
    agent = staff(browser, running, "mai", "/console", failures)
    agent.get_by_role("tab", name=re.compile("Open|Closed")).last.click()
    agent.locator("#rows a.row").first.click()
    agent.get_by_role("button", name="Insert an answer").click()
    agent.get_by_role("combobox", name="What is it about?").fill(title)
    expect(agent.locator("#insert-list li").first).to_contain_text(title)
    agent.keyboard.press("Enter")
    expect(agent.locator("#composer-text")).to_have_value(re.compile(f"/help/{key[1]}$"))


def test_a_file_is_looked_at_before_it_comes_in(
    browser: Browser, running: Running, failures: list[str]
) -> None:
    mark = secrets.token_hex(3)
    lines = f"question,answer,language\nFile {mark}?,It came from a file.,en\nLost?,,en\n"
    page = staff(browser, running, "sophie", "/library", failures)
    page.get_by_text("Import and export").click()
    page.get_by_label("File of articles").set_input_files(
        {"name": "faq.csv", "mimeType": "text/csv", "buffer": lines.encode()})
    expect(page.get_by_text("1 new, 0 changed, 0 unchanged.")).to_be_visible()
    expect(page.get_by_text("faq.csv row 3 has no text")).to_be_visible()
    page.get_by_role("button", name="Import 1 article").click()
    expect(page.get_by_role("link", name=f"File {mark}?")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert mark in download.value.path().read_text("utf-8")


def test_two_editors_lose_nothing(
    browser: Browser, running: Running, failures: list[str]
) -> None:
    first = staff(browser, running, "sophie", "/library", failures)
    fresh(first, f"Two editors {secrets.token_hex(3)}", "We answer within 14 days.")
    first.get_by_role("button", name="Save", exact=True).click()
    first.wait_for_url(re.compile("#/article/"))
    second = first.context.new_page()
    second.goto(first.url)
    second.get_by_label("Text", exact=True).fill("We answer within 30 days.")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator(".saved")).to_have_text("Everything is saved")
    first.get_by_label("Text", exact=True).fill("We answer within 7 days.")
    first.get_by_role("button", name="Save", exact=True).click()
    conflict = first.get_by_role("alert")
    expect(conflict.locator("del")).to_contain_text("30")
    expect(conflict.locator("ins")).to_contain_text("7")
    conflict.get_by_role("button", name="Save mine").click()
    expect(first.locator(".saved")).to_have_text("Everything is saved")
    expect(first.get_by_label("Text", exact=True)).to_have_value("We answer within 7 days.")

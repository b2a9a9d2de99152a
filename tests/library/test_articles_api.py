"""Writing articles over HTTP: versions, conflicts, translations, dates, and what customers see."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.importing import import_articles
from knowledge.search import Library
from knowledge.tables import PassageRow
from tests.conftest import NOON, SetClock
from tests.knowledge.conftest import WordEncoder
from tests.library.conftest import ARTICLES, Desk

BODY = "Shipping costs 4.90 euros.\n\n## Express\n\nExpress costs 9.90."


async def test_a_draft_is_found_by_nobody_until_it_is_published(
    trainer: Desk, customer: Desk
) -> None:
    made = await trainer.new("What does shipping cost?", BODY)
    assert (made["status"], made["version"], made["key"]) == ("draft", 1, "what-does-shipping-cost")
    assert made["link"] == "/help/what-does-shipping-cost"
    assert await trainer.search("shipping") == []
    assert (await customer.client.get(made["link"])).status_code == 404
    await trainer.publish(made)
    assert await trainer.search("shipping") == [made["key"]]
    page = await customer.client.get(made["link"])
    assert page.status_code == 200
    assert "<h2>Express</h2>" in page.text


async def test_another_process_finds_a_change_at_its_next_look(
    trainer: Desk, app: FastAPI
) -> None:
    elsewhere = Library(WordEncoder(), trainer.here.clock)
    made = await trainer.publish(await trainer.new("Wool", "Wash wool by hand."))
    async with trainer.here.database.read() as session:
        assert await elsewhere.refresh(session)
    saved = await trainer.save(made, body="Give your jumper to us.")
    assert saved.json()["version"] == 3
    async with trainer.here.database.read() as session:
        hits = await elsewhere.find(session, "jumper", "en")
    assert hits[0].answer == "Give your jumper to us."


async def test_saving_replaces_the_passages_and_keeps_every_version(trainer: Desk) -> None:
    made = await trainer.publish(await trainer.new("Wool", "Wash wool by hand."))
    saved = (await trainer.save(made, body="Never wash wool by hand.", tags=["care"])).json()
    async with trainer.here.database.read() as session:
        assert (await session.scalars(select(PassageRow.text))).all() == [
            "Never wash wool by hand."]
    where = f"{ARTICLES}/wool/en"
    versions = (await trainer.client.get(f"{where}/versions")).json()
    assert [(v["version"], v["status"]) for v in versions] == [
        (3, "published"), (2, "published"), (1, "draft")]
    compared = (await trainer.client.get(
        f"{where}/compare", params={"before": 2, "after": 3})).json()
    assert [c["field"] for c in compared] == ["body", "tags"]
    assert {"kind": "gone", "text": "Wash"} in compared[0]["pieces"]
    back = await trainer.client.post(
        f"{where}/restore", json={"version": saved["version"], "restore": 1})
    assert back.json() | {"body": "Wash wool by hand.", "status": "published", "version": 4} \
        == back.json()
    gone = await trainer.client.get(f"{where}/compare", params={"before": 9, "after": 1})
    assert gone.status_code == 404


async def test_saving_nothing_new_is_no_version(trainer: Desk) -> None:
    made = await trainer.new("Wool", "Wash wool by hand.")
    assert (await trainer.save(made)).json()["version"] == 1


async def test_who_saves_second_is_shown_both_texts_and_loses_nothing(
    trainer: Desk
) -> None:
    made = await trainer.new("Wool", "Wash wool by hand.")
    await trainer.save(made, body="First.")
    second = await trainer.save(made, body="Second.")
    assert second.status_code == 409
    told = second.json()
    assert told["sentence"].startswith("Sophie Adler has saved this article meanwhile")
    assert (told["current"]["body"], told["current"]["version"]) == ("First.", 2)
    again = await trainer.save({**made, "version": 2}, body="Second.")
    assert (again.status_code, again.json()["body"]) == (200, "Second.")


async def test_dates_take_effect_while_the_system_runs(
    trainer: Desk, customer: Desk, clock: SetClock
) -> None:
    made = await trainer.new("Christmas", "Order until the twentieth of December.",
                             valid_from="2026-11-26", valid_to="2026-11-26")
    assert made["valid_to"] == "2026-11-26T23:59:59.999999+00:00"
    await trainer.publish(made)
    seen = []
    for hours in (0, 13, 35, 37):  # the day before, twice on the day, the day after
        clock.now = NOON + timedelta(hours=hours)
        seen.append((await trainer.search("christmas"),
                     (await customer.client.get(made["link"])).status_code))
    assert seen == [([], 404), (["christmas"], 200), (["christmas"], 200), ([], 404)]
    backwards = await trainer.save(made, valid_from="2027-01-01", version=2)
    assert backwards.status_code == 422


async def test_what_is_for_agents_never_reaches_customers(
    trainer: Desk, agent: Desk, customer: Desk
) -> None:
    made = await trainer.publish(
        await trainer.new("Goodwill limits", "Up to 20 euros without asking.", audience="agents"))
    assert (await customer.client.get(made["link"])).status_code == 404
    assert await agent.search("goodwill limits") == [made["key"]]
    library = agent.library
    assert library.search("goodwill limits", "en") == []
    assert library.article(made["key"], "en") is None


SCRIPTS = ["<script>steal()</script>", '<img src=x onerror="steal()">',
           '<a href="javascript:x">a</a>', "[a](javascript:steal())",
           '<iframe src="//evil"></iframe>',
           "<svg onload=steal()>",
           '<p style="position:fixed">x</p>', "[a](data:text/html;base64,PHN2Zz4=)"]


@pytest.mark.parametrize("pasted", SCRIPTS)
async def test_pasted_scripts_never_reach_a_page(
    trainer: Desk, customer: Desk, pasted: str
) -> None:
    body = f"Words before.\n\n{pasted}\n\nWords after."
    made = await trainer.publish(await trainer.new(pasted, body, key="pasted"))
    page = await customer.client.get(made["link"])
    preview = (await trainer.client.post("/api/knowledge/preview", json={"body": body})).json()
    article = page.text[page.text.index("<article"):page.text.index("</article>")]
    for html in (article, preview["html"], made["html"]):
        assert "Words before." in html
        assert dangers(html) == []


class Dangers(HTMLParser):
    """What in a page could run or reach out, as a browser would read it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "svg", "object", "style", "form", "math"):
            self.found.append(tag)
        self.found += [
            f"{name}={value}" for name, value in attrs
            if name.startswith("on") or name == "style"
            or (name in ("href", "src") and (value or "").strip().lower().startswith(
                ("javascript:", "data:", "//")))]


def dangers(html: str) -> list[str]:
    reader = Dangers()
    reader.feed(html)
    return reader.found


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", "data:text/html,x"])
async def test_a_link_leads_to_a_page_or_is_refused(trainer: Desk, link: str) -> None:
    reply = await trainer.client.post(
        ARTICLES, json={"title": "T", "language": "en", "link": link})
    assert reply.status_code == 422


async def test_an_empty_article_may_be_a_draft_but_not_published(trainer: Desk) -> None:
    made = await trainer.new("Nothing yet")
    reply = await trainer.client.post(f"{ARTICLES}/{made['key']}/en/status",
                                      json={"version": 1, "status": "published"})
    assert (reply.status_code, "needs words" in reply.json()["sentence"]) == (422, True)


async def test_agents_read_but_do_not_write_and_strangers_do_neither(
    trainer: Desk, agent: Desk, customer: Desk
) -> None:
    made = await trainer.new("Wool", "Wash wool by hand.")
    assert (await agent.client.get(f"{ARTICLES}/wool/en")).status_code == 200
    assert (await agent.save(made, body="Mine.")).status_code == 403
    for path in (ARTICLES, f"{ARTICLES}/wool/en", "/api/knowledge/search?language=en",
                 "/api/knowledge/unanswered", "/api/knowledge/proposals"):
        assert (await customer.client.get(path)).status_code == 401
    assert (await agent.client.get("/api/knowledge/unanswered")).status_code == 403


async def test_a_changed_article_leaves_its_translations_behind_until_they_are_looked_at(
    trainer: Desk, clock: SetClock
) -> None:
    source = await trainer.new("Wolle", "Waschen Sie Wolle von Hand.", "de", key="wool")
    await trainer.new("Wool", "Wash wool by hand.", "en", key="wool")
    clock.pass_(hours=1)
    tagged = (await trainer.save(source, tags=["Pflege"])).json()
    assert tagged["translations"]["behind"] == []  # no words changed
    changed = (await trainer.save(tagged, body="Waschen Sie Wolle nie.")).json()
    assert changed["translations"] | {"source": "de", "behind": ["en"], "missing": ["vi"]} \
        == changed["translations"]
    listed = (await trainer.client.get(ARTICLES, params={"behind": True})).json()
    assert ([row["key"] for row in listed["items"]], listed["counts"]["missing"]) == (["wool"], 1)
    clock.pass_(hours=1)
    confirmed = (await trainer.client.post(f"{ARTICLES}/wool/en/confirm")).json()
    assert confirmed["translations"]["behind"] == []
    clock.pass_(hours=1)
    await trainer.save(changed, body="Waschen Sie Wolle kalt.")
    english = (await trainer.client.get(f"{ARTICLES}/wool/en")).json()
    assert english["translations"]["behind"] == ["en"]
    clock.pass_(hours=1)
    edited = (await trainer.save(english, body="Wash wool cold.")).json()
    assert edited["translations"]["behind"] == []
    swapped = (await trainer.client.post(f"{ARTICLES}/wool/en/original")).json()
    assert (swapped["translations"]["source"], swapped["translations"]["behind"]) == ("en", ["de"])


async def test_an_import_leaves_translations_behind_as_an_editor_does(
    trainer: Desk, clock: SetClock
) -> None:
    german = ArticleText("wool", Language.DE, "Wolle", "Waschen Sie Wolle von Hand.")
    english = ArticleText("wool", Language.EN, "Wool", "Wash wool by hand.")

    async def behind(*texts: ArticleText) -> list[str]:
        clock.pass_(hours=1)
        async with trainer.here.database.write() as session:
            await import_articles(session, texts, WordEncoder(), clock())
        row = (await trainer.client.get(ARTICLES)).json()["items"][0]
        return list(row["behind"])

    assert await behind(german, english) == []
    changed = replace(german, body="Waschen Sie Wolle nie.")
    assert await behind(changed, english) == ["en"]
    both = [replace(changed, body="Kalt."), replace(english, body="Cold.")]
    assert await behind(*both) == []
    tagged = replace(both[0], tags=("Pflege",))
    assert await behind(tagged, both[1]) == []


async def test_a_second_article_with_the_same_title_gets_its_own_key(trainer: Desk) -> None:
    keys = [(await trainer.new("Đổi trả thế nào?", "x y", "vi"))["key"] for _ in range(2)]
    assert keys == ["doi-tra-the-nao", "doi-tra-the-nao-2"]
    twice = await trainer.client.post(
        ARTICLES, json={"title": "x", "language": "vi", "key": keys[0]})
    assert twice.status_code == 409


async def test_the_list_is_narrowed_by_words_state_language_and_tag(trainer: Desk) -> None:
    await trainer.publish(await trainer.new("Größen", "Wie fallen Hemden und Ärmel aus?", "de",
                                            tags=["maß"]))
    await trainer.new("Wool", "Wash wool by hand.")

    async def keys(**asked: object) -> list[str]:
        reply = (await trainer.client.get(ARTICLES, params=asked)).json()
        return sorted(row["key"] for row in reply["items"])

    assert await keys() == ["grossen", "wool"]
    assert await keys(q="grossen") == ["grossen"]
    assert await keys(q="hemden") == ["grossen"]
    assert await keys(q="100%") == []
    assert await keys(q="ärmel") == await keys(q="ÄRMEL") == ["grossen"]
    assert await keys(state="draft") == ["wool"]
    assert await keys(tag="maß") == ["grossen"]
    assert await keys(language="en") == ["wool"]
    assert await keys(missing=True, language="en") == ["grossen"]


async def test_an_old_link_and_a_missing_translation_lead_to_pages_customers_can_read(
    trainer: Desk, customer: Desk
) -> None:
    gone = await customer.client.get("/tro-giup/nowhere")
    assert (gone.status_code, gone.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Bài viết này không còn nữa</h1>" in gone.text
    made = await trainer.publish(await trainer.new("What does shipping cost?", BODY))
    other = await customer.client.get(f"/hilfe/{made['key']}")
    assert other.status_code == 200
    assert "Diesen Artikel gibt es noch nicht auf Deutsch, hier auf Englisch" in other.text
    assert '<div lang="en"><p>Shipping costs 4.90 euros.</p>' in other.text
    saved = await trainer.save(made, audience="agents")
    assert saved.status_code == 200
    assert (await customer.client.get(f"/hilfe/{made['key']}")).status_code == 404

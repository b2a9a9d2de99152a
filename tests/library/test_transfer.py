"""Articles in and out as files, over HTTP: looked at first, bounded, whole on their way back."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.formats.registry import BY_NAME, FILE_LIMIT
from tests.library.conftest import ARTICLES, Desk

TABLE = b"question,answer,language\nShipping?,Shipping costs 4.90.,en\nLost?,,en\n"


async def send(desk: Desk, content: bytes, name: str, **more: Any) -> Any:
    reply = await desk.client.post(
        "/api/knowledge/import", params={"name": name, **more}, content=content)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_a_file_is_looked_at_and_then_comes_in_once(trainer: Desk) -> None:
    problem = {"file": "faq.csv row 3", "sentence": "has no text", "left_out": True}
    told = {"added": 1, "changed": 0, "unchanged": 0, "problems": [problem]}
    assert await send(trainer, TABLE, "C:\\Temp\\faq.csv", dry_run=True) == told
    assert (await trainer.client.get(ARTICLES)).json()["found"] == 0
    assert await send(trainer, TABLE, "faq.csv") == told
    assert await trainer.search("shipping") == ["shipping"]
    assert (await send(trainer, TABLE, "faq.csv"))["unchanged"] == 1


@pytest.mark.parametrize("format_", BY_NAME)
async def test_what_is_downloaded_comes_back_as_it_was(
    trainer: Desk, agent: Desk, format_: str
) -> None:
    await trainer.publish(await trainer.new("Wool", "Wash **by hand**.", tags=["care"]))
    await trainer.new("Wolle", "Von Hand waschen.", "de", audience="agents")
    file = await agent.client.get("/api/knowledge/export", params={"format": format_})
    name = file.headers["content-disposition"].split('"')[1]
    again = await send(trainer, file.content, name)
    assert again == {"added": 0, "changed": 0, "unchanged": 2, "problems": []}


async def test_who_may_not_and_what_is_too_large(trainer: Desk, agent: Desk) -> None:
    refused = await agent.client.post("/api/knowledge/import", params={"name": "a.csv"},
                                      content=TABLE)
    assert refused.status_code == 403
    large = await trainer.client.post("/api/knowledge/import", params={"name": "a.csv"},
                                      content=b" " * (FILE_LIMIT + 1))
    assert large.status_code == 422
    assert "longer than 20 MB" in large.json()["sentence"]
    for query in ({"format": "xls"}, {"format": "md", "status": "x"}, {"format": "md"}):
        assert (await agent.client.get("/api/knowledge/export", params=query)).status_code == 422


async def test_the_library_as_a_whole_is_looked_at(trainer: Desk, agent: Desk) -> None:
    await trainer.publish(await trainer.new("Wool", "See [there](/help/nowhere)."))
    found = (await agent.client.get("/api/knowledge/check")).json()
    assert {"key": "wool", "language": "en",
            "sentence": "links to /help/nowhere, where no published article is"} in found


async def test_an_answer_without_a_link_of_its_own_leads_to_its_page(
    trainer: Desk, customer: Desk
) -> None:
    table = "question,answer,language,id,audience\nTea?,We sell tea.,en,tea & co/1,public\n"
    await send(trainer, (table + "Rum?,We hide rum.,en,rum,agents\n").encode(), "faq.csv")
    found = {}
    for word in ("tea", "rum"):
        hits = (await trainer.client.get(
            "/api/knowledge/search", params={"q": f"{word}?", "language": "en"})).json()
        found[word] = next(hit["link"] for hit in hits if hit["key"].startswith(word))
    assert found == {"tea": "/help/tea%20%26%20co/1", "rum": ""}
    assert "We sell tea." in (await customer.client.get(found["tea"])).text

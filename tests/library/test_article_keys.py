"""The ids of articles: new ones have a page, imported ones keep theirs."""

from __future__ import annotations

import pytest

from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.importing import import_articles
from tests.conftest import SetClock
from tests.knowledge.conftest import WordEncoder
from tests.library.conftest import ARTICLES, Desk


@pytest.mark.parametrize("key", ["", " ", "a\0", "a\nb", " a", "a" * 81, "..", "a/../b"])
async def test_a_key_has_to_be_one(trainer: Desk, key: str) -> None:
    reply = await trainer.client.post(
        ARTICLES, json={"title": "Wool", "body": "", "language": "en", "key": key})
    assert reply.status_code == 422


@pytest.mark.parametrize("key", ["care/wool", "a/de/versions", "de/en"])
async def test_an_imported_article_keeps_the_slashes_of_its_key(
    trainer: Desk, key: str, clock: SetClock
) -> None:
    wool = ArticleText(key, Language.EN, "Wool", "Wash it.", link="https://a.example/wool")
    async with trainer.here.database.write() as session:
        await import_articles(session, [wool], WordEncoder(), clock())
    address = f"{ARTICLES}/{key.replace('/', '%2F')}/en"
    found = (await trainer.client.get(address)).json()
    saved = await trainer.save(found, body="Never wash it.")
    assert (saved.status_code, saved.json()["key"]) == (200, key)
    versions = (await trainer.client.get(f"{address}/versions")).json()
    assert [row["version"] for row in versions] == [2, 1]
    assert (await trainer.client.get(f"{ARTICLES}/{key}/fr")).status_code == 404
    translated = await trainer.new("Wolle", "Nie waschen.", language="de", key=key)
    assert (translated["key"], translated["language"]) == (key, "de")

"""The library's page: in three languages, with the tabs of those who may edit."""

from __future__ import annotations

import json
import re

import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.settings import ROOT
from handoff.console import pages
from tests.library.conftest import Desk

TITLES = {"de": "Wissen", "vi": "Kho kiến thức", "en": "Library"}


@pytest.fixture(autouse=True)
def shell(app: FastAPI) -> None:
    app.include_router(pages.router)
    app.mount("/console/static", StaticFiles(directory=ROOT / "handoff/console/static"))


@pytest.mark.parametrize("language", TITLES)
async def test_a_trainer_finds_every_tab_in_every_language(trainer: Desk, language: str) -> None:
    page = (await trainer.client.get("/library", params={"lang": language})).text
    assert f"<h1>{TITLES[language]}</h1>" in page
    assert re.findall(r'data-view="(\w+)"', page) == [
        "articles", "unanswered", "suggestions", "duplicates"]
    texts = re.search(r'<script type="application/json" id="texts">(.*?)</script>', page)
    assert texts and json.loads(texts[1])["library"]["title"] == TITLES[language]


async def test_an_agent_reads_and_a_stranger_logs_in_first(agent: Desk, customer: Desk) -> None:
    page = (await agent.client.get("/library")).text
    assert 'data-edits="no"' in page
    assert "data-view" not in page
    turned_away = await customer.client.get("/library")
    assert (turned_away.status_code, turned_away.headers["location"]) == (
        303, "/login?next=/library")


async def test_every_script_the_page_imports_is_there(trainer: Desk) -> None:
    seen, waiting = set(), ["library.js", "console.js"]
    while waiting:
        name = waiting.pop()
        reply = await trainer.client.get(f"/console/static/{name}")
        assert reply.status_code == 200, name
        seen.add(name)
        found = re.findall(r'^import .* from "\./([\w-]+\.js)"', reply.text, re.MULTILINE)
        waiting += [other for other in found if other not in seen]
    assert {"article-pane.js", "duplicates-pane.js", "insert-pane.js"} <= seen

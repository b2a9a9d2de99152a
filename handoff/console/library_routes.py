"""The library's JSON: articles listed, found, written, published, compared and taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Query
from sqlalchemy import select
from starlette.convertors import StringConvertor, register_url_convertor

from bot.services import Here
from bot.words import Language
from handoff.console.doors import Agent, Maker, Shelf, Trainer
from handoff.console.library_bodies import (
    CompareBody,
    NewBody,
    PreviewBody,
    RestoreBody,
    SaveBody,
    StatusBody,
)
from handoff.console.library_views import article_view, hit_view, version_view
from knowledge import comparing, editing, listing
from knowledge.articles import ArticleText, own_page
from knowledge.rendering import render
from knowledge.tables import Article
from knowledge.writing import facts_of, text_of

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])


class OneOfOurs(StringConvertor):
    """A language in an address: it ends the key before it, which may hold slashes itself."""

    regex = "|".join(Language)


register_url_convertor("language", OneOfOurs())
ONE = "/articles/{key:path}/{language:language}"


@router.get("/articles")
async def articles(
    here: Here, agent: Agent, q: str = "", language: Language | None = None, state: str = "",
    tag: str = "", behind: bool = False, missing: bool = False, offset: int = Query(0, ge=0),
    reader: Language = Language.EN,
) -> dict[str, Any]:
    """The articles that fit, one row a key, the most recently changed first."""
    wished = listing.Filter(q.strip(), language or "", state, tag, behind, missing)
    async with here.database.read() as session:
        every = await listing.entries(session)
        in_body = await listing.with_words(session, wished.words)
    found = [entry for entry in every if listing.fits(entry, wished, in_body)]
    now = here.clock()
    return {
        "items": [listing.entry_view(e, now, reader) for e in listing.page(found, offset)],
        "found": len(found), "counts": listing.tallies(every), "tags": listing.tags(every),
    }


@router.get("/search")
async def search(
    here: Here, agent: Agent, shelf: Shelf, language: Language, q: str = "",
    limit: int = Query(5, ge=1, le=20),
) -> list[dict[str, Any]]:
    """The same search the assistant uses; staff also find what is for agents only."""
    async with here.database.read() as session:
        hits = await shelf.find(session, q, language, limit=limit, audience="agents")
        rows = await session.execute(
            select(Article.key, Article.language)
            .where(Article.key.in_([hit.key for hit in hits]), Article.audience == "agents"))
        internal = {(row.key, row.language) for row in rows}
    return [hit_view(hit, (hit.key, hit.language) in internal) for hit in hits]


@router.post("/articles", status_code=201)
async def create(body: NewBody, here: Here, trainer: Trainer, maker: Maker) -> dict[str, Any]:
    """A new draft; with the key of another language's article it is its translation."""
    async with here.database.read() as session:
        key = body.key or await editing.free_key(session, body.title)
    link = body.link or own_page(key, body.language)
    text = replace(body.text(key, body.language, "draft"), link=link)
    made = await asyncio.to_thread(editing.vectors, text, maker)
    async with here.database.write() as session:
        row = await editing.create(session, text, made, trainer.name, here.clock())
        return await article_view(session, row, here.clock())


@router.get(ONE)
async def article(key: str, language: Language, here: Here, agent: Agent) -> dict[str, Any]:
    """One article in one language, and how its translations stand."""
    async with here.database.read() as session:
        return await article_view(
            session, await editing.find(session, key, language), here.clock())


@router.put(ONE)
async def save(
    key: str, language: Language, body: SaveBody, here: Here, trainer: Trainer, maker: Maker
) -> dict[str, Any]:
    """Its next version. 409 when somebody saved first: with what they saved."""
    return await _write(here, maker, key, language, body.version, trainer.name,
                        lambda row: body.text(key, language, body.status or row.status))


@router.post(ONE + "/status")
async def set_status(
    key: str, language: Language, body: StatusBody, here: Here, trainer: Trainer, maker: Maker
) -> dict[str, Any]:
    """Publish it, make it a draft again, or put it into the archive."""
    return await _write(here, maker, key, language, body.version, trainer.name,
                        lambda row: replace(text_of(row), status=body.status))


@router.post(ONE + "/restore")
async def restore(
    key: str, language: Language, body: RestoreBody, here: Here, trainer: Trainer, maker: Maker
) -> dict[str, Any]:
    """An earlier version's words as the next version."""
    async with here.database.read() as session:
        row = await editing.find(session, key, language)
        earlier = await editing.version_text(session, row, body.restore)
    return await _write(here, maker, key, language, body.version, trainer.name,
                        lambda row: editing.restored(earlier, row))


async def _write(
    here: Here, maker: Maker, key: str, language: Language, version: int, author: str,
    text_for: Callable[[Article], ArticleText],
) -> dict[str, Any]:
    """Vectors first, then one transaction that looks at the version again."""
    async with here.database.read() as session:
        row = await editing.find(session, key, language)
    text = text_for(row)
    made = (None if editing.fit(row, text, maker)
            else await asyncio.to_thread(editing.vectors, text, maker))
    async with here.database.write() as session:
        row = await editing.find(session, key, language, lock=True)
        await editing.save(session, row, version, text, made, author, here.clock())
        return await article_view(session, row, here.clock())


@router.post(ONE + "/confirm")
async def confirm(key: str, language: Language, here: Here, trainer: Trainer) -> dict[str, Any]:
    """Still right, though the article it translates has changed."""
    async with here.database.write() as session:
        row = await editing.find(session, key, language, lock=True)
        row.confirmed_at = here.clock()
        await session.flush()
        return await article_view(session, row, here.clock())


@router.post(ONE + "/original")
async def original(key: str, language: Language, here: Here, trainer: Trainer) -> dict[str, Any]:
    """The other languages follow this one from now on."""
    async with here.database.write() as session:
        row = await editing.find(session, key, language, lock=True)
        await editing.make_original(session, row)
        await session.flush()
        return await article_view(session, row, here.clock())


@router.get(ONE + "/versions")
async def versions(
    key: str, language: Language, here: Here, agent: Agent
) -> list[dict[str, Any]]:
    """The versions, the present one first."""
    async with here.database.read() as session:
        row = await editing.find(session, key, language)
        earlier = await editing.versions(session, row)
    return [_present(row), *(version_view(v.version, v.author, v.written_at, v.facts)
                             for v in earlier)]


def _present(row: Article) -> dict[str, Any]:
    return version_view(row.version, row.author, row.updated_at, facts_of(text_of(row)))


@router.get(ONE + "/compare")
async def compare(
    key: str, language: Language, here: Here, agent: Agent, before: int, after: int
) -> list[dict[str, Any]]:
    """Two versions word by word, field by field."""
    async with here.database.read() as session:
        row = await editing.find(session, key, language)
        old = await editing.version_text(session, row, before)
        new = await editing.version_text(session, row, after)
    return await asyncio.to_thread(comparing.changes, old, new)


@router.post("/compare")
async def compare_texts(body: CompareBody, agent: Agent) -> list[dict[str, str]]:
    """Any two texts: what was typed beside what somebody else has saved."""
    pieces = await asyncio.to_thread(comparing.compare, body.before, body.after)
    return [{"kind": piece.kind, "text": piece.text} for piece in pieces]


@router.post("/preview")
async def preview(body: PreviewBody, agent: Agent) -> dict[str, str]:
    """Markdown as customers will see it; nothing that runs survives."""
    return {"html": await asyncio.to_thread(render, body.body)}

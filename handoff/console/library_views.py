"""How the library looks to its pages: articles, versions and search results as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.listing import entries, entry_view
from knowledge.rendering import render
from knowledge.search import Hit
from knowledge.tables import Article
from knowledge.writing import facts_of, text_of


async def article_view(session: AsyncSession, row: Article, now: datetime) -> dict[str, Any]:
    """One language of an article, with how the others stand."""
    whole = next(iter(await entries(session, row.key)))
    return {
        **facts_of(text_of(row)), "version": row.version, "html": render(row.body),
        "updated_at": row.updated_at.isoformat(), "translations": entry_view(
            whole, now, reader=whole.versions[0].language),
    }


def version_view(
    number: int, author: str, written_at: datetime, facts: dict[str, Any]
) -> dict[str, Any]:
    return {"version": number, "author": author, "at": written_at.isoformat(),
            "title": facts["title"], "status": facts["status"]}


def hit_view(hit: Hit, internal: bool) -> dict[str, Any]:
    """A search result as the composer inserts it; `internal`: customers must not see it."""
    return {"key": hit.key, "language": hit.language, "title": hit.title, "link": hit.link,
            "answer": hit.answer, "probability": round(hit.probability, 3),
            "other_language": hit.other_language, "internal": internal}

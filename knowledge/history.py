"""Earlier versions of articles, taken along by exports and brought back where an article is new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.articles import ArticleText, Earlier
from knowledge.tables import Article, ArticleVersion
from knowledge.writing import facts_of, text_of, text_of_facts


async def with_versions(session: AsyncSession, rows: Sequence[Article]) -> list[ArticleText]:
    """The articles, each with every version it had before."""
    found: dict[int, list[Earlier]] = defaultdict(list)
    every = await session.scalars(select(ArticleVersion).order_by(ArticleVersion.version))
    for kept in every:
        found[kept.article_id].append(Earlier(
            kept.version, kept.author, kept.written_at, text_of_facts(kept.facts)))
    return [replace(text_of(row), earlier=tuple(found[row.id])) for row in rows]


async def restore_versions(
    session: AsyncSession, row: Article, earlier: Sequence[Earlier]
) -> None:
    """Give a new article the versions it had elsewhere; its own follows them. Never commits."""
    await session.flush()  # it has an id now
    session.add_all(
        ArticleVersion(article_id=row.id, version=one.version, facts=facts_of(one.text),
                       author=one.author, written_at=one.at)
        for one in earlier)
    row.version = max(one.version for one in earlier) + 1

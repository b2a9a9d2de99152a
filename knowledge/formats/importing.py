"""What was found in sources, into the library: the rest comes in, whatever one file holds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.encoder.cache import TextEncoder
from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.formats.drafts import Draft, Problem
from knowledge.formats.gathering import gather
from knowledge.formats.sources import read_sources
from knowledge.importing import ImportReport, Made, compare, encode, import_articles
from knowledge.tables import Article


@dataclass(frozen=True, slots=True)
class Imported(ImportReport):
    """Counts of articles, and what was wrong with others."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """Articles with their vectors, ready to be written in one short transaction."""

    texts: Sequence[ArticleText]
    problems: Sequence[Problem]
    made: Made


async def import_folder(
    session: AsyncSession, folder: Path, encoder: TextEncoder, now: datetime
) -> Imported:
    """Read every file under the folder and keep what is new. Never commits."""
    found = await asyncio.to_thread(lambda: list(read_sources([folder])))
    return await keep(session, await prepare(session, found, encoder), encoder, now)


async def prepare(
    session: AsyncSession, found: Sequence[Draft | Problem], encoder: TextEncoder,
    language: Language | None = None,
) -> Ready:
    """All that takes long of an import: in a session that reads, so that chats are answered."""
    texts, problems = await _settle(session, found, language)
    return Ready(texts, problems, await encode(session, texts, encoder))


async def keep(
    session: AsyncSession, ready: Ready, encoder: TextEncoder, now: datetime
) -> Imported:
    """Write what is new of it. Never commits."""
    report = await import_articles(session, ready.texts, encoder, now, ready.made)
    return Imported(report.added, report.changed, report.unchanged, tuple(ready.problems))


async def preview(
    session: AsyncSession, found: Sequence[Draft | Problem], language: Language | None = None
) -> Imported:
    """What an import would do; nothing is encoded or written."""
    texts, problems = await _settle(session, found, language)
    report = (await compare(session, texts)).report(len(texts))
    return Imported(report.added, report.changed, report.unchanged, tuple(problems))


async def _settle(
    session: AsyncSession, found: Sequence[Draft | Problem], language: Language | None
) -> tuple[list[ArticleText], list[Problem]]:
    known = set(await session.scalars(select(Article.key)))
    return await asyncio.to_thread(gather, found, language, known)

"""Articles into the library: each once, none half-written, an editor's work never undone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.encoder.cache import TextEncoder
from knowledge.articles import ArticleText
from knowledge.embedding import Embedded, embed
from knowledge.history import restore_versions
from knowledge.originals import name_originals
from knowledge.passages import passages
from knowledge.reading import bump
from knowledge.tables import Article
from knowledge.writing import keep_version, set_facts, set_vectors, text_of

AUTHOR = "import"
Known = Mapping[tuple[str, str], Article]
Made = Mapping[str, Embedded]  # by the hash of what search reads


@dataclass(frozen=True, slots=True)
class ImportReport:
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Articles beside what the library holds of them."""

    known: Known
    news: tuple[ArticleText, ...]  # to be written

    def report(self, read: int) -> ImportReport:
        """What writing the news comes to, of so many articles read."""
        added = sum((text.key, text.language) not in self.known for text in self.news)
        return ImportReport(added, len(self.news) - added, read - len(self.news))


async def compare(session: AsyncSession, texts: Sequence[ArticleText]) -> Comparison:
    """What of these texts is new, or has changed since its last import."""
    known = {(row.key, row.language): row for row in await session.scalars(_everything())}
    return Comparison(known, tuple(
        text for text in texts if _differs(text, known.get((text.key, text.language)))))


async def encode(
    session: AsyncSession, texts: Sequence[ArticleText], encoder: TextEncoder
) -> Made:
    """The vectors an import of these texts will need. Takes time: in a session that only reads."""
    found = await compare(session, texts)
    wanted = _wanted(found.news, found.known, encoder)
    made = await asyncio.to_thread(embed, wanted, encoder) if wanted else []
    return {text.content_hash: vectors for text, vectors in zip(wanted, made, strict=True)}


async def import_articles(
    session: AsyncSession, texts: Sequence[ArticleText], encoder: TextEncoder, now: datetime,
    made: Made | None = None,
) -> ImportReport:
    """Add what is new, replace what has changed since its last import. Never commits.

    All encoding comes before the first write: what fails there leaves the library as it was.
    `made` by `encode` before this transaction: where one writes at a time, nobody waits for it.
    """
    found = await compare(session, texts)
    fresh = await _embedded(found.news, found.known, encoder, made or {})
    rows = dict(found.known)
    for text, vectors in zip(found.news, fresh, strict=True):
        place = text.key, text.language
        rows[place] = await _write(session, rows.get(place), text, vectors, encoder, now)
    name_originals(found.known.values(), rows.values(), found.news)
    stale = await reembed(session, encoder)
    if found.news or stale:
        await bump(session)
    return found.report(len(texts))


async def reembed(session: AsyncSession, encoder: TextEncoder) -> int:
    """Make the vectors of another encoder anew; how many articles that were. Never commits.

    And those of articles with HTML that were cut before the chat left it out of its answers.
    """
    found = await session.scalars(_everything().where(
        or_(Article.encoder != encoder.fingerprint, Article.body.contains("<"))))
    rows = [row for row in found if row.encoder != encoder.fingerprint or _cut_otherwise(row)]
    if rows:
        vectors = await asyncio.to_thread(embed, [text_of(row) for row in rows], encoder)
        for row, embedded in zip(rows, vectors, strict=True):
            await set_vectors(session, row, embedded, encoder.fingerprint)
        await bump(session)
    return len(rows)


def _cut_otherwise(row: Article) -> bool:
    """Whether the passages are not those that its text gives now."""
    return [tuple(kept.sentences) for kept in row.passages] != [
        cut.sentences for cut in passages(row.body)]


def select_articles(language: str | None = None, status: str | None = None) -> Any:
    """The articles in a fixed order; None: any."""
    query = select(Article).order_by(Article.key, Article.language)
    if language:
        query = query.where(Article.language == language)
    return query.where(Article.status == status) if status else query


def _differs(text: ArticleText, row: Article | None) -> bool:
    """An unchanged file changes nothing, and neither does an export of the row as it is."""
    return row is None or (row.source_hash != text.hash and text_of(row) != text)


def _everything() -> Any:
    return select(Article).options(selectinload(Article.passages))


def _wanted(texts: Sequence[ArticleText], known: Known, encoder: TextEncoder) -> list[ArticleText]:
    """Those whose searched text is new: not where only the audience of the row changed."""
    return [
        text for text in texts
        if (row := known.get((text.key, text.language))) is None
        or row.content_hash != text.content_hash or row.encoder != encoder.fingerprint
    ]  # fmt: skip


async def _embedded(
    texts: Sequence[ArticleText], known: Known, encoder: TextEncoder, made: Made
) -> list[Embedded | None]:
    """Vectors of what is wanted, None of the rest; what is not made yet is made now."""
    wanted = _wanted(texts, known, encoder)
    late = [text for text in wanted if text.content_hash not in made]
    more = await asyncio.to_thread(embed, late, encoder) if late else []
    every = {**made, **{text.content_hash: v for text, v in zip(late, more, strict=True)}}
    places = {(text.key, text.language) for text in wanted}
    return [every[text.content_hash] if (text.key, text.language) in places else None
            for text in texts]


async def _write(
    session: AsyncSession, row: Article | None, text: ArticleText, vectors: Embedded | None,
    encoder: TextEncoder, now: datetime,
) -> Article:
    new = row is None
    if row is None:
        row = Article(key=text.key, language=text.language, version=0, passages=[])
        session.add(row)
    else:
        keep_version(session, row)
    set_facts(row, text, text.author or AUTHOR, now)
    row.source_hash = text.hash
    if vectors is not None:
        await set_vectors(session, row, vectors, encoder.fingerprint)
    if new and text.earlier:
        await restore_versions(session, row, text.earlier)
    return row

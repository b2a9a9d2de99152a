"""The published articles, from rows to what the index is built of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.encoder.cache import TextEncoder
from bot.words import Language
from knowledge.articles import own_page
from knowledge.embedding import EmbeddedPassage, from_bytes
from knowledge.passages import Passage
from knowledge.shelf import Document
from knowledge.tables import Article, PassageRow, Revision

log = logging.getLogger(__name__)

CHUNK, GLANCED = 20, 1000  # articles read at once, and only looked at

Edition = tuple[str, Language, int, str, datetime]  # key, language, version, encoder, updated_at
Editions = Mapping[int, Edition]


async def revision(session: AsyncSession) -> int:
    """Grows with every change of the library, in whichever process it was made."""
    return await session.scalar(select(Revision.number)) or 0


async def bump(session: AsyncSession) -> None:
    """Say that the library has changed; call it in the transaction that changes it."""
    grown = update(Revision).values(number=Revision.number + 1).returning(Revision.number)
    if (await session.execute(grown)).first() is None:
        session.add(Revision(id=1, number=1))
        await session.flush()


async def editions(session: AsyncSession) -> Editions:
    """What tells one state of each published article from the next, by its row."""
    found: dict[int, Edition] = {}
    last = 0
    while True:
        some = list(await session.execute(
            select(Article.id, Article.key, Article.language, Article.version, Article.encoder,
                   Article.updated_at)
            .where(Article.status == "published", Article.id > last)
            .order_by(Article.id).limit(GLANCED)))
        if not some:
            return found
        found |= {row.id: (row.key, Language(row.language), row.version, row.encoder,
                           row.updated_at) for row in some}
        last = some[-1].id
        await asyncio.sleep(0)  # a large library is read without holding up the others


async def documents(
    session: AsyncSession, encoder: TextEncoder, rows: Sequence[int] | None = None
) -> list[Document]:
    """Published articles whose vectors this encoder made: of these rows, or all."""
    if rows is None:
        rows = list(await editions(session))
    found: list[Document] = []
    for start in range(0, len(rows), CHUNK):
        some = rows[start : start + CHUNK]
        articles = await session.scalars(
            select(Article).where(Article.id.in_(some), Article.status == "published")
            .options(selectinload(Article.passages))
            .execution_options(populate_existing=True))
        found += [_document(article, encoder.dims) for article in articles
                  if article.encoder == encoder.fingerprint and article.passages]
        await asyncio.sleep(0)
    if len(found) < len(rows):
        log.warning("%d articles have vectors of another encoder and are not found: run "
                    "`lotse knowledge import` once", len(rows) - len(found))  # fmt: skip
    return found


def words_of(
    title: str, tags: tuple[str, ...], asked: tuple[str, ...], passages: tuple[Passage, ...]
) -> str:
    """The text an article's words are looked up in."""
    body = [part for passage in passages for part in (passage.heading, passage.text)]
    return "\n".join([title, " ".join(tags), *asked, *body])


def _document(article: Article, dims: int) -> Document:
    passages = tuple(_passage(row, dims) for row in article.passages)
    return Document(
        key=article.key,
        language=Language(article.language),
        title=article.title,
        text=words_of(article.title, tuple(article.tags), tuple(article.asked),
                      tuple(p.passage for p in passages)),
        passages=passages,
        questions=from_bytes(article.question_vectors, dims),
        asked=tuple(article.asked),
        link=article.link or _page(article),
        intents=tuple(article.intents),
        audience=article.audience,
        valid_from=article.valid_from,
        valid_to=article.valid_to,
    )  # fmt: skip


def _page(article: Article) -> str | None:
    """Where customers read the whole of what came without a link, as drafts and files often do."""
    language = Language(article.language)
    return own_page(article.key, language) if article.audience == "public" else None


def _passage(row: PassageRow, dims: int) -> EmbeddedPassage:
    return EmbeddedPassage(
        Passage(row.position, row.heading, tuple(row.sentences)),
        from_bytes(row.vector, dims)[0],
        from_bytes(row.sentence_vectors, dims),
    )

"""The published articles, from rows to what the index is built of."""

from __future__ import annotations

import logging

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.encoder.cache import TextEncoder
from bot.words import Language
from knowledge.embedding import EmbeddedPassage, from_bytes
from knowledge.index import Document
from knowledge.passages import Passage
from knowledge.tables import Article, PassageRow, Revision

log = logging.getLogger(__name__)


async def revision(session: AsyncSession) -> int:
    """Grows with every change of the library, in whichever process it was made."""
    return await session.scalar(select(Revision.number)) or 0


async def bump(session: AsyncSession) -> None:
    """Say that the library has changed; call it in the transaction that changes it."""
    grown = update(Revision).values(number=Revision.number + 1).returning(Revision.number)
    if (await session.execute(grown)).first() is None:
        session.add(Revision(id=1, number=1))
        await session.flush()


async def documents(session: AsyncSession, encoder: TextEncoder) -> list[Document]:
    """Every published article whose vectors this encoder made."""
    rows = await session.scalars(
        select(Article)
        .where(Article.status == "published")
        .options(selectinload(Article.passages))
        .order_by(Article.key, Article.language)
        .execution_options(populate_existing=True)
    )
    found, foreign = [], 0
    for article in rows:
        if article.encoder == encoder.fingerprint and article.passages:
            found.append(_document(article, encoder.dims))
        else:
            foreign += 1
    if foreign:
        log.warning("%d articles have vectors of another encoder and are not found: run "
                    "`lotse knowledge import` once", foreign)  # fmt: skip
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
        link=article.link,
        intents=tuple(article.intents),
        audience=article.audience,
        valid_from=article.valid_from,
        valid_to=article.valid_to,
    )  # fmt: skip


def _passage(row: PassageRow, dims: int) -> EmbeddedPassage:
    return EmbeddedPassage(
        Passage(row.position, row.heading, tuple(row.sentences)),
        from_bytes(row.vector, dims)[0],
        from_bytes(row.sentence_vectors, dims),
    )

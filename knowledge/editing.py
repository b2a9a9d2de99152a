"""What an editor does to an article: create, save, publish, restore; nobody's work is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.encoder.cache import TextEncoder
from bot.errors import BadInput, Conflict, NotFound
from bot.words import Language
from knowledge.articles import KEY_CHARACTERS, ArticleText
from knowledge.embedding import Embedded, embed
from knowledge.originals import name_originals
from knowledge.passages import passages
from knowledge.reading import bump
from knowledge.tables import Article, ArticleVersion
from knowledge.tokens import fold
from knowledge.writing import facts_of, keep_version, set_facts, set_vectors, text_of, text_of_facts

NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")


class EditedMeanwhile(Conflict):
    """Somebody else saved first; `details` carries what they saved, beside what was typed."""

    def __init__(self, row: Article) -> None:
        super().__init__(f"{row.author} has saved this article meanwhile. Nothing you wrote is "
                         "lost: compare both texts and save again.")  # fmt: skip
        self.details: Mapping[str, Any] = {
            "current": {**facts_of(text_of(row)), "version": row.version,
                        "updated_at": row.updated_at.isoformat()}}


@dataclass(frozen=True, slots=True)
class Vectored:
    """An article's vectors and the encoder that made them."""

    embedded: Embedded
    fingerprint: str


def vectors(text: ArticleText, encoder: TextEncoder) -> Vectored:
    """A text's vectors. Takes time: call it in a thread, before the transaction that writes."""
    return Vectored(embed([text], encoder)[0], encoder.fingerprint)


def fit(row: Article, text: ArticleText, encoder: TextEncoder) -> bool:
    """Whether the row's vectors are still those of the text."""
    return row.content_hash == text.content_hash and row.encoder == encoder.fingerprint


def checked(text: ArticleText) -> ArticleText:
    """The text, if it may be stored so; BadInput says what stands against it."""
    if text.valid_from and text.valid_to and text.valid_to < text.valid_from:
        raise BadInput("The article would end before it begins; look at its dates.")
    if text.status == "published" and not passages(text.body):
        raise BadInput("An article needs words before it can be published.")
    return text


async def find(
    session: AsyncSession, key: str, language: Language, lock: bool = False
) -> Article:
    """One article with its passages; `lock` holds it until the transaction ends."""
    query = (select(Article).where(Article.key == key, Article.language == language)
             .options(selectinload(Article.passages)))
    row = await session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound("This article does not exist (any more).")
    return row


async def create(
    session: AsyncSession, text: ArticleText, made: Vectored, author: str, now: datetime
) -> Article:
    """A new article. The first of its key is the one its translations follow. Never commits."""
    others = (await session.scalars(select(Article).where(Article.key == text.key))).all()
    row = Article(key=text.key, language=text.language, version=0, passages=[])
    session.add(row)
    set_facts(row, checked(text), author, now)
    name_originals(others, [*others, row], [text])
    try:  # the table decides: two editors may create the same at once
        await set_vectors(session, row, made.embedded, made.fingerprint)
    except IntegrityError as error:
        raise Conflict(
            f"There is an article {text.key} in this language already; open it instead."
        ) from error
    await _tell(session, "", row.status)
    return row


async def save(
    session: AsyncSession, row: Article, version: int, text: ArticleText,
    made: Vectored | None, author: str, now: datetime,
) -> Article:
    """The row's next version; saved unchanged it stays as it is. Never commits.

    `version` is the one that was edited: EditedMeanwhile when it is not the row's any more.
    """
    if row.version != version:
        raise EditedMeanwhile(row)
    if replace(text, author=row.author) == text_of(row):
        return row
    before = row.status
    keep_version(session, row)
    set_facts(row, checked(text), author, now)
    if made is not None:
        await set_vectors(session, row, made.embedded, made.fingerprint)
    await session.flush()
    await _tell(session, before, row.status)
    return row


async def make_original(session: AsyncSession, row: Article) -> None:
    """From now on the other languages are translations of this one. Never commits."""
    for other in await session.scalars(select(Article).where(Article.key == row.key)):
        other.original = other.id == row.id


async def versions(session: AsyncSession, row: Article) -> list[ArticleVersion]:
    """The earlier versions, the newest first."""
    return list(await session.scalars(
        select(ArticleVersion).where(ArticleVersion.article_id == row.id)
        .order_by(ArticleVersion.version.desc())))


async def version_text(session: AsyncSession, row: Article, number: int) -> ArticleText:
    """The article as it was in one of its versions."""
    if number == row.version:
        return text_of(row)
    found = await session.scalar(
        select(ArticleVersion).where(ArticleVersion.article_id == row.id,
                                     ArticleVersion.version == number))
    if found is None:
        raise NotFound(f"This article has no version {number}.")
    return text_of_facts(found.facts)


def restored(earlier: ArticleText, row: Article) -> ArticleText:
    """An earlier text as the next version; whether it is published stays as it is now."""
    return replace(earlier, status=row.status)


async def free_key(session: AsyncSession, title: str) -> str:
    """A name for addresses made of a title; numbered where others have it already."""
    words = NOT_IN_A_KEY.sub("-", fold(title.casefold())).strip("-")[: KEY_CHARACTERS - 4]
    stem = words.strip("-") or "article"
    taken = set(await session.scalars(select(Article.key).where(Article.key.like(f"{stem}%"))))
    names = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


async def _tell(session: AsyncSession, before: str, after: str) -> None:
    if "published" in (before, after):  # drafts are nobody's business yet
        await bump(session)

"""How an article's rows are written: the state before is kept, vectors follow the words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.words import Language
from knowledge.articles import FIELDS, ArticleText
from knowledge.embedding import Embedded, EmbeddedPassage, to_bytes
from knowledge.tables import Article, ArticleVersion, PassageRow

LISTS = ("tags", "asked", "intents")
MOMENTS = ("valid_from", "valid_to")


def text_of(row: Article) -> ArticleText:
    """A row as its writer sees it."""
    return ArticleText(
        key=row.key, language=Language(row.language), title=row.title, body=row.body,
        tags=tuple(row.tags), asked=tuple(row.asked), link=row.link, intents=tuple(row.intents),
        audience=row.audience, status=row.status, valid_from=row.valid_from,
        valid_to=row.valid_to, author=row.author, original=row.original,
    )


def facts_of(text: ArticleText) -> dict[str, Any]:
    """Everything a writer decides, as JSON."""
    return {
        name: value.isoformat() if isinstance(value := getattr(text, name), datetime) else value
        for name in (*FIELDS, "original")
    }


def text_of_facts(facts: dict[str, Any]) -> ArticleText:
    """What `facts_of` wrote down, read again."""
    read = dict(facts)
    for name in LISTS:
        read[name] = tuple(read[name])
    for name in MOMENTS:
        read[name] = datetime.fromisoformat(read[name]) if read[name] else None
    return ArticleText(**{**read, "language": Language(read["language"])})


def keep_version(session: AsyncSession, row: Article) -> None:
    """Put the row as it stands among its earlier versions; call it before the change."""
    session.add(ArticleVersion(
        article_id=row.id, version=row.version, facts=facts_of(text_of(row)),
        author=row.author, written_at=row.updated_at))


def set_facts(row: Article, text: ArticleText, author: str, now: datetime) -> None:
    """The row's next version. `source_hash` stays: an unchanged file never undoes this."""
    for name in FIELDS:
        value = getattr(text, name)
        setattr(row, name, list(value) if isinstance(value, tuple) else value)
    row.author, row.updated_at = author, now
    row.version += 1
    row.content_hash = text.content_hash


async def set_vectors(
    session: AsyncSession, row: Article, embedded: Embedded, fingerprint: str
) -> None:
    """Replace the passages; `row.passages` must be loaded."""
    row.question_vectors, row.encoder = to_bytes(embedded.questions), fingerprint
    row.passages.clear()
    await session.flush()  # the old positions are free before the new ones take them
    row.passages.extend(passage_row(part, fingerprint) for part in embedded.passages)
    await session.flush()


def passage_row(part: EmbeddedPassage, fingerprint: str) -> PassageRow:
    """A passage as it is stored."""
    return PassageRow(
        position=part.passage.position, heading=part.passage.heading[:300],
        text=part.passage.text, sentences=list(part.passage.sentences),
        vector=to_bytes(part.vector), sentence_vectors=to_bytes(part.sentences),
        encoder=fingerprint)

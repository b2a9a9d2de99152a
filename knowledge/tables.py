"""The library's tables: articles, their earlier versions, the passages search reads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.database import Base
from bot.pgvector import Vector


class Article(Base):
    """One article in one language; translations of each other share the key."""

    __tablename__ = "articles"
    __table_args__ = (UniqueConstraint("key", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)  # Markdown
    tags: Mapped[list[str]] = mapped_column(default=list)
    asked: Mapped[list[str]] = mapped_column(default=list)  # how customers put the question
    intents: Mapped[list[str]] = mapped_column(default=list)
    link: Mapped[str | None] = mapped_column(String(500))
    audience: Mapped[str] = mapped_column(String(10), default="public")
    status: Mapped[str] = mapped_column(String(10), default="published", index=True)
    valid_from: Mapped[datetime | None]
    valid_to: Mapped[datetime | None]
    author: Mapped[str] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(default=1)
    content_hash: Mapped[str] = mapped_column(String(64))  # of what search reads
    # Of the file it was last imported from: an unchanged file never undoes an editor's work.
    source_hash: Mapped[str | None] = mapped_column(String(64))
    # Title with tags, then each way of asking: as vectors, made by the encoder named so.
    question_vectors: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    encoder: Mapped[str] = mapped_column(String(40), default="")
    updated_at: Mapped[datetime]
    original: Mapped[bool] = mapped_column(default=False)  # its translations follow this one
    content_at: Mapped[datetime | None]  # when title or body last changed, whoever changed them
    confirmed_at: Mapped[datetime | None]  # "still right", said of a translation

    passages: Mapped[list[PassageRow]] = relationship(
        lazy="raise", order_by="PassageRow.position", cascade="all, delete-orphan"
    )


@event.listens_for(Article, "before_insert")
@event.listens_for(Article, "before_update")
def _note_new_content(_mapper: Any, _connection: Any, row: Article) -> None:
    # Here, because an import changes articles as an editor does: no way of writing can forget it.
    written = inspect(row).attrs
    if written.title.history.has_changes() or written.body.history.has_changes():
        row.content_at = row.updated_at


class ArticleVersion(Base):
    """An article as it was before a change."""

    __tablename__ = "article_versions"
    __table_args__ = (UniqueConstraint("article_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    version: Mapped[int]
    facts: Mapped[dict[str, Any]]  # every field an editor can change
    author: Mapped[str] = mapped_column(String(100))
    written_at: Mapped[datetime]


class PassageRow(Base):
    """One passage of an article, ready for search."""

    __tablename__ = "passages"
    __table_args__ = (UniqueConstraint("article_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"))
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    sentences: Mapped[list[str]]
    vector: Mapped[bytes] = mapped_column(Vector)
    sentence_vectors: Mapped[bytes] = mapped_column(LargeBinary)  # one row a sentence
    encoder: Mapped[str] = mapped_column(String(40))  # fingerprint


class Revision(Base):
    """One row whose number grows with every change: other processes look at it and refresh."""

    __tablename__ = "knowledge_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


class DismissedFinding(Base):
    """Two passages an editor has looked at: not duplicates, no contradiction."""

    __tablename__ = "dismissed_findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)  # changes with the words
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]

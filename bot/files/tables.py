"""The table of files: where each came from, how far it has come, where it lies."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.channels.facts import Media
from bot.database import Base


class State(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"  # with the messenger still
    STORED = "stored"
    REFUSED = "refused"  # by us: too large, a kind we do not take, infected
    FAILED = "failed"  # the messenger does not give it (any more)
    LOST = "lost"  # tried for hours in vain
    GONE = "gone"  # its time was up
    DOOMED = "doomed"  # its bytes are to be deleted, then its row


class StoredFile(Base):
    """One file of a message; an agent's has no message until it is sent."""

    __tablename__ = "files"
    __table_args__ = (Index("ix_files_state", "state", "next_try_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)  # public, not to be guessed
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # image, audio, video, file, sticker
    claimed_type: Mapped[str | None] = mapped_column(String(200))
    type: Mapped[str | None] = mapped_column(String(100))  # by its bytes
    name: Mapped[str | None] = mapped_column(String(200))
    size: Mapped[int | None]  # bytes
    digest: Mapped[str | None] = mapped_column(String(64))  # SHA-256, hex
    key: Mapped[str | None] = mapped_column(String(160))  # its name in the store
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(30))
    detail: Mapped[str | None] = mapped_column(Text)  # the messenger's words
    reference: Mapped[str | None] = mapped_column(Text)  # the messenger's id or address of it
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)


def new_id() -> str:
    """An id nobody can guess."""
    return secrets.token_urlsafe(18)


def waiting(media: Iterable[Media], now: datetime) -> list[StoredFile]:
    """Rows for what a messenger keeps for us; the fetcher gets it."""
    return [StoredFile(
        id=new_id(), kind=each.kind[:10], claimed_type=(each.type or "")[:200] or None,
        name=short(each.name), size=each.size, state=State.WAITING, reference=each.reference,
        attempts=0, next_try_at=now, created_at=now) for each in media]


def attachment(row: StoredFile) -> dict[str, Any]:
    """A file as a message's content tells of it, to pages and to the sender."""
    why = {"reason": row.reason, "detail": row.detail} if row.reason else {}
    return {"id": row.id, "kind": row.kind, "name": row.name, "size": row.size,
            "type": row.type or row.claimed_type, "state": str(row.state), **why}


def short(name: str | None) -> str | None:
    """The end of a name, where its ending is: no folders, nothing that cannot be written."""
    plain = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in plain if c.isprintable())[-120:].strip() or None

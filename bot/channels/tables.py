"""The ledger's tables: accounts, raw calls, what arrived, what goes out, what came too early."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base
from bot.words import Progress


class ChannelAccount(Base):
    """One account of one messenger."""

    __tablename__ = "channel_accounts"
    __table_args__ = (UniqueConstraint("channel", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))  # as it stands in the webhook's address
    language: Mapped[str] = mapped_column(String(2))  # of a customer's first message
    settings: Mapped[dict[str, Any]]
    sealed: Mapped[str] = mapped_column(Text)  # the secrets, encrypted together
    refused_calls: Mapped[int] = mapped_column(default=0)  # wrong signatures, nothing else of them
    paused_until: Mapped[datetime | None]  # the messenger asked for rest
    created_at: Mapped[datetime]


class WebhookEvent(Base):
    """A verified call as it came, kept for a while."""

    __tablename__ = "webhook_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(100))
    headers: Mapped[dict[str, Any]]  # those that parse reads; no secrets
    body: Mapped[bytes] = mapped_column(LargeBinary)
    unknown: Mapped[list[str]] = mapped_column(default=list)  # kinds we had no use for
    received_at: Mapped[datetime] = mapped_column(index=True)
    processed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class Arrived(Base):
    """A messenger's message id, taken once; it is what makes a redelivery nothing new."""

    __tablename__ = "arrived"
    __table_args__ = (UniqueConstraint("channel", "account", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(100))
    external_id: Mapped[str] = mapped_column(String(200))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    echo: Mapped[bool] = mapped_column(default=False)  # our side's words, written elsewhere


class Early(Base):
    """A fact about a message that is not here yet; it is applied when the message comes."""

    __tablename__ = "early_facts"
    __table_args__ = (Index("ix_early_facts_target", "channel", "account", "target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(100))
    target: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)  # when we were told


class Delivery(Base):
    """One part of one of our messages on its way to a messenger."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        UniqueConstraint("marker"),
        Index("ix_deliveries_external_id", "channel", "account", "external_id"),
        Index("ix_deliveries_state", "state", "next_try_at"),
        Index("ix_deliveries_conversation_id_state", "conversation_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(100))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    position: Mapped[int]  # of the part in its message
    part: Mapped[dict[str, Any]]
    marker: Mapped[str] = mapped_column(String(40))  # goes along, comes back in statuses
    state: Mapped[str] = mapped_column(String(10), default=Progress.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    external_id: Mapped[str | None] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(Text)
    remedy: Mapped[str | None] = mapped_column(String(20))
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    dismissed_at: Mapped[datetime | None]  # lost, and a person has said that it may stay so


class MessageTemplate(Base):
    """A template of one account, in one language."""

    __tablename__ = "message_templates"
    __table_args__ = (UniqueConstraint("channel", "account", "name", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(512))
    language: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    fits: Mapped[bool]
    fetched: Mapped[bool]  # from the messenger, not typed in
    updated_at: Mapped[datetime]

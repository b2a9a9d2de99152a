"""The spine's tables: who writes, where, what was said, who owns it, what happened when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.database import Base


class Customer(Base):
    """A person as the shop knows them."""

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # the shop's own customer id
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320), index=True)
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    language: Mapped[str] = mapped_column(String(2))
    address_form: Mapped[str] = mapped_column(String(8))
    street: Mapped[str | None] = mapped_column(String(200))
    postcode: Mapped[str | None] = mapped_column(String(12))
    city: Mapped[str | None] = mapped_column(String(100))
    country: Mapped[str | None] = mapped_column(String(2))
    points: Mapped[int] = mapped_column(default=0)
    level: Mapped[str] = mapped_column(String(20), default="sapling")
    consents: Mapped[dict[str, Any]] = mapped_column(default=dict)
    since: Mapped[datetime]


class Staff(Base):
    """A member of staff: agent, trainer or administrator."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]]
    languages: Mapped[list[str]]
    colour: Mapped[str] = mapped_column(String(7), default="#1f6f78")
    active: Mapped[bool] = mapped_column(default=True)


class Identity(Base):
    """An address a customer writes from: one per messenger, account and external id."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("channel", "account", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    account: Mapped[str] = mapped_column(String(100))
    external_id: Mapped[str] = mapped_column(String(200))
    display_name: Mapped[str | None] = mapped_column(String(200))
    # Where the messenger tells it beside an id of its own, digits as it writes them.
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    # What the open link says, at hand; only bot.linking writes the two.
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    evidence: Mapped[str | None] = mapped_column(String(30))
    created_at: Mapped[datetime]

    @property
    def known_as(self) -> str:
        """What people call somebody: a messenger's own id only where there is nothing else."""
        return self.display_name or self.phone or self.external_id


OPEN = text("undone_at IS NULL")


class Link(Base):
    """That an identity, or another record of the same person, belongs to a customer, and why.

    One of `identity_id` and `member_id` is set. A link is never changed, only ended.
    """

    __tablename__ = "identity_links"
    __table_args__ = (
        CheckConstraint("(identity_id IS NULL) <> (member_id IS NULL)", name="one_end"),
        Index("uq_identity_links_open_identity", "identity_id", unique=True,
              sqlite_where=OPEN, postgresql_where=OPEN),
        Index("uq_identity_links_open_member", "member_id", unique=True,
              sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int | None] = mapped_column(ForeignKey("identities.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    evidence: Mapped[str] = mapped_column(String(30))  # bot.linking.Evidence
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(100))


class Code(Base):
    """A one-time code sent to one address and asked for at another; the newest one counts.

    The code itself is nowhere: bot.tokens makes it of the nonce and the installation's key.
    """

    __tablename__ = "codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identities.id"), index=True)  # is to type
    to_id: Mapped[int] = mapped_column(ForeignKey("identities.id"), index=True)  # was sent it
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))  # whose `to_id` is
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    nonce: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(index=True)
    wrong: Mapped[int] = mapped_column(default=0)  # tries
    tried: Mapped[int] = mapped_column(default=0)  # the last message looked at: none counts twice
    used_at: Mapped[datetime | None]


class Conversation(Base):
    """One thread with one customer on one channel."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_owner_since", "owner", "owner_since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identities.id"), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    address_form: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str | None] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(10), default="assistant")
    owner_since: Mapped[datetime]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    epoch: Mapped[int] = mapped_column(default=0)  # grows with every move of ownership
    memory: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what the dialogue carries
    opened_at: Mapped[datetime]
    last_message_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    claimed_by: Mapped[str | None] = mapped_column(String(40))  # the process taking the turn
    claimed_until: Mapped[datetime | None]

    identity: Mapped[Identity] = relationship(lazy="raise")
    customer: Mapped[Customer | None] = relationship(lazy="raise")
    agent: Mapped[Staff | None] = relationship(lazy="raise")


class Message(Base):
    """One message, from anybody, on its way in or out."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "direction", "external_id"),
        Index("ix_messages_conversation_id_id", "conversation_id", "id"),
        Index("ix_messages_waiting", "waiting", "conversation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    direction: Mapped[str] = mapped_column(String(3))  # in, out
    author: Mapped[str] = mapped_column(String(10))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    external_id: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    # buttons, article cards, attachments, the payload of a pressed button
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    language: Mapped[str | None] = mapped_column(String(2))
    status: Mapped[str] = mapped_column(String(10))
    waiting: Mapped[bool] = mapped_column(default=False)  # a customer's message not yet taken
    created_at: Mapped[datetime]
    # When it was written by the messenger's clock: deliveries come in any order, reading does not.
    said_at: Mapped[datetime] = mapped_column(
        default=lambda context: context.get_current_parameters()["created_at"])

    agent: Mapped[Staff | None] = relationship(lazy="raise")


class Turn(Base):
    """What the assistant understood of a customer's message, and what it did about it."""

    __tablename__ = "turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    # Every message it answered, in order; the last one is message_id.
    took: Mapped[list[Any]] = mapped_column(default=list)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    intent: Mapped[str | None] = mapped_column(String(60), index=True)
    confidence: Mapped[float] = mapped_column(default=0.0)
    certainty: Mapped[str] = mapped_column(String(10), default="lost")
    ranking: Mapped[list[Any]] = mapped_column(default=list)
    entities: Mapped[list[Any]] = mapped_column(default=list)
    articles: Mapped[list[str]] = mapped_column(default=list)
    outcome: Mapped[str] = mapped_column(String(20), index=True)
    milliseconds: Mapped[int] = mapped_column(default=0)
    reviewed_as: Mapped[str | None] = mapped_column(String(60))  # what a trainer said it means
    created_at: Mapped[datetime] = mapped_column(index=True)


class Move(Base):
    """A step of ownership: who had it, who has it, why."""

    __tablename__ = "moves"
    __table_args__ = (UniqueConstraint("conversation_id", "epoch"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    epoch: Mapped[int]
    step: Mapped[str] = mapped_column(String(20))
    owner_before: Mapped[str] = mapped_column(String(10))
    owner_after: Mapped[str] = mapped_column(String(10))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reason: Mapped[str | None] = mapped_column(String(30))
    at: Mapped[datetime]


class Event(Base):
    """Something that happened, with a growing id; pages resume from the last id they saw."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_conversation_id_id", "conversation_id", "id"),
        {"sqlite_autoincrement": True},  # an id is never used twice, pages resume by it
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    audience: Mapped[str] = mapped_column(String(10))  # everyone, staff
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]

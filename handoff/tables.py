"""The CRM's tables: what the shop sold, sent and took back, and what people noted and judged."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.database import Base
from bot.tables import Customer


class Product(Base):
    """Something the shop sells; names and prices per language and currency."""

    __tablename__ = "products"

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(20), unique=True)
    names: Mapped[dict[str, Any]]  # {de, vi, en}
    category: Mapped[str] = mapped_column(String(30))
    prices: Mapped[dict[str, Any]]  # {EUR, VND} as decimal strings
    colours: Mapped[list[str]]
    sizes: Mapped[list[str]]
    aliases: Mapped[list[str]]
    stock: Mapped[dict[str, Any]]  # {"M/navy": 0}; what is not named is in stock


class Order(Base):
    """One order with its shipment."""

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    placed_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    payment: Mapped[str] = mapped_column(String(20))
    shipping: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    # [{sku, size, colour, qty, price, sale, final_sale}], prices as decimal strings
    items: Mapped[list[Any]]
    ship_to: Mapped[str | None] = mapped_column(String(300))  # where it differs from the customer
    carrier: Mapped[str | None] = mapped_column(String(40))
    tracking: Mapped[str | None] = mapped_column(String(60))
    sent_on: Mapped[date | None]
    expected_on: Mapped[date | None]
    delivered_on: Mapped[date | None]

    customer: Mapped[Customer] = relationship(lazy="raise")
    returns: Mapped[list[Return]] = relationship(lazy="raise", back_populates="order")


class Return(Base):
    """Goods on their way back, for money or for another size."""

    __tablename__ = "returns"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    items: Mapped[list[str]]  # skus
    reason: Mapped[str] = mapped_column(String(30))
    wish: Mapped[str | None] = mapped_column(String(300))  # what to send instead
    requested_on: Mapped[date]
    received_on: Mapped[date | None]
    refunded_on: Mapped[date | None]

    order: Mapped[Order] = relationship(lazy="raise", back_populates="returns")


class Appointment(Base):
    """Half an hour in a shop."""

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    shop: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(30))
    day: Mapped[date]
    time: Mapped[str] = mapped_column(String(5))
    contact: Mapped[str] = mapped_column(String(200))
    cancelled_at: Mapped[datetime | None]


class Rating(Base):
    """What a customer thought of a conversation: one to five, and words."""

    __tablename__ = "ratings"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), unique=True)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    stars: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]


class Helpful(Base):
    """Whether an answer from the knowledge base helped."""

    __tablename__ = "helpful"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    article: Mapped[str] = mapped_column(String(80), index=True)
    helpful: Mapped[bool]
    at: Mapped[datetime]


class HandledQuestion(Base):
    """A question without an answer that a trainer has dealt with."""

    __tablename__ = "handled_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    article: Mapped[str | None] = mapped_column(String(80))  # the draft it became; None: dismissed
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class DecidedProposal(Base):
    """What a person said to an answer proposed for the library; it is never proposed again."""

    __tablename__ = "decided_proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    question: Mapped[str] = mapped_column(Text)  # without personal data
    article: Mapped[str | None] = mapped_column(String(80))  # the draft it became; None: dismissed
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class Note(Base):
    """What an agent wrote down about a customer or a conversation; never shown to customers."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    author: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Packet(Base):
    """What an agent finds on top of a conversation handed over."""

    __tablename__ = "packets"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    reason: Mapped[str] = mapped_column(String(30))
    wish: Mapped[str] = mapped_column(Text)  # the customer's last words before
    job: Mapped[str | None] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]
    articles: Mapped[list[str]]
    guesses: Mapped[list[Any]]
    at: Mapped[datetime]


class ProofTry(Base):
    """A wrong postcode or e-mail, so that guessing has an end."""

    __tablename__ = "proof_tries"
    __table_args__ = (UniqueConstraint("conversation_id", "message_text", "order_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    order_number: Mapped[str] = mapped_column(String(12), index=True)
    message_text: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class Login(Base):
    """A member of staff's log-in; only a hash of its token is stored."""

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class DismissedMatch(Base):
    """A suggestion that two are one person, which an agent said no to."""

    __tablename__ = "dismissed_matches"
    __table_args__ = (UniqueConstraint("identity_id", "other"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    identity_id: Mapped[int] = mapped_column(ForeignKey("identities.id"))
    other: Mapped[str] = mapped_column(String(20))  # "c5" a customer, "i7" an identity
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]

"""What trainers add and what becomes of it: examples, training runs, models."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class AddedExample(Base):
    """A customer's sentence a trainer gave its intent."""

    __tablename__ = "added_examples"
    __table_args__ = (UniqueConstraint("language", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    intent: Mapped[str] = mapped_column(String(60), index=True)
    turn_id: Mapped[int | None] = mapped_column(index=True)  # where it came from
    added_by: Mapped[str] = mapped_column(String(100))
    added_at: Mapped[datetime]


class TrainedModel(Base):
    """A model file, what it was made of, and how well it understands."""

    __tablename__ = "models"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    file: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64))
    inputs: Mapped[str] = mapped_column(String(64))  # hash of the repository's own inputs
    added: Mapped[list[Any]]  # ids of the added examples in it
    examples: Mapped[int]
    accuracy: Mapped[dict[str, Any]]  # cross-validated, {de, vi, en, all}
    status: Mapped[str] = mapped_column(String(10), index=True)  # live, candidate, retired
    made_by: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    live_since: Mapped[datetime | None]


class TrainingRun(Base):
    """One press of "train", with its progress; at most one runs."""

    __tablename__ = "training_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    phase: Mapped[str] = mapped_column(String(20))
    percent: Mapped[int] = mapped_column(default=0)
    sentence: Mapped[str] = mapped_column(Text, default="")
    model_id: Mapped[int | None] = mapped_column(ForeignKey("models.id"))
    started_by: Mapped[str] = mapped_column(String(100))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

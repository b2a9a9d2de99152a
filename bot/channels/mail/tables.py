"""How far each mailbox has been read, and which process reads it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base


class Mailbox(Base):
    """The folder of one e-mail account."""

    __tablename__ = "mailboxes"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("channel_accounts.id", ondelete="CASCADE"), primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger, default=0)  # UIDVALIDITY; 0: never read
    uid: Mapped[int] = mapped_column(BigInteger, default=0)  # the last one stored
    claimed_by: Mapped[str | None] = mapped_column(String(40))  # the process that reads it
    claimed_until: Mapped[datetime | None]
    read_at: Mapped[datetime | None]  # when it was last found empty of news
    error: Mapped[str | None] = mapped_column(Text)  # why it cannot be read at present

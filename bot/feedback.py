"""What a channel passes up when a customer judges us, takes words back or leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.tables import Conversation, Message, Turn

# A customer took a message back: what it said, and the turns that answered it, already without it.
TakenBack = Callable[[AsyncSession, Message, str, Sequence[Turn]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Feedback:
    """The hooks a channel calls inside its own transaction."""

    rate: Callable[[AsyncSession, Conversation, int, str, datetime], Awaitable[None]]
    helpful: Callable[[AsyncSession, Conversation, int, bool, datetime], Awaitable[None]]
    # what was given before, for a page that reloads: {"rating": …, "helpful": {…}}
    given: Callable[[AsyncSession, Conversation], Awaitable[dict[str, Any]]]
    erase: Callable[[AsyncSession, list[int]], Awaitable[None]]
    taken_back: TakenBack

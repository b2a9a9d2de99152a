"""What the assistant can send: a text, buttons to answer with, an article, a request to rate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rasa import Frustration, Understanding
from bot.tables import Conversation
from bot.texts import Voice
from bot.words import Language, Outcome


@dataclass(frozen=True, slots=True)
class Button:
    """A short answer to press. `payload` is Rasa's "/intent{entities}" and is never typed."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the assistant."""

    text: str
    buttons: tuple[Button, ...] = ()
    kind: str = "text"  # text, article, rating
    card: dict[str, Any] | None = None  # title, link, lines of an article; facts of an order

    def content(self) -> dict[str, Any]:
        """The part of the message beside its text, as stored and sent."""
        return {
            "kind": self.kind,
            "buttons": [{"title": b.title, "payload": b.payload} for b in self.buttons],
            **({"card": self.card} if self.card else {}),
        }


@dataclass
class TurnContext:
    """What a command may see and change while a turn is finished, in its one transaction."""

    session: AsyncSession
    conversation: Conversation
    voice: Voice
    text: str
    understanding: Understanding
    slots: dict[str, Any]
    now: datetime
    timezone: str = "Europe/Berlin"
    public: str = ""  # the app's address as customers reach it; "" where there is none
    prepared: dict[str, Any] = field(default_factory=dict)
    earlier: Sequence[str] = ()  # the customer's messages of the last turns, newest first
    frustration: Frustration | None = None  # of the message as a whole
    in_job: bool = False  # a form goes on after this turn
    outcome: Outcome = Outcome.ANSWERED
    answered: bool = False  # something asked for was said or done, not only asked back
    articles: list[str] = field(default_factory=list)
    person_offered: bool = False
    handed_over: bool = False
    interrupted: bool = False  # something was said before the job's next question
    resting: bool = False  # that question has just been asked, and waits for the customer
    job_before: str | None = None  # the job under way when the turn began


Run = Callable[[TurnContext, Mapping[str, Any]], Awaitable[list[Reply]]]
Prepare = Callable[[str, Language, Understanding], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Command:
    """Something a dialogue can ask of the app: {do: name, …} in Rasa's replies.

    `prepare(text, language, understanding)` runs before the transaction, for what takes time.
    """

    run: Run
    prepare: Prepare | None = None


class LastWord(Protocol):
    """Looks at all that would be said in a turn before it is, and may change it; actions/ does."""

    def __call__(self, context: TurnContext, replies: list[Reply]) -> list[Reply]: ...


class Commands(Protocol):
    """The registry a turn looks commands up in; actions/ fills it."""

    def __getitem__(self, name: str) -> Command: ...

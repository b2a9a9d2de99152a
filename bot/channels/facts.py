"""What messengers report, in our words: every channel's `parse` answers with these facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.words import Progress


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes, by the messenger's own id: replies go to this address."""

    id: str
    name: str | None = None
    language: str | None = None  # of the person's app, where the messenger tells
    phone: str | None = None  # where it is told beside, or in place of, an id
    formerly: tuple[str, ...] = ()  # other ids under which the messenger may have named them


@dataclass(frozen=True, slots=True)
class Media:
    """A file the messenger keeps for us, not fetched yet."""

    kind: str  # image, audio, video, file, sticker
    reference: str  # the messenger's id or address of it
    type: str | None = None  # media type as the messenger claims it
    name: str | None = None
    size: int | None = None  # bytes


@dataclass(frozen=True, slots=True)
class Said:
    """A customer's message of any kind."""

    id: str  # the messenger's own id of the message: the guard against double delivery
    person: Person
    at: datetime  # the messenger's own time: messages are read in this order
    text: str = ""
    pressed: str | None = None  # the reference of one of our buttons, see bot.channels.parts
    media: tuple[Media, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)  # location, contacts, a mail's thread
    begins: bool = False  # "start" was pressed, and nothing said yet
    # Markers of messages of ours it answers: they name the conversation, whoever writes.
    follows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """The customer changed the text of an earlier message."""

    target: str
    person: Person
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """The customer took a message back: our copy goes too."""

    target: str
    person: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class Reacted:
    """The customer put an emoji on a message of either side; an empty one takes it off."""

    target: str
    person: Person
    at: datetime
    emoji: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """The messenger names this person differently from then on; see `Person.formerly`."""

    person: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class Quoted:
    """The customer's message `by` (our id) answers this one: said once both are here."""

    target: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """One of our messages has come so far."""

    target: str  # the messenger's id of our message
    progress: Progress
    at: datetime
    marker: str | None = None  # what we gave along when sending, where the messenger returns it
    code: str | None = None  # of a failure: the messenger's code and words
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MovedUpTo:
    """Everything we sent this person until a moment has come so far."""

    person: Person
    progress: Progress
    until: datetime


@dataclass(frozen=True, slots=True)
class Echo:
    """A message of our side came back to us; one we did not send was written elsewhere."""

    id: str
    person: Person  # the customer it went to
    at: datetime
    text: str = ""
    media: tuple[Media, ...] = ()
    marker: str | None = None  # what we gave along when sending, where the messenger returns it


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something this messenger may well send, but that we have no use for."""

    kind: str


Fact = Said | Edited | Deleted | Reacted | Moved | MovedUpTo | Echo | Renamed | Unknown

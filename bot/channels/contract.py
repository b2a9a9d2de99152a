"""What a channel must declare, and the shapes it is given and gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

import httpx

from bot.channels.facts import Fact
from bot.channels.lengths import Limit
from bot.errors import LotseError
from bot.words import Progress


class NotOurs(LotseError):
    """The body is no payload of this messenger."""

    status = 400


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of an account, as the console and the command line ask for it."""

    name: str
    label: str
    secret: bool = False
    default: str | None = None  # None: it must be given
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one messenger with its settings, secrets opened."""

    channel: str
    name: str
    values: Mapping[str, str]

    def __getitem__(self, field_name: str) -> str:
        return self.values[field_name]

    def __repr__(self) -> str:  # secrets must not reach a log
        return f"Account({self.channel}/{self.name})"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A webhook call as it came: exact bytes, headers with lower-case names."""

    body: bytes
    headers: Mapping[str, str]
    at: datetime
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shows:
    """What a messenger can show beside text; numbers are upper limits, 0 is "not at all"."""

    buttons: int = 0
    button_title: int = 20  # characters
    list_rows: int = 0
    list_title: int = 24
    body: Limit | None = None  # of a text with buttons or a list, where it is shorter
    links: bool = True


class Scope(StrEnum):
    """What a messenger's "slow down" is about."""

    CHAT = "chat"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Sent:
    """The messenger took it."""

    external_id: str


@dataclass(frozen=True, slots=True)
class Again:
    """Not now: try again, after the time the messenger asked for if it named one."""

    code: str
    reason: str
    after: timedelta | None = None
    scope: Scope = Scope.CHAT


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: the messenger's own reason, and what a person can do about it."""

    code: str
    reason: str
    remedy: str  # template, other_channel, fix_account, fix_template, check, none


Answer = Sent | Again | Refused


@dataclass(frozen=True, slots=True)
class Part:
    """One message as it goes out: split, with buttons as this channel can show them."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()  # (reference, title)
    shape: Literal["text", "buttons", "list", "template"] = "text"
    template: Mapping[str, Any] | None = None  # name, language, values


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A part with its address."""

    to: str  # the person's id at the messenger
    part: Part
    marker: str  # ours; comes back with statuses where the messenger has room for it
    choose: str = ""  # the caption of a list's opening button, in the customer's language


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything the road needs to know of one messenger. The functions are pure."""

    name: str
    fields: tuple[Field, ...]
    verify: Callable[[Arrival, Account], bool]  # constant time, over the exact bytes
    parse: Callable[[Arrival, Account], Sequence[Fact]]  # NotOurs when it is no such payload
    send: Callable[[Outgoing, Account], httpx.Request]
    read: Callable[[httpx.Response], Answer]
    check: Callable[[Account], httpx.Request]  # harmless; 200 says that the secrets are right
    limit: Limit
    shows: Shows
    receipts: frozenset[Progress]  # what it tells of our messages beside having taken them
    handshake: Callable[[Arrival, Account], str | None] | None = None  # None: refused
    window: timedelta | None = None  # free text only so long after the customer's last message
    templates: bool = False
    account_rate: float = 20.0  # messages a second, in every process
    chat_rate: float = 1.0
    # An unclear send shows by its marker in a status, so it can be tried again without fear.
    settles: bool = False
    attend: Callable[[str, str, Account], httpx.Request] | None = None  # read mark and "typing"
    headers: tuple[str, ...] = ()  # that parse reads: kept with the raw body

"""What a channel must declare, and the shapes it is given and gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import httpx

from bot.channels.facts import Fact, Media
from bot.channels.lengths import Limit
from bot.errors import LotseError
from bot.words import Progress

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.channels.tables import Delivery


class NotOurs(LotseError):
    """The body is no payload of this messenger."""

    status = 400


class Unclear(Exception):
    """The call broke after it was sent: the messenger may have taken the message."""


@dataclass(frozen=True, slots=True)
class Field:
    """One setting of an account, as the console and the command line ask for it."""

    name: str
    label: str
    secret: bool = False
    default: str | None = None  # None: it must be given; "" may stay empty
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one messenger with its settings, secrets opened."""

    channel: str
    name: str
    values: Mapping[str, str]
    key: bytes = b""  # signs what only we can have made for this account

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
    url: str = ""  # the public address that was called, query included: some sign it


@dataclass(frozen=True, slots=True)
class Shows:
    """What a messenger can show beside text; numbers are upper limits, 0 is "not at all"."""

    buttons: int = 0
    button_title: int = 20  # characters
    list_rows: int = 0
    list_title: int = 24
    body: Limit | None = None  # of a text with buttons or a list, where it is shorter
    links: bool = True
    # Kinds of files it takes (image, audio, video, file), each with its most bytes.
    files: Mapping[str, int] = field(default_factory=dict)
    # The most bytes of files that go within one message, beside its words, as a mail has them;
    # 0: each file is a message of its own, fetched by the messenger at an address of ours.
    together: int = 0
    # Media types it takes of a kind, where that is not every one.
    file_types: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # Kinds of files that have words with them, each with its most characters.
    captions: Mapping[str, int] = field(
        default_factory=lambda: dict.fromkeys(("image", "video", "file"), 1024))


class Sign(StrEnum):
    """What customers may see of us beside messages, where their messenger can show it."""

    TAKEN = "taken"  # nobody has read it yet; but a pressed button must stop spinning
    ANSWERING = "answering"  # the assistant takes it
    SEEN = "seen"  # an agent has read it
    TYPING = "typing"  # an agent writes


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


@dataclass(frozen=True, slots=True)
class Expired:
    """Not with this access token: renew it (see `Channel.renew`) and send again."""

    code: str
    reason: str


Answer = Sent | Again | Refused | Expired


@dataclass(frozen=True, slots=True)
class Renewed:
    """New values of the fields in `Channel.renews`, and how long they last."""

    values: Mapping[str, str]
    lasts: timedelta


class TemplateState(StrEnum):
    """How far a template is with the messenger's people."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes out; the messenger fetches it at a signed address of ours, or gets it."""

    kind: str  # image, audio, video, file
    url: str  # while the part waits: our id of the file, since addresses expire
    type: str  # media type
    name: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Part:
    """One message as it goes out: split, with buttons as this channel can show them."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()  # (reference, title)
    shape: Literal["text", "buttons", "list", "template", "file"] = "text"
    template: Mapping[str, Any] | None = None  # name, language, values
    file: File | None = None  # with the text as its caption; of shape text: shown as a link
    beside: tuple[File, ...] = ()  # go within the message, where the channel has them so


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says around its text."""

    subject: str
    answers: str = ""  # the Message-ID of the customer's mail, without brackets
    references: tuple[str, ...] = ()  # those before it in the thread
    automatic: bool = False  # the assistant wrote it, no person
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A part with its address."""

    to: str  # the person's id at the messenger
    part: Part
    marker: str  # ours; comes back with statuses where the messenger has room for it
    choose: str = ""  # the caption of a list's opening button, in the customer's language
    webhook: str = ""  # our address for this account, where statuses are to be sent
    late: bool = False  # a person writes after the assistant's window, see window_for_people
    letter: Letter | None = None  # where the channel asks for one
    attached: tuple[tuple[File, bytes], ...] = ()  # the part's `beside`, with their bytes


@dataclass(frozen=True, slots=True)
class Template:
    """A text a messenger has looked at, or is to; only approved ones go out."""

    name: str
    language: str  # exactly as the messenger writes it
    category: str
    body: str  # with {{1}}, {{2}} … or {{names}} where values go
    state: TemplateState
    reason: str = ""  # why it was rejected or paused
    fits: bool = True  # False: it needs values elsewhere than in its body, which we do not send


@dataclass(frozen=True, slots=True)
class TemplatePage:
    """Some of an account's templates, and where the next page starts ("" after the last)."""

    templates: tuple[Template, ...]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """Everything the road needs to know of one messenger. The functions are pure.

    A messenger spoken to by HTTP has send, read and check; another one delivers by itself.
    """

    name: str
    fields: tuple[Field, ...]
    verify: Callable[[Arrival, Account], bool]  # constant time, over the exact bytes
    parse: Callable[[Arrival, Account], Sequence[Fact]]  # NotOurs when it is no such payload
    limit: Limit
    shows: Shows
    receipts: frozenset[Progress]  # what it tells of our messages beside having taken them
    send: Callable[[Outgoing, Account], httpx.Request] | None = None
    read: Callable[[httpx.Response], Answer] | None = None
    check: Callable[[Account], httpx.Request] | None = None  # harmless, see `accepts`
    # Not by HTTP (these two are not pure). Raises Unclear when the message may have been taken.
    deliver: Callable[[Outgoing, Account], Awaitable[Answer]] | None = None
    tried: Callable[[Account], Awaitable[str]] | None = None  # BadInput says what is wrong
    letter: Callable[[AsyncSession, Delivery], Awaitable[Letter]] | None = None
    # The assistant's answers to one address in an hour; more look like two programs talking.
    most_an_hour: int | None = None
    handshake: Callable[[Arrival, Account], str | None] | None = None  # None: refused
    window: timedelta | None = None  # free text only so long after the customer's last message
    window_for_people: timedelta | None = None  # where an agent may answer for longer
    most_in_window: int | None = None  # messages we may send within one window
    templates: bool = False
    numbered: bool = True  # whether their values may have numbers in place of names
    account_rate: float = 20.0  # messages a second, of all processes together
    chat_rate: float = 1.0
    # An unclear send shows by its marker in a status, so it can be tried again without fear.
    settles: bool = False
    # Read mark and "typing": of whom, the id of their last message, and what is to be seen.
    attend: Callable[[str, str, Sign, Account], Sequence[httpx.Request]] | None = None
    headers: tuple[str, ...] = ()  # that parse reads: kept with the raw body
    reply: tuple[str, str] = ("ok", "text/plain")  # our 200 to a call: body and media type
    # What can be done about a failure reported later, by the messenger's code.
    remedies: Mapping[str, str] = field(default_factory=dict)
    # Whether the answer to `check` says that all is well: some say 200 to a wrong secret, too.
    accepts: Callable[[httpx.Response], bool] = lambda response: response.is_success
    # Access tokens that end: fields that are exchanged together, the call that asks for new ones
    # with the old, and what its answer says. Each token is given away once: bot.channels.renewing.
    renews: tuple[str, ...] = ()
    renew: Callable[[Account], httpx.Request] | None = None
    renewed: Callable[[httpx.Response], Renewed | Again | Refused] | None = None
    # A file of the customer's: asks for it, or for its address, which `located` then reads.
    media: Callable[[Media, Account], httpx.Request] | None = None
    located: Callable[[httpx.Response, Account], httpx.Request] | None = None
    # One page of an account's templates; None where the account lacks what that takes. Channels
    # with templates and without this have theirs typed in.
    list_templates: Callable[[Account, str], httpx.Request | None] | None = None
    read_templates: Callable[[httpx.Response], TemplatePage] | None = None
    # Where that says too little: asks for one of them, and what the answer adds.
    ask_template: Callable[[Account, Template], httpx.Request] | None = None
    read_template: Callable[[httpx.Response, Template], Template] | None = None
    # Asks what a person is called, where events do not say; and the name in the answer, if any.
    profile: Callable[[str, Account], httpx.Request] | None = None
    named: Callable[[httpx.Response], str | None] | None = None
    # A file that came within the call itself: its bytes out of the raw call we keep, by account.
    kept: Callable[[AsyncSession, str, Media], Awaitable[bytes | None]] | None = None

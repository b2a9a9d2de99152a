"""A mailbox by IMAP: wait for mail, fetch what is new, mark it as read. Blocking: for threads."""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
)

from bot.channels.contract import Account
from bot.channels.mail import tokens

TIMEOUT = 30.0  # seconds of silence within an answer
LARGEST = 25_000_000  # bytes; of a larger mail the beginning is fetched, where the text stands
BEGINNING = 1_000_000
# Everything that a mail server, its line or its certificate can do to us.
TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, EOFError)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
ARRIVED = re.compile(rb'INTERNALDATE "[^"]+"')


@dataclass(frozen=True, slots=True)
class Place:
    """How far a folder has been read: its UIDVALIDITY, and the last UID (RFC 9051, 2.3.1.1)."""

    validity: int = 0
    uid: int = 0


class Folder:
    """One folder of one mailbox over one connection."""

    def __init__(self, account: Account) -> None:
        self.box = _connect(account)
        _log_in(self.box, account)
        self.box.folder.set(account["folder"])
        # imaplib types what it keeps of a SELECT as "anything".
        validity = self.box.client.response("UIDVALIDITY")[1]
        self.validity = int(validity[0] or b"0")
        self.can_idle = "IDLE" in self.box.client.capabilities

    def new(self, place: Place, since: datetime) -> list[int]:
        """UIDs of everything after a place; of a folder never read, what may have come since."""
        self.box.client.untagged_responses.pop("EXISTS", None)
        if place.validity != self.validity:
            return sorted(int(found) for found in self.box.uids(f"SINCE {_day(since)}"))
        found = self.box.uids(f"UID {place.uid + 1}:*")
        # "n:*" names the last mail even where it is before n.
        return sorted(uid for uid in map(int, found) if uid > place.uid)

    def fetch(self, uid: int, since: datetime | None) -> bytes | None:
        """The mail's bytes, unread as it was; None when it is gone, or came before a moment."""
        about = b" ".join(_flat(self.box.client.uid("FETCH", str(uid),
                                                    "(RFC822.SIZE INTERNALDATE)")[1]))
        size, arrived = SIZE.search(about), ARRIVED.search(about)
        if size is None or (since and arrived and _moment(arrived[0]) < int(since.timestamp())):
            return None
        whole = int(size[1]) <= LARGEST
        part = "(BODY.PEEK[])" if whole else f"(BODY.PEEK[]<0.{BEGINNING}>)"
        found = self.box.client.uid("FETCH", str(uid), part)[1]
        return next((item[1] for item in found if isinstance(item, tuple)), None)

    def seen(self, uid: int) -> None:
        """Mark a mail as read: its facts are stored."""
        self.box.client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def wait(self, seconds: float) -> None:
        """Until the server tells of a change; where it has no IDLE, this long."""
        if self.box.client.untagged_responses.pop("EXISTS", None):
            return  # told with the answer to our search, or since: IDLE would not say it again
        if self.can_idle:
            self.box.idle.wait(seconds)
        else:
            time.sleep(seconds)
            self.box.client.noop()

    def cut(self) -> None:
        """End the connection from another thread: whatever waits on it comes back."""
        with contextlib.suppress(OSError):
            self.box.client.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Say goodbye, if the server still listens."""
        with contextlib.suppress(*TROUBLE):
            self.box.logout()


def _connect(account: Account) -> BaseMailBox:
    host, port = account["imap_host"], int(account["imap_port"])
    # Without a context of our own imaplib accepts every certificate.
    match account["imap_security"]:
        case "tls":
            return MailBox(host, port, TIMEOUT, ssl_context=ssl.create_default_context())
        case "starttls":
            return MailBoxStartTls(host, port, TIMEOUT, ssl_context=ssl.create_default_context())
        case _:
            return MailBoxUnencrypted(host, port, TIMEOUT)


def _log_in(box: BaseMailBox, account: Account) -> None:
    if not tokens.by_token(account):
        box.login(account["imap_user"], account["imap_password"], None)
        return
    try:
        box.xoauth2(account["imap_user"], tokens.token(account), None)
    except imaplib.IMAP4.error:
        tokens.forget(account)
        raise


def _day(moment: datetime) -> str:
    """A day before the moment's own: servers compare dates in zones of their choice."""
    day = datetime.fromtimestamp(moment.timestamp() - 86400)
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _moment(internal: bytes) -> float:
    found = imaplib.Internaldate2tuple(internal)
    return time.mktime(found) if found else time.time()


def _flat(found: object) -> Iterator[bytes]:
    """imaplib gives lines as bytes, and those with a literal as tuples."""
    for item in found if isinstance(found, list) else []:
        if isinstance(item, tuple):
            yield from item
        elif isinstance(item, bytes):
            yield item

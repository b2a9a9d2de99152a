"""Headers of a mail, read so that no sender's mistake can break the reading."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime

LONGEST_ID = 200  # characters; as many as the ledger keeps of a message's id
PLAUSIBLE = timedelta(days=7)  # a sender's clock further off than this is not believed
IDS = re.compile(r"<\s*([^<>\s]{1,900})\s*>")


def storable(text: str) -> str:
    """The text without what a database refuses: NUL, and halves of characters."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def unescaped(text: str) -> str:
    """Bytes the parser carried along as surrogates: UTF-8, else what Windows writes."""
    try:
        raw = text.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return text
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def decoded(text: str) -> str:
    """A header's text with its encoded words (RFC 2047) read, on one line."""
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        pieces = [(text, None)]
    words = "".join(piece if isinstance(piece, str) else _word(piece, charset)
                    for piece, charset in pieces)
    return " ".join(storable(words).split())


def _word(piece: bytes, charset: str | None) -> str:
    try:
        return piece.decode(charset or "ascii", "replace" if charset else "strict")
    except (LookupError, UnicodeDecodeError):
        return unescaped(piece.decode("ascii", "surrogateescape"))


def raw_all(letter: Message, name: str) -> list[str]:
    """Every header of this name, encoded words untouched."""
    return [" ".join(unescaped(str(value)).split())
            for key, value in letter.raw_items() if key.lower() == name]


def raw(letter: Message, name: str) -> str:
    """The first header of this name, or nothing."""
    return next(iter(raw_all(letter, name)), "")


def text(letter: Message, name: str) -> str:
    """The first header of this name for people to read, or nothing."""
    return decoded(raw(letter, name))


def ids(letter: Message, name: str) -> list[str]:
    """The message ids a header holds, without their brackets."""
    return [storable(found) for value in raw_all(letter, name) for found in IDS.findall(value)]


def sender(letter: Message, name: str = "from") -> tuple[str, str]:
    """Display name and address, the address in small letters; nothing where there is none."""
    shown, address = parseaddr(raw(letter, name))
    return decoded(shown)[:200], storable(address).strip().lower() if "@" in address else ""


def recipients(letter: Message) -> list[str]:
    """Every address the mail was written or delivered to, in small letters."""
    lines = [line for name in ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
             for line in raw_all(letter, name)]
    return [address.lower() for _, address in getaddresses(lines) if address]


def moment(letter: Message, arrived: datetime) -> datetime:
    """When it was written, if the sender's clock can be believed; else when it came."""
    try:
        found = parsedate_to_datetime(raw(letter, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return arrived
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if abs(found - arrived) < PLAUSIBLE else arrived


def key(letter: Message, body: bytes) -> str:
    """The Message-ID; where it is missing or too long to keep, a hash that comes out the same."""
    found = ids(letter, "message-id")
    if found and len(found[0]) <= LONGEST_ID:
        return found[0]
    about = "\n".join([raw(letter, "message-id"), raw(letter, "from"), raw(letter, "date"),
                       raw(letter, "subject")])
    return "hash." + hashlib.sha256(about.encode("utf-8", "replace") + body).hexdigest()[:40]

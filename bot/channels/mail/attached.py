"""Files in a mail: which there are, and their bytes out of the stored original."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message

from bot.channels.facts import Media
from bot.channels.mail import headers
from bot.channels.mail.bodies import children, payload, shown_as_text

# What a mail program puts in by itself.
IGNORED = frozenset({"application/pgp-signature", "application/pkcs7-signature",
                     "application/x-pkcs7-signature", "application/pgp-encrypted",
                     "application/ms-tnef", "text/x-amp-html", "text/calendar"})
LOGO = 20 * 1024  # bytes: a smaller picture within the text is decoration of a signature


@dataclass(frozen=True, slots=True)
class Attached:
    """One file."""

    type: str
    name: str | None
    data: bytes


def leaves(letter: Message) -> Iterator[Message]:
    """The parts that are no containers, in order. An attached mail is one part."""
    waiting = [letter]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += reversed(children(part))
        else:
            yield part


def media(letter: Message, external_id: str) -> Sequence[Media]:
    """The files, each with a reference into the stored mail: its id and the part's number."""
    return tuple(
        Media(_kind(part), f"{external_id}#{number}", part.get_content_type(), name(part),
              len(payload(part)))
        for number, part in enumerate(leaves(letter)) if _is_file(part))


def attached(letter: Message, reference: str) -> Attached | None:
    """The file a reference of `media` names; None when the mail has no such part."""
    number = reference.rpartition("#")[2]
    parts = list(leaves(letter))
    if not (number.isascii() and number.isdecimal()) or int(number) >= len(parts):
        return None
    part = parts[int(number)]
    return Attached(part.get_content_type(), name(part), payload(part))


def name(part: Message) -> str | None:
    """The file's name without any folder; mail programs encode it in two ways."""
    try:
        found = part.get_filename()
    except (LookupError, ValueError, TypeError):
        found = None
    if not found and part.get_content_maintype() == "message":
        found = "mail.eml"
    shown = headers.decoded(headers.unescaped(found or ""))
    return shown.replace("\\", "/").rpartition("/")[2][:200] or None


def _is_file(part: Message) -> bool:
    if part.get_content_type() in IGNORED or shown_as_text(part):
        return False
    within = part.get("content-id") and part.get_content_disposition() != "attachment"
    return not (within and len(payload(part)) < LOGO)


def _kind(part: Message) -> str:
    kind = part.get_content_maintype()
    return kind if kind in ("image", "audio", "video") else "file"

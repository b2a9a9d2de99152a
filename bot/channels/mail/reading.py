"""A mail as it lay in the mailbox, in our words: what was said, or what became of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any

from bot.channels.contract import Account, Arrival
from bot.channels.facts import Fact, Moved, Person, Said, Unknown
from bot.channels.mail import attached, bounces, headers
from bot.channels.mail.automatic import why_automatic
from bot.channels.mail.bodies import children, text_of
from bot.channels.mail.marks import marker_in, marker_of, message_id, own
from bot.channels.mail.quotes import new_text
from bot.words import Progress

ANSWERED = re.compile(r"\s*(?:(?:re|aw|antw|wg|fw|fwd|tl|trả lời|chuyển tiếp|vs)\s*"
                      r"(?:\[\d+\])?\s*[::]\s*)+", re.IGNORECASE)
DEEPEST = 40  # containers within containers; real mails have five
REFERENCES = 20  # of a long thread its beginning and its end
LONGEST_TEXT = 20_000  # characters the assistant reads; the original stands beside it


def parsed(raw: bytes) -> Message:
    """The mail's parts. Containers nested beyond reading leave the headers and no text.

    Read with the parser's old policy: the newer one reads headers when they are asked for, and
    raises on what real senders get wrong (bpo issues of AttributeError, IndexError and others).
    """
    try:
        letter = message_from_bytes(raw)
    except RecursionError:
        return BytesHeaderParser().parsebytes(raw)
    return letter if _readable(letter) else BytesHeaderParser().parsebytes(raw)


def _readable(letter: Message) -> bool:
    level = [letter]
    for _ in range(DEEPEST):
        level = [part for outer in level for part in children(outer)]
        if not level:
            return True
    return False


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """The facts of one mail; none of them for what a program wrote."""
    letter = parsed(arrival.body)
    at = headers.moment(letter, arrival.at)
    if bounces.is_report(letter):
        return [bounces.read(letter, at)]
    name, address = writer(letter, account)
    if why := why_automatic(letter, account, address):
        return [Unknown(f"automatic mail: {why}")]
    if not 3 <= len(address) <= 200:
        return [Unknown("mail without a sender's address")]
    follows = marks(letter, account)
    said = _said(letter, headers.key(letter, arrival.body), follows)
    person = Person(address, name or None, language(letter))
    # That they answer it proves that it arrived.
    proofs = [Moved(message_id(account, marker), Progress.DELIVERED, at, marker)
              for marker in follows[:1]]
    return [*proofs, Said(said["id"], person, at, said["text"], media=said["media"],
                          extra=said["extra"], follows=follows)]


def _said(letter: Message, key: str, follows: tuple[str, ...]) -> dict[str, Any]:
    subject = headers.text(letter, "subject")[:300]
    whole = text_of(letter).strip()
    new = new_text(whole)
    text = with_subject(subject, new, bool(follows))[:LONGEST_TEXT]
    thread = [*headers.ids(letter, "references"), *headers.ids(letter, "in-reply-to")]
    extra: dict[str, Any] = {"mail": {
        "subject": subject, "from": headers.sender(letter)[1],
        "id": next(iter(headers.ids(letter, "message-id")), ""),
        "references": [*thread[:1], *thread[1:][-REFERENCES:]]}}
    if whole != new:
        extra["original"] = whole
    return {"id": key, "text": text, "media": attached.media(letter, key), "extra": extra}


def writer(letter: Message, account: Account) -> tuple[str, str]:
    """Who wrote it. A shop's own contact form writes as the shop, and names the customer."""
    name, address = headers.sender(letter)
    if own(account, address):
        form = headers.sender(letter, "reply-to")
        if form[1] and not own(account, form[1]):
            return form
    return name, address


def with_subject(subject: str, text: str, answers: bool) -> str:
    """A new mail's subject is part of what it says ("Bestellung LM-1"); a reply's is not."""
    about = ANSWERED.sub("", subject, count=1).strip()
    if text and (answers or about != subject or about.casefold() in text.casefold()):
        return text
    return f"{about}\n{text}".strip()


def marks(letter: Message, account: Account) -> tuple[str, ...]:
    """Markers of ours that a mail answers: by the message ids it names, then by our address."""
    named = [*headers.ids(letter, "in-reply-to"), *reversed(headers.ids(letter, "references"))]
    found = [marker_in(one) for one in named]
    found += [marker_of(account, address) for address in headers.recipients(letter)]
    return tuple(dict.fromkeys(marker for marker in found if marker))[:REFERENCES]


def language(letter: Message) -> str | None:
    """The language a sender's program claims, which is often the program's own."""
    claimed = headers.raw(letter, "content-language")[:2].lower()
    return claimed if claimed.isalpha() and len(claimed) == 2 else None

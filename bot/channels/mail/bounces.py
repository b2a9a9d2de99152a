"""Reports of mail servers (RFC 3464): what of ours could not be delivered, in their words."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import Message
from email.parser import HeaderParser

from bot.channels.facts import Fact, Moved, Unknown
from bot.channels.mail import headers
from bot.channels.mail.bodies import children, content, text_of
from bot.channels.mail.marks import marker_in
from bot.words import Progress

# Action -> how far it has come. "delayed" says nothing yet, "expanded" and "relayed" not enough.
ACTIONS = {"failed": Progress.FAILED, "delivered": Progress.DELIVERED}
TYPED = re.compile(r"^[\w-]+;\s*")  # "smtp; 550 …"


def is_report(letter: Message) -> bool:
    """Whether a mail server reports on a delivery."""
    return letter.get_content_type() == "multipart/report" and any(
        part.get_content_type() == "message/delivery-status" for part in letter.walk())


def read(letter: Message, at: datetime) -> Fact:
    """What a report says of our mail; Unknown when it is about another's, or says nothing yet."""
    original = _original(letter)
    marker = marker_in(original) if original else None
    if original is None or marker is None:
        return Unknown("report on a mail that is not ours")
    status = _status(letter)
    action = headers.raw(status, "action").strip().lower()
    progress = ACTIONS.get(action)
    if progress is None:
        return Unknown(f"report {action}"[:60])
    if progress is not Progress.FAILED:
        return Moved(original, progress, at, marker)
    code = headers.raw(status, "status").partition(" ")[0][:40] or "bounced"
    words = TYPED.sub("", headers.text(status, "diagnostic-code")) or " ".join(
        text_of(letter).split()) or headers.text(letter, "subject")
    return Moved(original, progress, at, marker, code, words[:500])


def _status(letter: Message) -> Message:
    """The fields about the recipient: of several recipients (we write to one) the first."""
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status":
            found = [block for block in children(part) if headers.raw(block, "action")]
            if found:
                return found[0]
    return Message()


def _original(letter: Message) -> str | None:
    """The Message-ID of the mail the report is about: returned whole, or only its headers."""
    for part in letter.walk():
        if part.get_content_type() == "text/rfc822-headers":
            returned: Message | None = HeaderParser().parsestr(content(part))
        elif part.get_content_type() == "message/rfc822":
            returned = next(iter(children(part)), None)
        else:
            continue
        found = headers.ids(returned, "message-id") if returned else []
        if found:
            return found[0]
    return None

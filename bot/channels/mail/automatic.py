"""Mail that no person wrote: answering it would begin a loop, or talk to a list."""

from __future__ import annotations

from email.message import Message

from bot.channels.contract import Account
from bot.channels.mail import headers
from bot.channels.mail.marks import own

LOOP = "X-Lotse-Loop"
ROBOTS = ("mailer-daemon@", "postmaster@")
# Headers only programs write, see RFC 3834 (section 5) and what Exchange and others add.
SIGNS = ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "list-id",
         "list-unsubscribe", LOOP.lower())
BULK = frozenset({"bulk", "list", "junk", "auto_reply"})


def why_automatic(letter: Message, account: Account, address: str) -> str | None:
    """What shows that a program wrote it; None for a person's mail."""
    submitted = headers.raw(letter, "auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return f"auto-submitted: {submitted}"[:60]
    for sign in SIGNS:
        if headers.raw(letter, sign):
            return sign
    if headers.raw(letter, "precedence").strip().lower() in BULK:
        return "precedence"
    if headers.raw(letter, "return-path").replace(" ", "") == "<>":
        return "empty return-path"
    if address.startswith(ROBOTS):
        return "mail server"
    return "own address" if own(account, address) else None

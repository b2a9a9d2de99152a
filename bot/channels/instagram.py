"""Instagram's messages, by the page that the account is linked to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote

import httpx

from bot.channels import meta, metaevents
from bot.channels.contract import Account, Arrival, Channel, Field, Outgoing, Shows, Sign
from bot.channels.facts import Fact
from bot.channels.lengths import Limit, Unit
from bot.words import Progress

# "Upload Media for Instagram Messaging"; of documents it takes PDF only.
FILE_TYPES = {
    "image": frozenset({"image/jpeg", "image/png", "image/gif"}),
    "audio": frozenset({"audio/aac", "audio/mp4", "audio/wav"}),
    "video": frozenset({"video/mp4", "video/quicktime", "video/webm"}),
    "file": frozenset({"application/pdf"}),
}
MESSAGES = "me/messages"  # "me" is the page of the token, which stands for the account


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """Every event of every entry about this account."""
    return metaevents.parse(arrival, "instagram", account["instagram_id"])


def send(out: Outgoing, account: Account) -> httpx.Request:
    """POST /{version}/me/messages; Instagram documents no marker that would come back."""
    return meta.post(account, MESSAGES, meta.envelope(out, meta.message(out.part)))


def attend(to: str, message_id: str, sign: Sign, account: Account) -> Sequence[httpx.Request]:
    """Show that somebody has read it, or types, until our answer."""
    return meta.attend(to, sign, account, MESSAGES)


def profile(person: str, account: Account) -> httpx.Request:
    """GET /{version}/{Instagram-scoped id}: the person's name and handle."""
    return meta.ask(account, quote(person, safe=""), "name,username")


def check(account: Account) -> httpx.Request:
    """Ask for the account's own name."""
    return meta.ask(account, account["instagram_id"], "username")


INSTAGRAM = Channel(
    name="instagram",
    fields=(
        Field("instagram_id", "ID of the Instagram professional account"),
        Field("access_token", "Access token of the linked page", secret=True),
        *meta.FIELDS,
    ),
    verify=meta.verify, handshake=meta.handshake, parse=parse, send=send, read=meta.read,
    check=check, profile=profile, named=meta.named, attend=attend, media=metaevents.fetch,
    limit=Limit(1000, Unit.BYTES),  # about 740 Vietnamese characters
    shows=Shows(buttons=13, button_title=20, files=meta.FILES, captions={}, file_types=FILE_TYPES),
    receipts=frozenset({Progress.READ}),
    window=timedelta(hours=24), window_for_people=timedelta(days=7),
    account_rate=40,
)

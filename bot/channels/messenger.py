"""Facebook Messenger: a page's conversations, by the Send API."""

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

# Meta lists no types for Messenger: what its apps show; the rest goes as a file.
FILE_TYPES = {
    "image": frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
    "audio": frozenset({"audio/mpeg", "audio/mp4", "audio/aac", "audio/wav"}),
    "video": frozenset({"video/mp4", "video/quicktime", "video/3gpp"}),
}


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """Every event of every entry about this page."""
    return metaevents.parse(arrival, "page", account["page_id"])


def send(out: Outgoing, account: Account) -> httpx.Request:
    """POST /{version}/{page id}/messages; `metadata` comes back with the echo."""
    message = {**meta.message(out.part), "metadata": out.marker}
    return meta.post(account, f"{account['page_id']}/messages", meta.envelope(out, message))


def attend(to: str, message_id: str, sign: Sign, account: Account) -> Sequence[httpx.Request]:
    """Show that somebody has read it, or types, for up to 20 seconds or until our answer."""
    return meta.attend(to, sign, account, f"{account['page_id']}/messages")


def profile(person: str, account: Account) -> httpx.Request:
    """GET /{version}/{page-scoped id}: the person's name."""
    return meta.ask(account, quote(person, safe=""), "first_name,last_name")


def check(account: Account) -> httpx.Request:
    """Ask for the page's own name."""
    return meta.ask(account, account["page_id"], "name")


MESSENGER = Channel(
    name="messenger",
    fields=(
        Field("page_id", "Page ID"),
        Field("access_token", "Page access token", secret=True),
        *meta.FIELDS,
    ),
    verify=meta.verify, handshake=meta.handshake, parse=parse, send=send, read=meta.read,
    check=check, profile=profile, named=meta.named, attend=attend, media=metaevents.fetch,
    # 2,000 characters; whether an emoji is one or two is not said, so it is two.
    limit=Limit(2000, Unit.UTF16),
    shows=Shows(buttons=13, button_title=20, files=meta.FILES, captions={}, file_types=FILE_TYPES),
    receipts=frozenset({Progress.DELIVERED, Progress.READ}),
    window=timedelta(hours=24), window_for_people=timedelta(days=7),
    account_rate=40, settles=True,
)

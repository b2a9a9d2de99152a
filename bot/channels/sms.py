"""SMS and MMS by Twilio: forms instead of JSON, signed together with the address called."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import regex

from bot.channels.contract import (
    Account,
    Again,
    Answer,
    Arrival,
    Channel,
    Field,
    NotOurs,
    Outgoing,
    Refused,
    Scope,
    Sent,
    Shows,
)
from bot.channels.facts import Fact, Media, Moved, Person, Said, Unknown
from bot.channels.lengths import Limit, Unit
from bot.channels.reading import body_of, guarded, pause_of, storable
from bot.channels.signatures import form_signature, same
from bot.words import Progress

PROGRESS = {
    "accepted": Progress.SENT, "queued": Progress.SENT, "sending": Progress.SENT,
    "sent": Progress.SENT, "delivered": Progress.DELIVERED, "undelivered": Progress.FAILED,
    "failed": Progress.FAILED,
}
PHONE = regex.compile(r"\+[1-9]\d{6,14}")  # E.164
KINDS = ("image", "audio", "video", "file")
# Of Twilio's "Accepted content types for media" those we keep; Office documents are not among them.
FILE_TYPES = {
    "image": frozenset({"image/jpeg", "image/png", "image/gif"}),
    "audio": frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/amr", "audio/webm"}),
    "video": frozenset({"video/mp4", "video/quicktime", "video/webm", "video/3gpp"}),
    "file": frozenset({"application/pdf", "text/vcard", "text/calendar"}),
}
MARKER = "lotse"  # our marker's name in the address of the statuses
PORTS = {"https": 443, "http": 80}
SLOWER = frozenset({20429, 21611, 30001, 14107, 63038})  # too many calls, or their queue is full
# Error code -> what can be done: those of an answer (2…), then those of a status (3…).
REMEDIES = {
    20003: "fix_account", 20005: "fix_account", 20404: "fix_account", 20008: "fix_account",
    21211: "other_channel", 21212: "fix_account", 21214: "other_channel", 21217: "other_channel",
    21265: "other_channel", 21408: "fix_account", 21601: "fix_account", 21603: "fix_account",
    21604: "none", 21606: "fix_account", 21608: "fix_account", 21609: "fix_account",
    21610: "other_channel", 21612: "other_channel", 21614: "other_channel", 21617: "none",
    21620: "none", 21635: "other_channel", 21659: "fix_account", 21660: "fix_account",
    21701: "fix_account", 21703: "fix_account", 21705: "fix_account",
    30002: "fix_account", 30003: "other_channel", 30004: "other_channel", 30005: "other_channel",
    30006: "other_channel", 30007: "fix_account", 30008: "other_channel", 30010: "fix_account",
    30019: "none", 30032: "fix_account", 30034: "fix_account",
}


def verify(arrival: Arrival, account: Account) -> bool:
    """X-Twilio-Signature: base64 HMAC-SHA1 of the address and the sorted form.

    Whether a port stands in the signed address is not always as it was typed in at Twilio, so the
    address counts with and without it, as in Twilio's own libraries.
    """
    given = arrival.headers.get("x-twilio-signature", "")
    token, form = account["auth_token"], _pairs(arrival.body)
    right = [same(form_signature(token, url, form), given) for url in _addresses(arrival.url)]
    return bool(token) and any(right)


def _addresses(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    if not parts.hostname:
        return (url,)
    port = parts.port or PORTS.get(parts.scheme)
    bare = parts._replace(netloc=parts.hostname).geturl()
    return url, bare, parts._replace(netloc=f"{parts.hostname}:{port}").geturl()


def _pairs(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """A message that came in, or how far one of ours has come: both call the same address."""
    form: dict[str, str] = storable(dict(_pairs(arrival.body)))
    if "AccountSid" not in form or "MessageSid" not in form:
        raise NotOurs("This is no call of Twilio's about a message.")
    if form["AccountSid"] != account["account_sid"]:
        return [Unknown(f"messages of account {form['AccountSid']}")]
    if "MessageStatus" in form:
        return [_status(form, arrival)]
    return [guarded(_message, form, arrival)]


def _message(form: Mapping[str, str], arrival: Arrival) -> Fact:
    """There is no time in it: a message is of the moment when it came."""
    sender = form["From"]
    if not PHONE.fullmatch(sender):  # a short code, a name, whatsapp:… : nobody to answer to
        return Unknown(f"message from {sender}"[:100])
    if form.get("OptOutType") == "STOP":
        # Twilio has confirmed it and lets nothing through to them any more: we keep silent, too.
        return Unknown("message STOP")
    files = tuple(Media(_kind(form.get(f"MediaContentType{number}", "")),
                        form[f"MediaUrl{number}"], form.get(f"MediaContentType{number}"))
                  for number in range(int(form.get("NumMedia") or 0)))
    return Said(form["MessageSid"], Person(sender), arrival.at, form.get("Body", ""), media=files)


def _kind(media_type: str) -> str:
    kind = media_type.partition("/")[0]
    return kind if kind in ("image", "audio", "video") else "file"


def _status(form: Mapping[str, str], arrival: Arrival) -> Fact:
    status = form["MessageStatus"]
    if status not in PROGRESS:
        return Unknown(f"status {status}"[:100])
    code = form.get("ErrorCode") or None
    reason = form.get("ErrorMessage") or (f"Twilio's error {code}" if code else None)
    return Moved(form["MessageSid"], PROGRESS[status], arrival.at, arrival.query.get(MARKER),
                 code, reason)


def send(out: Outgoing, account: Account) -> httpx.Request:
    """POST /2010-04-01/Accounts/{Sid}/Messages.json; statuses come back with our marker."""
    service = account["sender"].startswith("MG")
    form = [("MessagingServiceSid" if service else "From", account["sender"]), ("To", out.to)]
    if out.part.text:
        form.append(("Body", out.part.text))
    if out.part.file:
        form.append(("MediaUrl", out.part.file.url))
    if out.webhook:
        form.append(("StatusCallback", f"{out.webhook}?{urlencode({MARKER: out.marker})}"))
    return httpx.Request(
        "POST", f"{_address(account)}/Messages.json", content=urlencode(form).encode(),
        headers={**_headers(account), "content-type": "application/x-www-form-urlencoded"})


def check(account: Account) -> httpx.Request:
    """Ask for the account's own name."""
    return httpx.Request("GET", f"{_address(account)}.json", headers=_headers(account))


def media(file: Media, account: Account) -> httpx.Request:
    """A file of an MMS; it redirects to where it is kept. The secret is for Twilio only."""
    own = file.reference.startswith(f"{account['api_url']}/")
    return httpx.Request("GET", file.reference, headers=_headers(account) if own else {})


def read(response: httpx.Response) -> Answer:
    """The message's sid, or what the error's code means."""
    body = body_of(response)
    if response.is_success:
        return (Sent(body["sid"]) if isinstance(body.get("sid"), str)
                else Refused("unclear", "The answer names no message.", "check"))
    code = body["code"] if isinstance(body.get("code"), int) else response.status_code
    words = str(body.get("message") or response.reason_phrase)
    if code in SLOWER or response.status_code == 429:
        return Again(str(code), words, pause_of(response), Scope.ACCOUNT)
    if response.status_code >= 500:
        return Again(str(code), words)
    fallback = "fix_account" if response.status_code in (401, 403) else "none"
    return Refused(str(code), words, REMEDIES.get(code, fallback))


def _address(account: Account) -> str:
    return f"{account['api_url']}/2010-04-01/Accounts/{account['account_sid']}"


def _headers(account: Account) -> dict[str, str]:
    pair = f"{account['account_sid']}:{account['auth_token']}".encode()
    return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}


SMS = Channel(
    name="sms",
    fields=(
        Field("account_sid", "Account SID", hint="AC…"),
        Field("auth_token", "Auth token", secret=True, hint="of the account, not an API key"),
        Field("sender", "Number or Messaging Service SID", hint="+49… or MG…"),
        Field("api_url", "Address of Twilio's API", default="https://api.twilio.com"),
    ),
    verify=verify, parse=parse, send=send, read=read, check=check, media=media,
    limit=Limit(1600, Unit.UTF16),
    shows=Shows(files=dict.fromkeys(KINDS, 5_000_000), captions=dict.fromkeys(KINDS, 1000),
                file_types=FILE_TYPES),
    receipts=frozenset(PROGRESS.values()), account_rate=20, chat_rate=1,
    # `settles` stays off: a status comes when Twilio's queue has let the message go, which can
    # take minutes, and a second SMS costs. A late status still turns "unclear" into "sent".
    remedies={str(code): remedy for code, remedy in REMEDIES.items()},
    # Plain words would be sent to the customer as a message, and cost money.
    reply=("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>", "text/xml"),
)

"""Viber's REST bot API: one event a call, 64-bit message tokens, 200 even to a refusal."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

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
    Part,
    Refused,
    Scope,
    Sent,
    Shows,
)
from bot.channels.facts import Fact, Media, Moved, MovedUpTo, Person, Said, Unknown
from bot.channels.lengths import Limit, split
from bot.channels.reading import as_json, body_of, guarded, unsupported
from bot.channels.signatures import hmac_matches
from bot.words import Progress

MEDIA = {"picture": "image", "video": "video", "file": "file", "sticker": "sticker"}
PROGRESS = {"delivered": Progress.DELIVERED, "seen": Progress.READ, "failed": Progress.FAILED}
# What a button sends back stands in the customer's chat; typed numbers must not look like it.
PRESS = regex.compile(r"lotse:(\d+\.\d+)")
NAME = Limit(28)  # of the sender
# As pictures and films; what else there is goes as a file, moving GIFs among it.
FILE_TYPES = {"image": frozenset({"image/jpeg", "image/png"}), "video": frozenset({"video/mp4"})}
OK, TOO_FAST = 0, 12
# Status of an answer -> what can be done; from the API's list of error codes. Those above, or none
# at all, are "general errors" of their side.
REMEDIES = {
    1: "fix_account", 2: "fix_account", 3: "none", 4: "none", 5: "other_channel",
    6: "other_channel", 7: "fix_account", 8: "fix_account", 9: "fix_account", 10: "fix_account",
    11: "other_channel", 13: "other_channel", 14: "none", 15: "fix_account", 16: "none",
    17: "fix_account", 18: "fix_account", 19: "none", 20: "none", 21: "other_channel",
    22: "none", 23: "fix_account", 24: "fix_account",
}


def verify(arrival: Arrival, account: Account) -> bool:
    """X-Viber-Content-Signature: the hex HMAC-SHA256 of the body under the bot's token."""
    given = arrival.headers.get("x-viber-content-signature", "")
    return hmac_matches(account["token"], arrival.body, given)


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """One event. People who only open the chat (conversation_started) have said nothing yet."""
    event = as_json(arrival.body)
    kind = event.get("event")
    if not isinstance(kind, str):
        raise NotOurs("This is no callback of the bot API.")
    if kind == "message":
        return [guarded(_message, event)]
    if kind == "seen":
        # Reading several messages is reported for one of them only.
        return [guarded(_moved, event), guarded(_all_seen, event)]
    if kind in PROGRESS:
        return [guarded(_moved, event)]
    return [Unknown(kind)]  # webhook, subscribed, unsubscribed, conversation_started, …


def _message(event: Mapping[str, Any]) -> Fact:
    message, person, at = event["message"], _person(event["sender"]), _time(event)
    key, kind, text = _token(event), message["type"], message.get("text") or ""
    if kind == "text":
        press = PRESS.fullmatch(text)
        return Said(key, person, at, text, pressed=press[1] if press else None)
    if kind == "url":
        return Said(key, person, at, message["media"])
    if kind == "location":
        place = message["location"]
        return Said(key, person, at, text, extra={"location": {
            "latitude": place["lat"], "longitude": place["lon"]}})
    if kind == "contact":
        card = message["contact"]
        return Said(key, person, at, text, extra={"contacts": [
            {"name": card.get("name") or "", "phones": [card["phone_number"]]}]})
    if kind in MEDIA:
        return Said(key, person, at, text, media=(_media(kind, message),))
    return Said(key, person, at, text, extra={} if text else unsupported(kind))


def _media(kind: str, message: Mapping[str, Any]) -> Media:
    """A file at an address of Viber's; old apps name a sticker by its number only."""
    reference = message.get("media") or str(message["sticker_id"])
    size = message.get("file_size", message.get("size"))
    return Media(MEDIA[kind], reference, None, message.get("file_name"), size)


def _moved(event: Mapping[str, Any]) -> Fact:
    failed = event["event"] == "failed"
    return Moved(_token(event), PROGRESS[event["event"]], _time(event),
                 code="failed" if failed else None, reason=event.get("desc") if failed else None)


def _all_seen(event: Mapping[str, Any]) -> Fact:
    return MovedUpTo(Person(event["user_id"]), Progress.READ, _time(event))


def _token(event: Mapping[str, Any]) -> str:
    """64 bits: Python reads them exactly, other readers of JSON do not."""
    token = event["message_token"]
    if not isinstance(token, int | str):
        raise TypeError(f"message_token {token!r}")
    return str(token)


def _person(sender: Mapping[str, Any]) -> Person:
    language = str(sender.get("language") or "").partition("-")[0]
    return Person(str(sender["id"]), sender.get("name"), language or None)


def _time(event: Mapping[str, Any]) -> datetime:
    """Milliseconds."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=event["timestamp"])


def send(out: Outgoing, account: Account) -> httpx.Request:
    """POST /pa/send_message."""
    body = {"receiver": out.to,
            "sender": {"name": split(account["sender_name"], NAME)[0]},
            "tracking_data": out.marker, **_content(out.part)}
    if out.part.buttons:
        body["keyboard"] = _keyboard(out.part.buttons)
    return _post(account, "send_message", body)


def _content(part: Part) -> dict[str, Any]:
    if part.shape != "file":
        return {"type": "text", "text": part.text}
    if part.file is None:
        raise ValueError("a part of shape file without its file")
    if part.file.kind == "image":
        return {"type": "picture", "text": part.text, "media": part.file.url}
    if part.file.kind == "video":
        return {"type": "video", "media": part.file.url, "size": part.file.size}
    return {"type": "file", "media": part.file.url, "size": part.file.size,
            "file_name": part.file.name}


def _keyboard(buttons: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """One button a row. Silent: a press is not shown as a message, it would be our reference."""
    return {"Type": "keyboard", "DefaultHeight": False, "Buttons": [
        {"Columns": 6, "Rows": 1, "ActionType": "reply", "ActionBody": f"lotse:{reference}",
         "Text": html.escape(title, quote=False), "Silent": True}
        for reference, title in buttons]}


def check(account: Account) -> httpx.Request:
    """Ask for the bot's own name; it is a POST that changes nothing."""
    return _post(account, "get_account_info", {})


def accepts(response: httpx.Response) -> bool:
    """A wrong token is told in the body of a 200."""
    return response.is_success and body_of(response).get("status") == OK


def media(file: Media, account: Account) -> httpx.Request:
    """Files stand at addresses that need no secret (and stop working after an hour)."""
    return httpx.Request("GET", file.reference)


def read(response: httpx.Response) -> Answer:
    """The message's token, or what the status is about."""
    body = body_of(response)
    status = body["status"] if isinstance(body.get("status"), int) else None
    if response.is_success and status == OK:
        return (Sent(_token(body)) if body.get("message_token")
                else Refused("unclear", "The answer names no message.", "check"))
    code = str(status if status is not None else response.status_code)
    words = str(body.get("status_message") or response.reason_phrase)
    if status == TOO_FAST or response.status_code == 429:
        return Again(code, words, scope=Scope.ACCOUNT)
    if status in REMEDIES:
        return Refused(code, words, REMEDIES[status])
    if response.is_client_error:
        return Refused(code, words, "none")
    return Again(code, words)


def _post(account: Account, method: str, body: dict[str, Any]) -> httpx.Request:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return httpx.Request("POST", f"{account['api_url']}/pa/{method}", content=content, headers={
        "x-viber-auth-token": account["token"], "content-type": "application/json"})


VIBER = Channel(
    name="viber",
    fields=(
        Field("token", "Bot token", secret=True, hint="\"Your app key\" in the bot's settings"),
        Field("sender_name", "Name above the messages", hint="at most 28 characters are shown"),
        Field("api_url", "Address of the bot API", default="https://chatapi.viber.com"),
    ),
    verify=verify, parse=parse, send=send, read=read, check=check, accepts=accepts, media=media,
    # A call is at most 30 KB: 7,000 emoji are 28, so a text with a keyboard must be shorter.
    limit=Limit(7000),
    shows=Shows(buttons=12, button_title=40, body=Limit(4000), files={
        "image": 1_000_000, "video": 26 * 1024 ** 2, "audio": 50 * 1024 ** 2,
        "file": 50 * 1024 ** 2}, captions={"image": 768}, file_types=FILE_TYPES),
    receipts=frozenset(PROGRESS.values()), account_rate=40, chat_rate=1,
    reply=("", "text/plain"),  # words in the answer to conversation_started would be a welcome
)

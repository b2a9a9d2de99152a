"""What Meta's messengers share: signature, handshake, the Graph API's calls and its errors."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.channels.contract import (
    Account,
    Again,
    Answer,
    Arrival,
    Field,
    Outgoing,
    Part,
    Refused,
    Scope,
    Sent,
    Sign,
)
from bot.channels.reading import body_of, pause_of
from bot.channels.signatures import hmac_matches, same

FIELDS = (
    Field("app_secret", "App secret", secret=True),
    Field("verify_token", "Verify token", secret=True, hint="made up by you, typed in at Meta"),
    Field("version", "Version of the Graph API", default="v23.0"),
    Field("api_url", "Address of the Graph API", default="https://graph.facebook.com"),
)
# What an attachment may weigh (Messenger and Instagram alike): images 8 MB, the others 25 MB.
FILES = {"image": 8_000_000, "audio": 25_000_000, "video": 25_000_000, "file": 25_000_000}


@dataclass(frozen=True, slots=True)
class Errors:
    """What a messenger's errors mean, by subcode or code; a subcode, if known, decides."""

    slower: Mapping[int, Scope]
    passing: frozenset[int]  # their side, or under maintenance
    remedies: Mapping[int, str]


# Of Messenger and Instagram; from the Messenger Platform's list of error codes.
ERRORS = Errors(
    slower={4: Scope.ACCOUNT, 17: Scope.ACCOUNT, 32: Scope.ACCOUNT, 613: Scope.ACCOUNT,
            80006: Scope.ACCOUNT, 1893016: Scope.CHAT},
    passing=frozenset({1, 2, 1200}),
    remedies={
        # Outside the window, or the person has closed the door.
        2018278: "other_channel", 2018065: "other_channel", 2018108: "other_channel",
        1545041: "other_channel", 551: "other_channel", 2018001: "other_channel",
        2534014: "other_channel",
        # Permissions, the token, and another app that owns the thread.
        2018028: "fix_account", 2018027: "fix_account", 2018021: "fix_account",
        2534037: "fix_account", 99: "fix_account", 3: "fix_account", 10: "fix_account",
        190: "fix_account", 200: "fix_account", 230: "fix_account", 368: "fix_account",
        1357046: "check",  # "invalid JSON reply": what was sent has usually arrived
    },
)


def verify(arrival: Arrival, account: Account) -> bool:
    """X-Hub-Signature-256: sha256= and the hex HMAC-SHA256 of the body under the app's secret."""
    scheme, _, given = arrival.headers.get("x-hub-signature-256", "").partition("=")
    return hmac_matches(account["app_secret"], arrival.body, given) and scheme == "sha256"


def handshake(arrival: Arrival, account: Account) -> str | None:
    """Meta asks once for the token that was typed into its form, and wants its challenge back."""
    query = arrival.query
    if query.get("hub.mode") != "subscribe":
        return None
    right = same(account["verify_token"], query.get("hub.verify_token", ""))
    return query.get("hub.challenge", "") if right else None


def failure(response: httpx.Response, body: Mapping[str, Any], errors: Errors) -> Again | Refused:
    """What an answer that is no success means: its subcode, its code, at last its status."""
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    code = error.get("code", response.status_code)
    reason = words_of(error) or response.reason_phrase
    for known in (error.get("error_subcode"), error.get("code")):
        if not isinstance(known, int):
            continue
        if known in errors.remedies:
            return Refused(str(code), reason, errors.remedies[known])
        if known in errors.slower:
            return Again(str(code), reason, pause_of(response), errors.slower[known])
        if known in errors.passing:
            return Again(str(code), reason, pause_of(response))
    if response.status_code == 429:
        return Again(str(code), reason, pause_of(response), Scope.ACCOUNT)
    if response.status_code >= 500:
        return Again(str(code), reason, pause_of(response))
    return Refused(str(code), reason, "none")


def words_of(error: Mapping[str, Any]) -> str:
    """The error in Meta's words, the most telling first."""
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    return str(details or error.get("message") or error.get("title") or "")


def read(response: httpx.Response) -> Answer:
    """Messenger's and Instagram's answer to a message: its id, or what the error means."""
    body = body_of(response)
    if not response.is_success:
        return failure(response, body, ERRORS)
    if not isinstance(body.get("message_id"), str):
        return Refused("unclear", "The answer names no message.", "check")
    return Sent(body["message_id"])


def envelope(out: Outgoing, message: Mapping[str, Any]) -> dict[str, Any]:
    """A message with its address; HUMAN_AGENT lets people, not machines, answer for 7 days."""
    kind = ({"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"} if out.late
            else {"messaging_type": "RESPONSE"})
    return {"recipient": {"id": out.to}, **kind, "message": dict(message)}


def message(part: Part) -> dict[str, Any]:
    """The message as the Send API wants it: an attachment has no words with it."""
    if part.shape == "buttons":
        replies = [{"content_type": "text", "title": title, "payload": reference}
                   for reference, title in part.buttons]
        return {"text": part.text, "quick_replies": replies}
    if part.shape == "file" and part.file:
        if part.text:
            raise ValueError("words beside a file: they go out as a part of their own")
        return {"attachment": {"type": part.file.kind, "payload": {
            "url": part.file.url, "is_reusable": False}}}
    return {"text": part.text}


def attend(to: str, sign: Sign, account: Account, place: str) -> Sequence[httpx.Request]:
    """A sender action. An answer marks as seen by itself: that is for agents, who take longer."""
    if sign is Sign.TAKEN:
        return []
    action = "mark_seen" if sign is Sign.SEEN else "typing_on"
    return [post(account, place, {"recipient": {"id": to}, "sender_action": action})]


def post(account: Account, place: str, body: Mapping[str, Any], proven: bool = True
         ) -> httpx.Request:
    """A call of the Graph API with a JSON body."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return httpx.Request(
        "POST", address(account, place), content=content,
        params=proof(account) if proven else None,
        headers={**bearer(account), "content-type": "application/json"})


def ask(account: Account, place: str, fields: str) -> httpx.Request:
    """Ask for some fields of a thing: harmless, and it shows that the secrets are right."""
    return httpx.Request("GET", address(account, place), headers=bearer(account),
                         params={"fields": fields, **proof(account)})


def named(response: httpx.Response) -> str | None:
    """A person's name as the User Profile API gives it: whole, in halves, or as on Instagram."""
    body = body_of(response)
    halves = " ".join(str(body[half]) for half in ("first_name", "last_name") if body.get(half))
    handle = f"@{body['username']}" if body.get("username") else None
    return str(body["name"]) if body.get("name") else halves or handle


def address(account: Account, place: str) -> str:
    return f"{account['api_url']}/{account['version']}/{place}"


def bearer(account: Account) -> dict[str, str]:
    return {"authorization": f"Bearer {account['access_token']}"}


def proof(account: Account) -> dict[str, str]:
    """appsecret_proof: hex HMAC-SHA256 of the token under the app's secret; a stolen token alone
    is then worth nothing, if the shop requires the proof (Graph API, "Secure requests")."""
    mac = hmac.new(account["app_secret"].encode(), account["access_token"].encode(),
                   hashlib.sha256)
    return {"appsecret_proof": mac.hexdigest()}

"""WhatsApp Cloud API. This is the channel to copy: verify, parse, send, read, declare."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

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
from bot.channels.facts import Deleted, Edited, Fact, Media, Moved, Person, Reacted, Said, Unknown
from bot.channels.lengths import Limit
from bot.channels.reading import as_json, guarded, pick
from bot.channels.signatures import hmac_matches, same
from bot.words import Progress

MEDIA = {"image": "image", "audio": "audio", "video": "video", "document": "file",
         "sticker": "sticker"}
PROGRESS = {"sent": Progress.SENT, "delivered": Progress.DELIVERED, "read": Progress.READ,
            "failed": Progress.FAILED}
# Error code -> what it is about; from the Cloud API's list of error codes.
SLOWER = {4: Scope.ACCOUNT, 80007: Scope.ACCOUNT, 130429: Scope.ACCOUNT, 131048: Scope.ACCOUNT,
          131056: Scope.CHAT}
PASSING = frozenset({1, 2, 131000, 131016, 131057, 133004})  # their side, or under maintenance
REMEDIES = {
    131047: "template", 131026: "other_channel", 131050: "other_channel", 130472: "other_channel",
    131049: "other_channel", 131045: "fix_account", 131042: "fix_account", 131031: "fix_account",
    130497: "fix_account", 368: "fix_account", 190: "fix_account", 0: "fix_account",
    3: "fix_account", 10: "fix_account", 33: "fix_account", 132000: "fix_template",
    132001: "fix_template", 132005: "fix_template", 132007: "fix_template",
    132012: "fix_template", 132015: "fix_template", 132016: "fix_template",
}


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


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """Every event of every entry; several may stand in one body."""
    body = as_json(arrival.body)
    if body.get("object") != "whatsapp_business_account":
        raise NotOurs("This is no call of the WhatsApp Cloud API.")
    facts = list[Fact]()
    for entry in pick(body, "entry", list):
        for change in pick(entry, "changes", list):
            if change.get("field") != "messages":
                facts.append(Unknown(str(change.get("field"))))
            else:
                facts += _value(pick(change, "value", dict), account)
    return facts


def _value(value: Mapping[str, Any], account: Account) -> Iterator[Fact]:
    number = pick(value, "metadata", dict).get("phone_number_id")
    if str(number) != account["phone_number_id"]:
        yield Unknown(f"messages of number {number}")
        return
    people = {known: contact for contact in value.get("contacts", [])
              for known in (contact.get("user_id"), contact.get("wa_id")) if known}
    for message in value.get("messages", []):
        yield guarded(_message, message, people)
    for status in value.get("statuses", []):
        yield guarded(_status, status)


def _message(message: Mapping[str, Any], people: Mapping[str, Any]) -> Fact:
    at, kind = _time(message), message.get("type")
    person = _person(message, people)
    body = message.get(kind, {}) if isinstance(kind, str) else {}
    match kind:
        case "text":
            return Said(message["id"], person, at, body["body"])
        case "interactive":
            reply = body.get("button_reply") or body.get("list_reply")
            if reply:
                return Said(message["id"], person, at, reply["title"], pressed=reply["id"])
        case "button":  # of a template
            return Said(message["id"], person, at, body["text"], pressed=body.get("payload"))
        case "reaction":
            return Reacted(body["message_id"], person, at, body.get("emoji", ""))
        case "location":
            return Said(message["id"], person, at, extra={"location": _only(
                body, "latitude", "longitude", "name", "address")})
        case "contacts":
            return Said(message["id"], person, at, extra={"contacts": [
                {"name": c.get("name", {}).get("formatted_name", ""),
                 "phones": [p.get("phone", "") for p in c.get("phones", [])]} for c in body]})
        case "edit":
            text = body.get("message", {}).get("text", {}).get("body", "")
            return Edited(body["original_message_id"], person, at, text)
        case "revoke":
            return Deleted(body["original_message_id"], person, at)
        case str() if kind in MEDIA:
            return Said(message["id"], person, at, body.get("caption", ""), media=(Media(
                MEDIA[kind], body["id"], body.get("mime_type"), body.get("filename")),))
    return Unknown(f"message {kind}")


def _status(status: Mapping[str, Any]) -> Fact:
    progress = PROGRESS.get(status.get("status", ""))
    if progress is None:
        return Unknown(f"status {status.get('status')}")
    error = (status.get("errors") or [{}])[0]
    return Moved(
        status["id"], progress, _time(status), status.get("biz_opaque_callback_data"),
        str(error["code"]) if error else None, _words(error) if error else None)


def _person(message: Mapping[str, Any], people: Mapping[str, Any]) -> Person:
    """The phone number may be hidden: then the business-scoped user id is all there is."""
    known = message.get("from_user_id") or message.get("from")
    if not known:
        raise KeyError("from")
    contact = people.get(known) or people.get(message.get("from", "")) or {}
    return Person(known, contact.get("profile", {}).get("name"))


def _time(event: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(event["timestamp"]), UTC)


def _only(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: body[name] for name in names if name in body}


def send(out: Outgoing, account: Account) -> httpx.Request:
    """POST /{version}/{phone number id}/messages."""
    # A phone number has only digits; anything else is a business-scoped user id.
    address = {"to": out.to} if out.to.isdecimal() else {"recipient": out.to}
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", **address,
            **_content(out), "biz_opaque_callback_data": out.marker}
    return _post(account, body)


def _content(out: Outgoing) -> dict[str, Any]:
    part = out.part
    match part.shape:
        case "text":
            return {"type": "text", "text": {"preview_url": False, "body": part.text}}
        case "buttons":
            buttons = [{"type": "reply", "reply": {"id": reference, "title": title}}
                       for reference, title in part.buttons]
            return {"type": "interactive", "interactive": {
                "type": "button", "body": {"text": part.text}, "action": {"buttons": buttons}}}
        case "list":
            rows = [{"id": reference, "title": title} for reference, title in part.buttons]
            return {"type": "interactive", "interactive": {
                "type": "list", "body": {"text": part.text},
                "action": {"button": out.choose, "sections": [{"rows": rows}]}}}
        case "template":
            return {"type": "template", "template": _template(part.template or {})}


def _template(template: Mapping[str, Any]) -> dict[str, Any]:
    values = [{"type": "text", "text": value} for value in template.get("values", ())]
    return {"name": template["name"], "language": {"code": template["language"]},
            **({"components": [{"type": "body", "parameters": values}]} if values else {})}


def attend(to: str, message_id: str, account: Account) -> httpx.Request:
    """One call marks a message as read and shows "typing" for up to 25 seconds."""
    return _post(account, {"messaging_product": "whatsapp", "status": "read",
                           "message_id": message_id, "typing_indicator": {"type": "text"}})


def check(account: Account) -> httpx.Request:
    """Ask for the number's own name."""
    return httpx.Request("GET", _address(account), headers=_headers(account),
                         params={"fields": "display_phone_number,verified_name"})


def read(response: httpx.Response) -> Answer:
    """The message's id, or what the error's code means."""
    body = as_json(response.content) if response.content.startswith(b"{") else {}
    if response.is_success and body.get("messages"):
        return Sent(body["messages"][0]["id"])
    error = body.get("error", {})
    code = error.get("code", response.status_code)
    words = _words(error) or response.reason_phrase
    if code in SLOWER or response.status_code == 429:
        return Again(str(code), words, scope=SLOWER.get(code, Scope.ACCOUNT))
    if code in PASSING or response.status_code >= 500:
        return Again(str(code), words)
    return Refused(str(code), words, REMEDIES.get(code, "none"))


def _words(error: Mapping[str, Any]) -> str:
    details = error.get("error_data", {}).get("details")
    return str(details or error.get("message") or error.get("title") or "")


def _post(account: Account, body: dict[str, Any]) -> httpx.Request:
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return httpx.Request("POST", f"{_address(account)}/messages", content=content, headers={
        **_headers(account), "content-type": "application/json"})


def _address(account: Account) -> str:
    return f"{account['api_url']}/{account['version']}/{account['phone_number_id']}"


def _headers(account: Account) -> dict[str, str]:
    return {"authorization": f"Bearer {account['access_token']}"}


WHATSAPP = Channel(
    name="whatsapp",
    fields=(
        Field("phone_number_id", "Phone number ID"),
        Field("access_token", "Access token of a system user", secret=True),
        Field("app_secret", "App secret", secret=True),
        Field("verify_token", "Verify token", secret=True, hint="made up by you, typed in at Meta"),
        Field("version", "Version of the Graph API", default="v23.0"),
        Field("api_url", "Address of the Graph API", default="https://graph.facebook.com"),
    ),
    verify=verify, handshake=handshake, parse=parse, send=send, read=read, check=check,
    attend=attend, limit=Limit(4096),
    shows=Shows(buttons=3, button_title=20, list_rows=10, list_title=24, body=Limit(1024)),
    receipts=frozenset(PROGRESS.values()), window=timedelta(hours=24), templates=True,
    account_rate=80, chat_rate=10, settles=True,
)

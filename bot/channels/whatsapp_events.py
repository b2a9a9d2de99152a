"""What WhatsApp reports: messages, statuses, changed names, and words from its own app."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.channels import meta
from bot.channels.contract import Account, Arrival, NotOurs
from bot.channels.facts import (
    Deleted,
    Echo,
    Edited,
    Fact,
    Media,
    Moved,
    Person,
    Reacted,
    Renamed,
    Said,
    Unknown,
)
from bot.channels.reading import answering, as_json, guarded, pick, unsupported
from bot.words import Progress

FIELDS = ("messages", "smb_message_echoes")
MEDIA = {"image": "image", "audio": "audio", "video": "video", "document": "file",
         "sticker": "sticker"}
# Among "unsupported" messages: signs about other messages, which nobody waits to be answered.
NO_MESSAGES = ("keep_in_chat", "pin", "poll_update", "reaction", "errors", "media_placeholder")
PROGRESS = {"sent": Progress.SENT, "delivered": Progress.DELIVERED, "read": Progress.READ,
            "failed": Progress.FAILED}


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """Every event of every entry; several may stand in one body."""
    body = as_json(arrival.body)
    if body.get("object") != "whatsapp_business_account":
        raise NotOurs("This is no call of the WhatsApp Cloud API.")
    facts = list[Fact]()
    for entry in pick(body, "entry", list):
        for change in pick(entry, "changes", list):
            if change.get("field") not in FIELDS:
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
    for echo in value.get("message_echoes", []):
        yield guarded(_echo, echo)
    for status in value.get("statuses", []):
        yield guarded(_status, status)


def _message(message: Mapping[str, Any], people: Mapping[str, Any]) -> Fact:
    """One message; a pressed button names the question it answers anyway."""
    fact = _event(message, people)
    if not isinstance(fact, Said) or fact.pressed:
        return fact
    answered = answering((message.get("context") or {}).get("id"))
    return replace(fact, extra={**fact.extra, **answered})


def _event(message: Mapping[str, Any], people: Mapping[str, Any]) -> Fact:
    at, kind = _time(message), message.get("type")
    if message.get("group_id"):
        return Unknown("message in a group")
    if kind == "system":
        return _renamed(message, message["system"], at)
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
        case "order":
            return Said(message["id"], person, at, body.get("text") or "", extra={"shares": [
                {"kind": "order", "title": f"{one['quantity']} × {one['product_retailer_id']}"}
                for one in body["product_items"]]})
        case "unsupported" if body.get("type") not in NO_MESSAGES:
            return Said(message["id"], person, at, extra=unsupported(body.get("type", "message")))
        case "edit":
            edited = body.get("message", {})
            inner = edited.get(edited.get("type", "text"), {})
            text = inner.get("body", inner.get("caption"))  # of a picture its caption
            if text is not None:
                return Edited(body["original_message_id"], person, at, text)
        case "revoke":
            return Deleted(body["original_message_id"], person, at)
        case str() if kind in MEDIA:
            return Said(message["id"], person, at, body.get("caption", ""), media=(Media(
                MEDIA[kind], body["id"], body.get("mime_type"), body.get("filename")),))
    return Unknown(f"message {kind}")


def _echo(echo: Mapping[str, Any]) -> Fact:
    """Words of our side from the WhatsApp Business app, where a number is used by both."""
    to = {"from": echo.get("to"), "from_user_id": echo.get("to_user_id")}
    fact = _event({**echo, **to}, {})
    if not isinstance(fact, Said) or not (fact.text or fact.media):  # places, contacts, orders
        return Unknown(f"echo {echo.get('type')}")
    return Echo(fact.id, fact.person, fact.at, fact.text, fact.media)


def _status(status: Mapping[str, Any]) -> Fact:
    progress = PROGRESS.get(status.get("status", ""))
    if progress is None:
        return Unknown(f"status {status.get('status')}")
    error = (status.get("errors") or [{}])[0]
    return Moved(
        status["id"], progress, _time(status), status.get("biz_opaque_callback_data"),
        str(error["code"]) if error else None, meta.words_of(error) if error else None)


def _person(message: Mapping[str, Any], people: Mapping[str, Any]) -> Person:
    """The phone number may be hidden: then the business-scoped user id is all there is."""
    phone = message.get("from") or None
    known = message.get("from_user_id") or phone
    if not known:
        raise KeyError("from")
    contact = people.get(known) or people.get(phone or "") or {}
    return Person(known, contact.get("profile", {}).get("name"), phone=phone)


def _renamed(message: Mapping[str, Any], body: Mapping[str, Any], at: datetime) -> Fact:
    """A new phone number brings a new user id with it; either may be all that is told."""
    if body.get("type") not in ("user_changed_number", "user_changed_user_id"):
        return Unknown("message system")
    phone = body.get("wa_id") if body["type"] == "user_changed_number" else None
    new = body.get("user_id") or phone
    if not new:
        raise KeyError("user_id")
    before = (body.get("previous_user_id"), message.get("from_user_id"), message.get("from"))
    return Renamed(Person(new, phone=phone, formerly=tuple(
        each for each in before if each and each not in (new, phone))), at)


def _time(event: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(event["timestamp"]), UTC)


def _only(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: body[name] for name in names if name in body}

"""WhatsApp Cloud API. This is the channel to copy: parse, send, read, declare; meta.py verifies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx

from bot.channels import meta
from bot.channels.contract import (
    Account,
    Answer,
    Arrival,
    Channel,
    Field,
    NotOurs,
    Outgoing,
    Part,
    Scope,
    Sent,
    Shows,
    Sign,
)
from bot.channels.facts import (
    Deleted,
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
from bot.channels.lengths import Limit
from bot.channels.reading import answering, as_json, body_of, guarded, pick, unsupported
from bot.channels.whatsapp_templates import list_templates, read_templates
from bot.words import Progress

MEDIA = {"image": "image", "audio": "audio", "video": "video", "document": "file",
         "sticker": "sticker"}
# Among "unsupported" messages: signs about other messages, which nobody waits to be answered.
NO_MESSAGES = ("keep_in_chat", "pin", "poll_update", "reaction", "errors", "media_placeholder")
PROGRESS = {"sent": Progress.SENT, "delivered": Progress.DELIVERED, "read": Progress.READ,
            "failed": Progress.FAILED}
# What can be done about an error, by its code; from the Cloud API's list of error codes.
REMEDIES = {
    131047: "template", 131026: "other_channel", 131050: "other_channel",
    130472: "other_channel", 131049: "other_channel", 131045: "fix_account",
    131042: "fix_account", 131031: "fix_account", 130497: "fix_account", 368: "fix_account",
    190: "fix_account", 0: "fix_account", 3: "fix_account", 10: "fix_account",
    33: "fix_account", 132000: "fix_template", 132001: "fix_template",
    132005: "fix_template", 132007: "fix_template", 132012: "fix_template",
    132015: "fix_template", 132016: "fix_template",
}
MB = 1024 * 1024
# From the Cloud API's list of supported media types; of documents those we keep.
FILE_TYPES = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "audio": frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    "video": frozenset({"video/mp4", "video/3gpp"}),
    "file": frozenset({"text/plain", "application/pdf", *(
        f"application/vnd.openxmlformats-officedocument.{kind}" for kind in (
            "wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"))}),
}
ERRORS = meta.Errors(
    slower={4: Scope.ACCOUNT, 80007: Scope.ACCOUNT, 130429: Scope.ACCOUNT,
            131048: Scope.ACCOUNT, 131056: Scope.CHAT},
    passing=frozenset({1, 2, 131000, 131016, 131057, 133004}),
    remedies=REMEDIES,
)


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
        return _renamed(message, message["system"])
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
        str(error["code"]) if error else None, meta.words_of(error) if error else None)


def _person(message: Mapping[str, Any], people: Mapping[str, Any]) -> Person:
    """The phone number may be hidden: then the business-scoped user id is all there is."""
    phone = message.get("from") or None
    known = message.get("from_user_id") or phone
    if not known:
        raise KeyError("from")
    contact = people.get(known) or people.get(phone or "") or {}
    return Person(known, contact.get("profile", {}).get("name"), phone=phone)


def _renamed(message: Mapping[str, Any], body: Mapping[str, Any]) -> Fact:
    """A new phone number brings a new user id with it; either may be all that is told."""
    if body.get("type") not in ("user_changed_number", "user_changed_user_id"):
        return Unknown("message system")
    phone = body.get("wa_id") if body["type"] == "user_changed_number" else None
    new = body.get("user_id") or phone
    if not new:
        raise KeyError("user_id")
    before = (body.get("previous_user_id"), message.get("from_user_id"), message.get("from"))
    return Renamed(Person(new, phone=phone, formerly=tuple(
        each for each in before if each and each not in (new, phone))))


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
        case "file":
            return _file(part)


def _file(part: Part) -> dict[str, Any]:
    """A file by its address; only documents have a name, a voice message has no caption."""
    if part.file is None:
        raise ValueError("a part of shape file without its file")
    kind = "document" if part.file.kind == "file" else part.file.kind
    name = {"filename": part.file.name} if kind == "document" else {}
    caption = {"caption": part.text} if part.text and kind != "audio" else {}
    return {"type": kind, kind: {"link": part.file.url, **caption, **name}}


def media(wanted: Media, account: Account) -> httpx.Request:
    """GET /{version}/{media id}: where the file is, for five minutes."""
    place = quote(wanted.reference, safe="")
    return httpx.Request("GET", meta.address(account, place), headers=meta.bearer(account))


def located(response: httpx.Response, account: Account) -> httpx.Request:
    """The file itself, at an address that wants the token again."""
    url = pick(as_json(response.content), "url", str)
    return httpx.Request("GET", url, headers=meta.bearer(account))


def _template(template: Mapping[str, Any]) -> dict[str, Any]:
    values = [{"type": "text", "text": value} for value in template.get("values", ())]
    return {"name": template["name"], "language": {"code": template["language"]},
            **({"components": [{"type": "body", "parameters": values}]} if values else {})}


def attend(to: str, message_id: str, sign: Sign, account: Account) -> Sequence[httpx.Request]:
    """One call marks a message as read and, if wanted, shows "typing" for up to 25 seconds."""
    if sign is Sign.TAKEN:
        return []
    typing = {} if sign is Sign.SEEN else {"typing_indicator": {"type": "text"}}
    return [_post(account, {"messaging_product": "whatsapp", "status": "read",
                            "message_id": message_id, **typing})]


def check(account: Account) -> httpx.Request:
    """Ask for the number's own name."""
    place = meta.address(account, account["phone_number_id"])
    return httpx.Request("GET", place, headers=meta.bearer(account),
                         params={"fields": "display_phone_number,verified_name"})


def read(response: httpx.Response) -> Answer:
    """The message's id, or what the error's code means."""
    body = body_of(response)
    if response.is_success and body.get("messages"):
        return Sent(body["messages"][0]["id"])
    return meta.failure(response, body, ERRORS)


def _post(account: Account, body: dict[str, Any]) -> httpx.Request:
    return meta.post(account, f"{account['phone_number_id']}/messages", body, proven=False)


WHATSAPP = Channel(
    name="whatsapp",
    fields=(
        Field("phone_number_id", "Phone number ID"),
        Field("access_token", "Access token of a system user", secret=True),
        Field("waba_id", "WhatsApp Business Account ID", default="",
              hint="optional: fetches the approved templates"),
        *meta.FIELDS,
    ),
    verify=meta.verify, handshake=meta.handshake, parse=parse, send=send, read=read,
    check=check, attend=attend, media=media, located=located, limit=Limit(4096),
    shows=Shows(buttons=3, button_title=20, list_rows=10, list_title=24, body=Limit(1024),
                files={"image": 5 * MB, "audio": 16 * MB, "video": 16 * MB, "file": 100 * MB},
                file_types=FILE_TYPES),
    receipts=frozenset(PROGRESS.values()), window=timedelta(hours=24), templates=True,
    account_rate=80, chat_rate=10, settles=True,
    remedies={str(code): remedy for code, remedy in REMEDIES.items()},
    list_templates=list_templates, read_templates=read_templates,
)

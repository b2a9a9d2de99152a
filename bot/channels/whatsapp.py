"""WhatsApp Cloud API. This is the channel to copy: send, read, declare.

Its events are read in whatsapp_events.py, its signatures in meta.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx

from bot.channels import meta
from bot.channels.contract import (
    Account,
    Answer,
    Channel,
    Field,
    Outgoing,
    Part,
    Scope,
    Sent,
    Shows,
    Sign,
)
from bot.channels.facts import Media
from bot.channels.lengths import Limit
from bot.channels.reading import as_json, body_of, pick
from bot.channels.whatsapp_events import PROGRESS, parse
from bot.channels.whatsapp_templates import list_templates, read_templates

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
    values, names = template.get("values", ()), template.get("names", ())
    said = [{"type": "text", "text": value} for value in values]
    for value, name in zip(said, names, strict=bool(names)):
        value["parameter_name"] = name
    return {"name": template["name"], "language": {"code": template["language"]},
            **({"components": [{"type": "body", "parameters": said}]} if said else {})}


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

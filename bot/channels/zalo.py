"""Zalo Official Account, OpenAPI v3: plain digests, tokens of 25 hours, counted replies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.channels.contract import (
    Account,
    Again,
    Answer,
    Arrival,
    Channel,
    Expired,
    Field,
    NotOurs,
    Outgoing,
    Part,
    Refused,
    Renewed,
    Scope,
    Sent,
    Shows,
)
from bot.channels.facts import Echo, Fact, Media, Moved, Person, Reacted, Said, Unknown
from bot.channels.lengths import Limit
from bot.channels.reading import as_json, body_of, guarded_all
from bot.channels.signatures import digest_matches
from bot.channels.zalo_templates import (
    ask_template,
    list_templates,
    read_template,
    read_templates,
    send_template,
)
from bot.words import Progress

MEDIA = {"image": "image", "gif": "image", "audio": "audio", "video": "video",
         "sticker": "sticker", "file": "file"}
SAID = frozenset({"text", "link", "location", "business_card", *MEDIA})
WRITTEN = frozenset({"text", "link", "list", *MEDIA})  # by our side, as echoes name it
REACTIONS = {"/-heart": "❤️", "/-strong": "👍", ":>": "😆", ":o": "😮", ":-((": "😭", ":-h": "😡",
             "/-remove": ""}
# Error -> what it is about; from the Official Account API's list of errors. HTTP says 200 to all.
TOO_FAST, PASSING = -32, frozenset({-100, -200})
EXPIRED = frozenset({-124, -216, -220})
REMEDIES = {
    **dict.fromkeys((-204, -205, -209, -211, -212, -219, -221, -223, -224, -235, -240, -242, -320,
                     -321), "fix_account"),
    # No follower, or no (recent) interaction: a template reaches them.
    **dict.fromkeys((-213, -230, -232), "template"),
    # At night, or not wanted: not here, not now.
    **dict.fromkeys((-133, -217, -218, -227, -234, -244), "other_channel"),
    # Of templates: unknown, not approved, switched off, or other values than it was approved with.
    **dict.fromkeys((-109, -111, -112, -113, -116, -117, -131, -132, -146, -249, -1121, -1122,
                     -1124, -1131), "fix_template"),
    **dict.fromkeys((-115, -120, -125, -135, -136, -137, -138, -145, -1351, -1381), "fix_account"),
    **dict.fromkeys((-114, -118, -119, -139, -140, -141, -1471, -1472), "other_channel"),
}


def verify(arrival: Arrival, account: Account) -> bool:
    """X-ZEvent-Signature: mac= and the SHA-256 of app id, body, its timestamp and the OA's key.

    There is no limit of age: Zalo sends a call again, as it was, for hours.
    """
    try:
        stamp = as_json(arrival.body).get("timestamp", "")
    except NotOurs:
        return False  # without a timestamp nothing is signed
    scheme, _, given = arrival.headers.get("x-zevent-signature", "").partition("=")
    signed = b"".join((account["app_id"].encode(), arrival.body, str(stamp).encode(
        "utf-8", "surrogatepass"), account["oa_secret"].encode()))
    return digest_matches(signed, given) and scheme == "mac" and bool(account["oa_secret"])


def parse(arrival: Arrival, account: Account) -> Sequence[Fact]:
    """One event; an app may be linked to several Official Accounts, which all call here."""
    event = as_json(arrival.body)
    name = event.get("event_name")
    if not isinstance(name, str):
        raise NotOurs("This is no event of an Official Account.")
    return guarded_all(_facts, event, name, account["oa_id"])


def _facts(event: Mapping[str, Any], name: str, ours: str) -> Sequence[Fact]:
    if "message" not in event:
        return [Unknown(name)]  # follow, unfollow, user_submit_info, user_click_chatnow, …
    sender, recipient = (str(event[side]["id"]) for side in ("sender", "recipient"))
    if ours not in (sender, recipient):
        return [Unknown(f"{name} of account {recipient}")]
    message, at = event["message"], _time(event)
    customer = Person(recipient if sender == ours else sender)
    if name == "user_received_message":
        return [Moved(message["msg_id"], Progress.DELIVERED, at)]
    if name == "user_seen_message":
        return [Moved(key, Progress.READ, at) for key in message["msg_ids"]]
    if name == "user_reacted_message":
        icon = message["react_icon"]
        return [Reacted(message["msg_id"], customer, at, REACTIONS.get(icon, icon))]
    if name == "user_click_button" or name.removeprefix("user_send_") in SAID:
        return [_said(name.removeprefix("user_send_"), message, customer, at)]
    if name.removeprefix("oa_send_") in WRITTEN:
        return [Echo(message["msg_id"], customer, at, message.get("text") or "", _media(message))]
    return [Unknown(name)]


def _said(kind: str, message: Mapping[str, Any], person: Person, at: datetime) -> Fact:
    key, text = message["msg_id"], message.get("text") or ""
    if kind in MEDIA:
        return Said(key, person, at, text, media=_media(message))
    if kind in ("text", "user_click_button"):  # a menu's query arrives as words, too
        return Said(key, person, at, message["text"])
    payload = message["attachments"][0]["payload"]
    if kind == "location":
        place = payload["coordinates"]
        return Said(key, person, at, text, extra={"location": {
            "latitude": float(place["latitude"]), "longitude": float(place["longitude"])}})
    if kind == "business_card":
        return Said(key, person, at, text, extra={"contacts": [_card(payload)]})
    address = payload["url"]
    return Said(key, person, at, text if address in text else f"{text}\n{address}".strip())


def _media(message: Mapping[str, Any]) -> tuple[Media, ...]:
    """Files at addresses that need no secret; sizes are written as text."""
    return tuple(
        Media(MEDIA[one["type"]], one["payload"]["url"], None, one["payload"].get("name"),
              int(one["payload"]["size"]) if one["payload"].get("size") else None)
        for one in message.get("attachments", ()) if one["type"] in MEDIA)


def _card(payload: Mapping[str, Any]) -> dict[str, Any]:
    """A contact; the description holds its number as JSON within the JSON."""
    about = json.loads(payload.get("description") or "{}")
    phone = str(about.get("phone") or "")
    return {"name": payload.get("title") or about.get("caption") or "",
            "phones": [phone] if phone else []}


def _time(event: Mapping[str, Any]) -> datetime:
    """Milliseconds, as a text."""
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(event["timestamp"]))


def send(out: Outgoing, account: Account) -> httpx.Request:
    """POST /v3.0/oa/message/cs ("tin Tư vấn"), or /template."""
    if out.part.shape == "template":
        return send_template(out, account)
    body = {"recipient": {"user_id": out.to}, "message": _content(out.part)}
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return httpx.Request("POST", f"{account['api_url']}/v3.0/oa/message/cs", content=content,
                         headers={"access_token": account["access_token"],
                                  "content-type": "application/json"})


def _content(part: Part) -> dict[str, Any]:
    """Pictures go by their address; other files would have to be uploaded: they are links."""
    if part.shape != "file":
        return {"text": part.text}
    if part.file is None or part.file.kind != "image":
        raise ValueError("a part of shape file without a picture")
    return {**({"text": part.text} if part.text else {}), "attachment": {
        "type": "template", "payload": {"template_type": "media", "elements": [
            {"media_type": "image", "url": part.file.url}]}}}


def check(account: Account) -> httpx.Request:
    """Ask for the Official Account's own name."""
    return httpx.Request("GET", f"{account['api_url']}/v2.0/oa/getoa",
                         headers={"access_token": account["access_token"]})


def profile(person: str, account: Account) -> httpx.Request:
    """GET /v3.0/oa/user/detail: what the person is called."""
    return httpx.Request("GET", f"{account['api_url']}/v3.0/oa/user/detail",
                         params={"data": json.dumps({"user_id": person})},
                         headers={"access_token": account["access_token"]})


def named(response: httpx.Response) -> str | None:
    data = body_of(response).get("data")
    name = data.get("display_name") if isinstance(data, dict) else None
    return name if isinstance(name, str) and name else None


def accepts(response: httpx.Response) -> bool:
    """A wrong token is told in the body of a 200."""
    return response.is_success and body_of(response).get("error") == 0


def media(file: Media, account: Account) -> httpx.Request:
    """Customers' files stand at addresses of Zalo's that need no secret."""
    return httpx.Request("GET", file.reference)


def read(response: httpx.Response) -> Answer:
    """The message's id, or what the error is about."""
    body = body_of(response)
    error, data = _error(body), body.get("data")
    if response.is_success and error == 0:
        key = data.get("message_id") if isinstance(data, dict) else None
        return Sent(str(key)) if key else Refused(
            "unclear", "The answer names no message.", "check")
    code = str(error if error is not None else response.status_code)
    words = str(body.get("message") or response.reason_phrase)
    if error in EXPIRED:
        return Expired(code, words)
    if later := _later(response, error, code, words):
        return later
    return Refused(code, words, REMEDIES.get(error, "none") if error is not None else "none")


def _error(body: Mapping[str, Any]) -> int | None:
    return body["error"] if isinstance(body.get("error"), int) else None


def _later(response: httpx.Response, error: int | None, code: str, words: str) -> Again | None:
    if error == TOO_FAST or response.status_code == 429:
        return Again(code, words, scope=Scope.ACCOUNT)
    if error in PASSING or response.is_server_error:
        return Again(code, words)
    return None


def renew(account: Account) -> httpx.Request:
    """POST /v4/oa/access_token: the refresh token is used up by it."""
    form = urlencode({"refresh_token": account["refresh_token"], "app_id": account["app_id"],
                      "grant_type": "refresh_token"})
    return httpx.Request("POST", f"{account['oauth_url']}/v4/oa/access_token", content=form,
                         headers={"secret_key": account["app_secret"],
                                  "content-type": "application/x-www-form-urlencoded"})


def renewed(response: httpx.Response) -> Renewed | Again | Refused:
    """A new pair, or why there is none; expires_in is seconds, as a text."""
    body = body_of(response)
    pair = {name: body[name] for name in RENEWS if isinstance(body.get(name), str) and body[name]}
    if response.is_success and len(pair) == len(RENEWS):
        lasts = str(body.get("expires_in", ""))
        return Renewed(pair, timedelta(seconds=int(lasts)) if lasts.isdecimal() else LASTS)
    error = _error(body)
    code = str(error if error is not None else response.status_code)
    words = str(body.get("error_description") or body.get("error_name") or body.get("message")
                or response.reason_phrase)
    return _later(response, error, code, words) or Refused(code, words, "fix_account")


RENEWS = ("access_token", "refresh_token")
LASTS = timedelta(hours=25)

ZALO = Channel(
    name="zalo",
    fields=(
        Field("app_id", "App ID", hint="of the app at developers.zalo.me"),
        Field("oa_id", "OA ID", hint="of the Official Account"),
        Field("app_secret", "Secret key of the app", secret=True),
        Field("oa_secret", "OA Secret Key", secret=True, hint="on the app's webhook page"),
        Field("access_token", "Access token", secret=True, hint="renewed by itself"),
        Field("refresh_token", "Refresh token", secret=True,
              hint="works once: give it to no other program"),
        Field("api_url", "Address of the OpenAPI", default="https://openapi.zalo.me"),
        Field("oauth_url", "Address of the logins", default="https://oauth.zaloapp.com"),
        Field("business_url", "Address of the templates",
              default="https://business.openapi.zalo.me"),
    ),
    verify=verify, parse=parse, send=send, read=read, check=check, accepts=accepts, media=media,
    profile=profile, named=named,
    limit=Limit(2000),
    shows=Shows(files={"image": 1_000_000}, captions={"image": 2000},
                file_types={"image": frozenset({"image/jpeg", "image/png"})}),
    receipts=frozenset({Progress.DELIVERED, Progress.READ}),
    window=timedelta(hours=48), most_in_window=8, templates=True, numbered=False,
    list_templates=list_templates, read_templates=read_templates,
    ask_template=ask_template, read_template=read_template,
    renews=RENEWS, renew=renew, renewed=renewed,
)

"""The captured payloads beside a channel, read for the contract test."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.channels import facts
from bot.channels.contract import Account, Arrival, File, Outgoing, Part
from bot.channels.registry import CHANNELS
from tests.conftest import NOON

FOLDER = Path(__file__).parent
SIGNED = re.compile(r"\$(HMAC_SHA256|TWILIO|ZALO)\((\w+)\)")


def account(channel: str) -> Account:
    values = json.loads((FOLDER / channel / "account.json").read_text("utf-8"))
    return Account(channel, "shop", values)


def cases(file: str, declares: str = "name") -> list[Any]:
    """(channel, case) of every channel that declares this; one without the file fails here."""
    return [(channel, case) for channel, kind in CHANNELS.items() if getattr(kind, declares)
            for case in json.loads((FOLDER / channel / file).read_text("utf-8"))]


def title(case: Any) -> str:
    return case if isinstance(case, str) else str(case["name"])


def headers(channel: str, case: dict[str, Any]) -> dict[str, str]:
    """The call's headers, with the signatures asked for."""
    body = raw(case)

    def sign(found: re.Match[str]) -> str:
        key = account(channel)[found[2]].encode()
        if found[1] == "TWILIO":
            return twilio(key, case["url"], body)
        if found[1] == "ZALO":
            return zalo(account(channel)["app_id"], key, body)
        return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()

    return {name: SIGNED.sub(sign, value) for name, value in case.get("headers", {}).items()}


def twilio(key: bytes, url: str, body: str) -> str:
    """X-Twilio-Signature of a form."""
    fields = sorted(parse_qsl(body, keep_blank_values=True))
    signed = url + "".join(map("".join, dict.fromkeys(fields)))
    return base64.b64encode(hmac.new(key, signed.encode(), hashlib.sha1).digest()).decode()


def zalo(app: str, key: bytes, body: str) -> str:
    """X-ZEvent-Signature without its mac=; a body that is no event has no timestamp."""
    stamp = re.search(r'"timestamp": ?"?(\d*)', body)
    signed = f"{app}{body}{stamp[1] if stamp else ''}".encode() + key
    return hashlib.sha256(signed).hexdigest()


def raw(case: dict[str, Any]) -> str:
    """The body as it is sent: text as it stands, a form in its encoding, the rest as JSON."""
    if "form" in case:
        return urlencode(case["form"])
    body = case.get("body", "")
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def arrival(channel: str, case: dict[str, Any]) -> Arrival:
    url = case.get("url", "")
    query = case.get("query", dict(parse_qsl(urlsplit(url).query)))
    return Arrival(raw(case).encode("utf-8", "surrogatepass"), headers(channel, case), NOON, query,
                   url)


def outgoing(case: dict[str, Any]) -> Outgoing:
    """What goes out in a case of sends.json."""
    wanted = case["part"]
    file = File(**wanted["file"]) if "file" in wanted else None
    buttons = tuple((reference, title) for reference, title in wanted.get("buttons", ()))
    part = Part(wanted["text"], buttons, wanted.get("shape", "text"), wanted.get("template"), file)
    return Outgoing(case["to"], part, case["marker"], case["choose"], case.get("webhook", ""),
                    case.get("late", False))


def as_written(fact: facts.Fact) -> dict[str, Any]:
    """A fact as events.json writes it."""
    return {"fact": type(fact).__name__, **{
        name: written(value) for name, value in dataclasses.asdict(fact).items()
        if value or name not in ("follows", "begins")}}  # what few have


def written(value: Any) -> Any:
    if isinstance(value, datetime):
        return "now" if value == NOON else value.isoformat()
    if isinstance(value, dict) and "formerly" in value:  # a person; few have these two
        return {name: written(each) for name, each in value.items()
                if each or name not in ("phone", "formerly")}
    return [written(v) for v in value] if isinstance(value, tuple) else value

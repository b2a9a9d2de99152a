"""The captured payloads beside a channel, read for the contract test."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels import facts
from bot.channels.contract import Account, Arrival
from bot.channels.registry import CHANNELS
from tests.conftest import NOON

FOLDER = Path(__file__).parent
SIGNED = re.compile(r"\$HMAC_SHA256\((\w+)\)")


def account(channel: str) -> Account:
    values = json.loads((FOLDER / channel / "account.json").read_text("utf-8"))
    return Account(channel, "shop", values)


def cases(file: str) -> list[Any]:
    """(channel, case) of every channel in the registry; a channel without the file fails here."""
    return [(channel, case) for channel in CHANNELS
            for case in json.loads((FOLDER / channel / file).read_text("utf-8"))]


def title(case: Any) -> str:
    return case if isinstance(case, str) else str(case["name"])


def headers(channel: str, case: dict[str, Any]) -> dict[str, str]:
    """The call's headers, with the signatures asked for."""
    body = case.get("body", "").encode()

    def sign(found: re.Match[str]) -> str:
        return hmac.new(account(channel)[found[1]].encode(), body, hashlib.sha256).hexdigest()

    return {name: SIGNED.sub(sign, value) for name, value in case.get("headers", {}).items()}


def arrival(channel: str, case: dict[str, Any]) -> Arrival:
    body = case.get("body", "")
    raw = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Arrival(raw.encode("utf-8", "surrogatepass"), headers(channel, {**case, "body": raw}),
                   NOON, case.get("query", {}))


def as_written(fact: facts.Fact) -> dict[str, Any]:
    """A fact as events.json writes it."""
    return {"fact": type(fact).__name__, **{
        name: written(value) for name, value in dataclasses.asdict(fact).items()}}


def written(value: Any) -> Any:
    if isinstance(value, datetime):
        return "now" if value == NOON else value.isoformat()
    return [written(v) for v in value] if isinstance(value, tuple) else value

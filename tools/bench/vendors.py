"""The send APIs of the messengers beside WhatsApp and Telegram, for the simulator: one row each.

An account reaches a messenger here by `api_url` = the simulator's address and the row's `below`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Body = Mapping[str, Any]
Mood = Callable[[], Awaitable[int | None]]  # 429, 500, or None: take it


@dataclass(frozen=True, slots=True)
class Vendor:
    """How one messenger is called and answers; `None` for a sign of the chat: no message."""

    path: str
    chat: Callable[[Body], str | None]
    mark: Callable[[Body], str]  # what tells one of our messages from the others
    taken: Callable[[int], Body]
    too_fast: tuple[int, Body]  # status and body
    broken: tuple[int, Body]
    below: str = ""  # tells it from a messenger of the same paths
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)  # of "too fast"


def _graph(body: Body) -> str | None:
    return str(body["recipient"]["id"]) if "message" in body else None


def _words(body: Body) -> str:
    return str(body["message"].get("metadata") or body["message"].get("text", ""))


def _callback(body: Body) -> str:
    """Twilio's only room for our marker is the address of the statuses."""
    return dict(parse_qsl(urlsplit(body.get("StatusCallback", "")).query)).get("lotse", "")


def _meta(below: str) -> Vendor:
    return Vendor(
        "/{version}/{place}/messages", _graph, _words, lambda number: {
            "recipient_id": "1", "message_id": f"m_S{number}"},
        too_fast=(429, {"error": {"code": 613, "message": "mood"}}),
        broken=(500, {"error": {"code": 2, "message": "mood"}}), below=below)


VENDORS: dict[str, Vendor] = {
    "messenger": _meta("/messenger"),
    "instagram": _meta("/instagram"),
    "zalo": Vendor(
        "/v3.0/oa/message/cs", lambda body: str(body["recipient"]["user_id"]), _words,
        lambda number: {"error": 0, "message": "Success", "data": {"message_id": f"z{number}"}},
        too_fast=(200, {"error": -32, "message": "mood"}),
        broken=(200, {"error": -100, "message": "mood"})),
    "viber": Vendor(
        "/pa/send_message", lambda body: str(body["receiver"]),
        lambda body: str(body["tracking_data"]),
        lambda number: {"status": 0, "status_message": "ok", "message_token": 2**62 + number},
        too_fast=(200, {"status": 12, "status_message": "mood"}), broken=(500, {})),
    "sms": Vendor(
        "/2010-04-01/Accounts/{account}/Messages.json", lambda body: str(body["To"]), _callback,
        lambda number: {"sid": f"SM{number:032x}", "status": "queued"},
        too_fast=(429, {"code": 20429, "message": "mood", "status": 429}),
        broken=(500, {"code": 20500, "message": "mood", "status": 500}),
        status=201, headers={"retry-after": "1"}),
}


def routes(
    mood: Mood, numbers: Iterator[int], taken: Mapping[str, list[str]]
) -> list[Route]:
    """A door for every messenger; what it takes stands in `taken` by chat."""
    return [Route(f"{vendor.below}{vendor.path}", _door(vendor, mood, numbers, taken),
                  methods=["POST"]) for vendor in VENDORS.values()]


def _door(
    vendor: Vendor, mood: Mood, numbers: Iterator[int], taken: Mapping[str, list[str]]
) -> Callable[[Request], Awaitable[Response]]:
    async def door(request: Request) -> Response:
        form = "form" in request.headers.get("content-type", "")
        body = (dict(parse_qsl((await request.body()).decode())) if form
                else await request.json())
        chat = vendor.chat(body)
        if chat is None:
            return JSONResponse({})
        if trouble := await mood():
            status, answer = vendor.too_fast if trouble == 429 else vendor.broken
            return JSONResponse(answer, status, vendor.headers if trouble == 429 else None)
        number = next(numbers)
        taken[chat].append(vendor.mark(body))
        return JSONResponse(vendor.taken(number), vendor.status)

    return door

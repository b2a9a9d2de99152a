"""Messengers in a box: one real HTTP server that speaks their send APIs, moody and forgetful.

It takes messages for WhatsApp and Telegram (and, by vendors.py, for the rest), answers late, with
429 or 500 or not at all, reports WhatsApp's statuses three times in random order, and answers for
Rasa, so that the ledger is tried by itself. `python -m tools.bench.simulator PORT SEED` serves it
in a process of its own.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tools.bench import vendors


@dataclass
class Moods:
    """Shares of calls that go wrong, and how slow the rest is."""

    too_fast: float = 0.02
    broken: float = 0.02  # 500: not taken
    forgotten: float = 0.01  # taken, but the answer is lost
    delay: float = 0.05  # seconds at most


@dataclass
class Simulator:
    """What was taken, by chat, and the status calls that are to be made because of it."""

    moods: Moods
    chance: random.Random
    taken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # markers
    reports: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def app(self) -> Starlette:
        return Starlette(routes=[
            Route("/{version}/{number}/messages", self.whatsapp, methods=["POST"]),
            Route("/bot{token}/sendMessage", self.telegram, methods=["POST"]),
            Route("/webhooks/lotse/turn", self.rasa, methods=["POST"]),
            Route("/status", self.status),
            Route("/books", self.books),
            Route("/reports", self.take_reports, methods=["POST"]),
            *vendors.routes(self._mood, self.numbers, self.taken),
        ], exception_handlers={ClientDisconnect: _killed})

    async def whatsapp(self, request: Request) -> Response:
        body = await request.json()
        if body.get("status") == "read":
            return JSONResponse({"success": True})
        if trouble := await self._mood():
            code = {429: 130429, 500: 131000}[trouble]
            return JSONResponse({"error": {"code": code, "message": "mood"}}, trouble)
        number = f"wamid.S{next(self.numbers)}"
        marker = body["biz_opaque_callback_data"]
        self.taken[body["to"]].append(marker)
        self.reports += [self._report(number, marker, status)
                         for status in ("sent", "delivered", "read") for _ in range(3)]
        await self._forget(request)
        return JSONResponse({"messages": [{"id": number}]})

    async def telegram(self, request: Request) -> Response:
        body = await request.json()
        if trouble := await self._mood():
            wait = {"parameters": {"retry_after": 1}} if trouble == 429 else {}
            return JSONResponse({"ok": False, "description": "mood", **wait}, trouble)
        chat = str(body["chat_id"])
        number = next(self.numbers)
        self.taken[chat].append(f"{chat}:{number}")  # no marker: the id will do
        return JSONResponse({"ok": True, "result": {
            "message_id": number, "chat": {"id": body["chat_id"], "type": "private"}}})

    async def rasa(self, request: Request) -> Response:
        """Everything is understood as a greeting."""
        body = await request.json()
        heard = {"intent": {"name": "greet", "confidence": 0.9}, "ranking": [], "entities": [],
                 "lotse": {"certainty": "sure"}}
        return JSONResponse({"replies": [{"say": "greet"}], "heard": heard, "state": body["state"]})

    async def status(self, request: Request) -> Response:
        return JSONResponse({"model_file": "simulated"})

    async def books(self, request: Request) -> Response:
        """What was taken, by chat."""
        return JSONResponse({"taken": self.taken, "refused": self.refused})

    async def take_reports(self, request: Request) -> Response:
        """The status calls due; whoever asks makes them."""
        due, self.reports = self.reports, []
        return JSONResponse(due)

    async def _mood(self) -> int | None:
        await asyncio.sleep(self.chance.random() * self.moods.delay)
        roll = self.chance.random()
        trouble = (429 if roll < self.moods.too_fast
                   else 500 if roll < self.moods.too_fast + self.moods.broken else None)
        self.refused += trouble is not None
        return trouble

    async def _forget(self, request: Request) -> None:
        """Now and then the answer comes after the caller has given up."""
        if self.chance.random() < self.moods.forgotten:
            await asyncio.sleep(15)

    def _report(self, number: str, marker: str, status: str) -> dict[str, Any]:
        return {"id": number, "status": status, "timestamp": "1795600000",
                "biz_opaque_callback_data": marker}


async def _killed(request: Request, error: Exception) -> Response:
    """The calling app was killed before its call had arrived: nothing was taken."""
    return Response(status_code=400)


if __name__ == "__main__":
    PORT, SEED = (int(word) for word in sys.argv[1:])
    uvicorn.run(Simulator(Moods(), random.Random(SEED)).app(), port=PORT, log_level="warning",
                lifespan="off", access_log=False)

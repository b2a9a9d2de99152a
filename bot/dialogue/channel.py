"""Rasa's door to the app: one message and its state in, what was understood and said out.

Runs inside Rasa's environment (rasa run --connector bot.dialogue.channel.LotseChannel) and
imports nothing of the app; they share only the JSON of this one route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.dialogue.carried import CARRIED


class Replies(CollectingOutputChannel):  # type: ignore[misc]
    """Collects what the assistant says in this turn."""

    @classmethod
    def name(cls) -> str:
        return "lotse"


class LotseChannel(InputChannel):  # type: ignore[misc]
    """POST /webhooks/lotse/turn: {sender, text, metadata, state} → {replies, state}."""

    @classmethod
    def name(cls) -> str:
        return "lotse"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes below /webhooks/lotse."""
        routes = Blueprint("lotse")

        @routes.route("/", methods=["GET"])  # type: ignore[untyped-decorator]
        async def alive(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/turn", methods=["POST"])  # type: ignore[untyped-decorator]
        async def turn(request: Request) -> HTTPResponse:
            body = request.json
            state = {"slots": body["state"].get("slots", {}), "loop": body["state"].get("loop")}
            CARRIED.set(state)
            replies = Replies()
            await on_new_message(
                UserMessage(
                    body["text"], replies, body["sender"],
                    input_channel=self.name(), metadata=body.get("metadata", {}),
                )
            )
            heard = state.pop("heard", None)
            if heard is None:  # Rasa swallows its own errors; the app must not
                return response.json({"error": "Rasa failed on this message."}, status=500)
            said = [message.get("custom", message) for message in replies.messages]
            return response.json({"replies": said, "heard": heard, "state": state})

        return routes

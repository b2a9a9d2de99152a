"""rasa-sdk's executor behind one route of the app: Rasa calls it, nobody else can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Header
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor

from bot.errors import Unauthorised
from bot.services import Services
from bot.tokens import internal_signature, matches


def action_routes(here: Services, actions: Sequence[Action]) -> APIRouter:
    """POST /internal/actions, for the holder of the installation's key only."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    router = APIRouter(include_in_schema=False)

    @router.post("/internal/actions")
    async def run(
        call: dict[str, Any], authorization: Annotated[str, Header()] = ""
    ) -> dict[str, Any]:
        if not matches(internal_signature(here.settings.key), authorization):
            raise Unauthorised("Only Rasa may call actions.")
        result = await executor.run(call)
        if result is None:
            return {"events": [], "responses": []}
        return dict(result) if isinstance(result, dict) else result.model_dump()

    return router

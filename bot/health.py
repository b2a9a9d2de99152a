"""Whether the app is alive, and whether it is ready: Rasa, database and encoder."""

from __future__ import annotations

from typing import Any

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import Here
from bot.settings import ROOT


def health_routes() -> APIRouter:
    """GET /health and GET /ready."""
    router = APIRouter(tags=["health"])

    @router.get("/health")
    async def health() -> dict[str, str]:
        """The process answers."""
        return {"status": "alive"}

    @router.get("/ready")
    async def ready(here: Here) -> JSONResponse:
        """200 when a customer's message would be answered; 503 says what is missing."""
        model = await here.rasa.model()
        async with here.database.read() as session:
            revision = await current_revision(session)
        parts: dict[str, Any] = {
            "rasa": model is not None, "database": revision == head_revision(),
            "encoder": (here.settings.encoder_folder / "encoder.json").is_file(),
        }
        whole = all(parts.values())
        # Without the other processes pages are slower, and customers are answered all the same.
        live = {"live": here.hub.state, "processes": here.hub.processes}
        return JSONResponse({"ready": whole, **parts, "model": model, **live},
                            200 if whole else 503)

    return router


async def current_revision(session: AsyncSession) -> str | None:
    """The migration the database stands at."""
    connection = await session.connection()
    return await connection.run_sync(
        lambda sync: MigrationContext.configure(sync).get_current_revision())


def head_revision() -> str | None:
    """The migration this code expects."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config

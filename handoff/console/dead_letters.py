"""The JSON of what did not arrive: messages that were not delivered, calls that were not taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from bot.channels import resending, retaking
from bot.channels.resending import Wanted
from bot.services import Here, Services
from handoff.console.doors import Admin, Agent

router = APIRouter(prefix="/api", tags=["dead letters"])


class Filter(BaseModel):
    """What to show or send again; empty means all."""

    channel: str = ""
    code: str = ""
    days: int = 0  # only of the last so many


def wanted(here: Services, given: Filter) -> Wanted:
    since = here.clock() - timedelta(days=given.days) if given.days else None
    return Wanted(given.channel, given.code, since)


@router.get("/deliveries/count")
async def how_many(here: Here, agent: Agent) -> dict[str, int]:
    """What the navigation shows."""
    async with here.database.read() as session:
        return {"lost": await resending.count(session),
                "calls": await retaking.count_kept(session)}


@router.get("/deliveries/lost")
async def lost(
    here: Here, agent: Agent, given: Annotated[Filter, Query()], before: int = 0
) -> dict[str, Any]:
    """Messages that did not arrive, newest first, 50 at a time; `kinds` are for the filter."""
    looked_for = wanted(here, given)
    async with here.database.read() as session:
        return {"total": await resending.count(session, looked_for),
                "kinds": await resending.kinds(session),
                "items": await resending.lost(session, before, wanted=looked_for)}


@router.post("/deliveries/resend")
async def resend_all(given: Filter, here: Here, agent: Agent) -> dict[str, int]:
    """Send all of a filter again; `refused` are those whose reply window has closed."""
    async with here.database.write() as session:
        sent, refused = await resending.resend_all(session, wanted(here, given), here.clock())
        return {"sent": sent, "refused": refused}


@router.post("/deliveries/{number}/resend", status_code=204)
async def resend(number: int, here: Here, agent: Agent) -> None:
    """Send a part again that did not arrive."""
    async with here.database.write() as session:
        await resending.resend(session, number, here.clock())


@router.post("/deliveries/{number}/dismiss", status_code=204)
async def dismiss(number: int, here: Here, agent: Agent) -> None:
    """It may stay lost."""
    async with here.database.write() as session:
        await resending.dismiss(session, number, here.clock())


@router.get("/calls")
async def calls(here: Here, admin: Admin, channel: str = "", before: int = 0) -> dict[str, Any]:
    """Messengers' calls that are kept because they could not be taken."""
    async with here.database.read() as session:
        return {"total": await retaking.count_kept(session, channel),
                "items": await retaking.kept(session, before, channel)}


@router.post("/calls/retake")
async def retake_all(here: Here, admin: Admin) -> dict[str, int]:
    """Try all of a week again, 50 at a time."""
    return await _retaken(here, await retaking.retake(here))


@router.post("/calls/{number}/retake")
async def retake(number: int, here: Here, admin: Admin) -> dict[str, int]:
    """Try one again; what still hinders it stands in its row."""
    return await _retaken(here, await retaking.retake(here, [number]))


@router.post("/calls/{number}/dismiss", status_code=204)
async def dismiss_call(number: int, here: Here, admin: Admin) -> None:
    """Nothing is to be taken from it."""
    async with here.database.write() as session:
        await retaking.dismiss(session, number, here.clock())


async def _retaken(here: Services, taken: int) -> dict[str, int]:
    async with here.database.read() as session:
        return {"taken": taken, "left": await retaking.count_kept(session)}

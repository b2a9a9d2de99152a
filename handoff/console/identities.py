"""One customer across channels, as JSON: finding, merging, parting, saying no to a suggestion."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from bot.events import record
from bot.services import Here
from handoff import confirmation, desk, persons
from handoff.console.doors import Agent

router = APIRouter(prefix="/api", tags=["identities"])


REF = "^[ci][0-9]{1,9}$"  # as handoff.matching names people


class OtherBody(BaseModel):
    other: str = Field(pattern=REF)


class CodeBody(OtherBody):
    to: str = Field(pattern="^(i[0-9]{1,9}|mail|sms)$")


@router.get("/conversations/{public_id}/people")
async def people(
    public_id: str, here: Here, agent: Agent,
    q: Annotated[str, Query(min_length=2, max_length=100)],
) -> list[dict[str, Any]]:
    """Who this could be, by name, e-mail, phone or order number."""
    async with here.database.read() as session:
        found = await desk.find(session, public_id)
        return await persons.found(session, found.identity, q)


@router.post("/conversations/{public_id}/merge", status_code=204)
async def merge(public_id: str, body: OtherBody, here: Here, agent: Agent) -> None:
    """The two are one person; nothing is moved by it, and it can be undone."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        await persons.merge(session, found.identity, body.other, agent.name, here.clock())


@router.get("/conversations/{public_id}/code")
async def places(
    public_id: str, here: Here, agent: Agent, other: Annotated[str, Query(pattern=REF)]
) -> list[dict[str, Any]]:
    """Where this person can be sent a code to, and why not where that is so."""
    async with here.database.read() as session:
        found = await desk.find(session, public_id)
        return [asdict(place) for place in
                await confirmation.places(session, found.identity, other, here.clock())]


@router.post("/conversations/{public_id}/code", status_code=204)
async def code(public_id: str, body: CodeBody, here: Here, agent: Agent) -> None:
    """Send a code, and ask for it here; what comes of it is part of the conversation's detail."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        await confirmation.send(session, found, body.other, body.to, agent.name, here.clock())


@router.post("/conversations/{public_id}/dismiss", status_code=204)
async def dismiss(public_id: str, body: OtherBody, here: Here, agent: Agent) -> None:
    """A suggestion that is wrong."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id)
        await persons.dismiss(session, found.identity, body.other, agent.name, here.clock())
        record(session, found.id, "linked", here.clock(), {}, audience="staff")


@router.post("/links/{number}/undo", status_code=204)
async def undo(number: int, here: Here, agent: Agent) -> None:
    """What was joined is apart again."""
    async with here.database.write() as session:
        await persons.undo(session, number, agent.name, here.clock())

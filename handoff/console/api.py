"""The console's JSON: lists, threads and an agent's actions. Each request is one transaction."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator

from bot.channels.contract import Sign
from bot.channels.web.chat import receipt
from bot.events import topic
from bot.services import Here
from bot.views import message_view
from bot.words import Language, Status
from bot.worker import typing
from handoff import desk, dossier, feedback
from handoff.console import files
from handoff.console.doors import Agent

router = APIRouter(prefix="/api", tags=["console"])


class ReplyBody(BaseModel):
    id: str = Field(min_length=1, max_length=64)
    text: str = Field(max_length=8000)
    files: list[str] = Field(default=[], max_length=10)

    @model_validator(mode="after")
    def _says_something(self) -> ReplyBody:
        if not self.text.strip() and not self.files:
            raise ValueError("a reply has words or files")
        return self


class TemplateBody(BaseModel):
    id: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=512, pattern="^[a-z0-9_]+$")
    language: str = Field(max_length=10)  # exactly as it was approved: codes are case-sensitive
    values: list[str] = Field(default=[], max_length=20)


class NoteBody(BaseModel):
    text: str = Field(min_length=1, max_length=8000)


class TypingBody(BaseModel):
    on: bool


class SeenBody(BaseModel):
    message: int


@router.get("/me")
async def me(agent: Agent) -> dict[str, Any]:
    """Who is logged in."""
    return {"id": agent.id, "name": agent.name, "email": agent.email, "roles": agent.roles,
            "colour": agent.colour, "languages": agent.languages}


@router.get("/conversations")
async def conversations(
    here: Here, agent: Agent, view: str = "queue", q: str = "", language: str = ""
) -> dict[str, Any]:
    """One tab of the list, with the counts of all."""
    async with here.database.read() as session:
        return await desk.listing(session, agent, view, here.clock(), q, language)


@router.get("/conversations/{public_id}")
async def conversation(
    public_id: str, here: Here, agent: Agent, reader: Language = Language.EN
) -> dict[str, Any]:
    """One thread with everything beside it."""
    async with here.database.read() as session:
        found = await desk.find(session, public_id)
        return await dossier.thread(session, found, reader, here.clock())


@router.post("/conversations/{public_id}/claim")
async def claim(public_id: str, here: Here, agent: Agent) -> dict[str, Any]:
    """Take a conversation; 409 says who was faster."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        await desk.claim(session, found, agent, here.clock())
        return _owner(found.owner, agent)


@router.post("/conversations/{public_id}/release")
async def release(public_id: str, here: Here, agent: Agent) -> dict[str, Any]:
    """Put it back into the queue."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        await desk.release(session, found, here.clock())
        return _owner(found.owner, None)


@router.post("/conversations/{public_id}/return")
async def give_back(public_id: str, here: Here, agent: Agent) -> dict[str, Any]:
    """Give it back to the assistant."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        await desk.give_back(session, found, here.clock())
        return _owner(found.owner, None)


@router.post("/conversations/{public_id}/close")
async def close(public_id: str, here: Here, agent: Agent) -> dict[str, Any]:
    """Close it; the customer is asked for a rating."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        await desk.close(session, found, agent, here.clock())
        return _owner(found.owner, None)


@router.post("/conversations/{public_id}/reply")
async def reply(public_id: str, body: ReplyBody, here: Here, agent: Agent) -> dict[str, Any]:
    """An agent's words to the customer."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        if body.files:
            await files.check_files(session, here, found, body.files)
        message = await desk.reply(
            session, found, agent, body.id, body.text, here.clock(), body.files)
        return message_view(message, agent)


@router.post("/conversations/{public_id}/template")
async def template(public_id: str, body: TemplateBody, here: Here, agent: Agent) -> dict[str, Any]:
    """An approved template, where free text is not taken any more."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        message = await desk.send_template(
            session, found, agent, body.id, body.model_dump(exclude={"id"}), here.clock())
        return message_view(message, agent)


@router.get("/conversations/{public_id}/templates")
async def templates(public_id: str, here: Here, agent: Agent) -> list[dict[str, Any]]:
    """The approved templates of this conversation's account, its language first."""
    async with here.database.read() as session:
        return await desk.offered_templates(session, await desk.find(session, public_id))


@router.post("/conversations/{public_id}/note")
async def note(public_id: str, body: NoteBody, here: Here, agent: Agent) -> dict[str, Any]:
    """A note for colleagues."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id, lock=True)
        return desk.note_view(await desk.note(session, found, agent, body.text, here.clock()))


@router.post("/conversations/{public_id}/typing", status_code=204)
async def agent_types(public_id: str, body: TypingBody, here: Here, agent: Agent) -> None:
    """The customer sees that somebody is writing."""
    async with here.database.read() as session:
        found = await desk.find(session, public_id)
    here.hub.signal({topic(found.id)},
                    typing("agent", body.on, {"name": agent.name, "colour": agent.colour}))
    if body.on and found.agent_id == agent.id:
        here.courtesy.attend(found.id, found.channel, Sign.TYPING)


@router.post("/conversations/{public_id}/seen", status_code=204)
async def seen(public_id: str, body: SeenBody, here: Here, agent: Agent) -> None:
    """The agent has read up to here; the customer sees it."""
    async with here.database.write() as session:
        found = await desk.find(session, public_id)
        if found.agent_id == agent.id:  # looking on is not reading for the customer
            await receipt(session, found.id, body.message, Status.SEEN, here.clock(), "in")
            here.courtesy.attend(found.id, found.channel, Sign.SEEN)


@router.get("/ratings/summary")
async def ratings(here: Here, agent: Agent) -> dict[str, Any]:
    """How customers judge us on average."""
    async with here.database.read() as session:
        return await feedback.summary(session)


def _owner(owner: str, agent: Any) -> dict[str, Any]:
    view = {"name": agent.name, "colour": agent.colour, "id": agent.id} if agent else None
    return {"owner": owner, "agent": view}

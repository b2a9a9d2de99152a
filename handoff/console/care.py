"""Keeping the library right, as JSON: what found nothing, what agents answered, what disagrees."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection

from bot.services import Here
from bot.words import Language
from handoff.console.doors import Agent, Maker, Shelf, Trainer
from handoff.console.library_views import article_view
from handoff.library import findings, proposals, unanswered, usage
from handoff.library.meaning import Meaning
from knowledge import editing

router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])


def care(connection: HTTPConnection, maker: Maker) -> findings.Findings:
    """What this process remembers between two looks; made at the first."""
    state = connection.app.state
    if not hasattr(state, "findings"):
        state.findings = findings.Findings(Meaning(maker))
    found: findings.Findings = state.findings
    return found


Care = Annotated[findings.Findings, Depends(care)]


class GroupBody(BaseModel):
    turns: list[int] = Field(min_length=1, max_length=unanswered.AT_MOST)


class DraftBody(GroupBody):
    language: Language


@router.get("/usage")
async def usages(here: Here, agent: Agent) -> dict[str, dict[str, int]]:
    """Per article: how often it answered, helped, did not, and led to a person anyway."""
    async with here.database.read() as session:
        return await usage.of_all(session, here.clock())


@router.get("/usage/{key:path}")
async def used(key: str, here: Here, agent: Agent) -> dict[str, Any]:
    """How often it answered, helped, or led to a person anyway, with the conversations."""
    async with here.database.read() as session:
        return await usage.of_article(session, key, here.clock())


@router.get("/unanswered")
async def groups(here: Here, trainer: Trainer, kept: Care) -> dict[str, Any]:
    """Questions that found nothing, grouped by meaning, the most frequent first."""
    async with here.database.read() as session:
        return await unanswered.listing(session, kept.meaning, here.clock())


@router.post("/unanswered/draft", status_code=201)
async def draft(body: DraftBody, here: Here, trainer: Trainer, maker: Maker) -> dict[str, Any]:
    """A group becomes a draft with its questions as ways of asking."""
    async with here.database.read() as session:
        questions = await unanswered.chosen(session, body.turns)
        key = await editing.free_key(session, unanswered.draft(questions, "", body.language).title)
    text = unanswered.draft(questions, key, body.language)
    made = await asyncio.to_thread(editing.vectors, text, maker)
    async with here.database.write() as session:
        questions = await unanswered.chosen(session, body.turns)
        row = await editing.create(session, text, made, trainer.name, here.clock())
        unanswered.handle(session, questions, key, trainer.name, here.clock())
        return await article_view(session, row, here.clock())


@router.post("/unanswered/dismiss", status_code=204)
async def dismiss_group(body: GroupBody, here: Here, trainer: Trainer) -> None:
    """Nothing the library should answer."""
    async with here.database.write() as session:
        questions = await unanswered.chosen(session, body.turns)
        unanswered.handle(session, questions, None, trainer.name, here.clock())


@router.get("/proposals")
async def proposed(
    here: Here, trainer: Trainer, shelf: Shelf, kept: Care
) -> list[dict[str, Any]]:
    """Answers of agents the library does not know yet, without personal data."""
    async with here.database.read() as session:
        found = await proposals.listing(session, shelf, kept.meaning, here.clock())
    return [proposals.proposal_view(proposal) for proposal in found]


@router.post("/proposals/{message}/approve", status_code=201)
async def approve(message: int, here: Here, trainer: Trainer, maker: Maker) -> dict[str, Any]:
    """It becomes a draft to edit; nothing is published by this."""
    async with here.database.read() as session:
        proposal = await proposals.find(session, message)
        key = await editing.free_key(session, proposal.question)
    text = proposals.draft(proposal, key)
    made = await asyncio.to_thread(editing.vectors, text, maker)
    async with here.database.write() as session:
        await proposals.find(session, message)
        row = await editing.create(session, text, made, trainer.name, here.clock())
        proposals.decide(session, proposal, key, trainer.name, here.clock())
        return await article_view(session, row, here.clock())


@router.post("/proposals/{message}/dismiss", status_code=204)
async def dismiss_proposal(message: int, here: Here, trainer: Trainer) -> None:
    """Not for the library, and not to be asked again."""
    async with here.database.write() as session:
        proposal = await proposals.find(session, message)
        proposals.decide(session, proposal, None, trainer.name, here.clock())


@router.get("/findings")
async def found(here: Here, trainer: Trainer, kept: Care) -> dict[str, Any]:
    """Articles that say the same twice, or other numbers about the same thing."""
    async with here.database.read() as session:
        return await kept.listing(session)


@router.post("/findings/{fingerprint}/dismiss", status_code=204)
async def dismiss_finding(fingerprint: str, here: Here, trainer: Trainer) -> None:
    """Looked at, and right as it is."""
    async with here.database.write() as session:
        await findings.dismiss(session, fingerprint[:64], trainer.name, here.clock())

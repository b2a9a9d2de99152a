"""The trainers' JSON: what was misunderstood, examples, training runs, models."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, BackgroundTasks
from pydantic import BaseModel
from sqlalchemy import select

from bot.services import Here
from bot.texts import DEFAULT_FORM, Voice
from bot.words import Language
from handoff.console.doors import Trainer
from nlu import models, review
from nlu.runs import Runs
from nlu.tables import AddedExample, TrainedModel, TrainingRun

router = APIRouter(prefix="/api/training", tags=["training"])


class AssignBody(BaseModel):
    turn: int
    intent: str


class TurnBody(BaseModel):
    turn: int


@router.get("/review")
async def waiting(
    here: Here, trainer: Trainer, outcome: str = "all", language: str = ""
) -> dict[str, Any]:
    """Messages to look at."""
    async with here.database.read() as session:
        return await review.waiting(session, outcome, language)


@router.post("/assign")
async def assign(body: AssignBody, here: Here, trainer: Trainer) -> dict[str, Any]:
    """This message means that intent."""
    async with here.database.write() as session:
        example = await review.assign(
            session, body.turn, body.intent, trainer.name, here.clock())
        return {"example": example.id}


@router.post("/dismiss", status_code=204)
async def dismiss(body: TurnBody, here: Here, trainer: Trainer) -> None:
    """Nothing to learn from this message."""
    async with here.database.write() as session:
        await review.dismiss(session, body.turn)


@router.post("/undo", status_code=204)
async def undo(body: TurnBody, here: Here, trainer: Trainer) -> None:
    """Take an assignment or a dismissal back."""
    async with here.database.write() as session:
        await review.take_back(session, body.turn)


@router.get("/intents")
async def intents(here: Here, trainer: Trainer) -> list[dict[str, Any]]:
    """Every intent with a title in each language and its examples."""
    async with here.database.read() as session:
        rows = await review.intents(session)
    return [{**row, "title": {code.value: title(row["name"], code) for code in Language}}
            for row in rows]


def title(intent: str, language: Language) -> str:
    """The customer's words for an intent, or its name."""
    voice = Voice(language, DEFAULT_FORM[language])
    key = f"intents.{intent}"
    return voice.say(key) if voice.has(key) else intent.replace("_", " ")


@router.get("/examples")
async def examples(here: Here, trainer: Trainer) -> list[dict[str, Any]]:
    """What trainers added, and whether the live model knows it."""
    async with here.database.read() as session:
        live = await models.live(session)
        known = set(live.added) if live else set()
        rows = await session.scalars(select(AddedExample).order_by(AddedExample.id.desc()))
        return [
            {"id": row.id, "text": row.text, "language": row.language, "intent": row.intent,
             "by": row.added_by, "at": row.added_at.isoformat(), "live": row.id in known}
            for row in rows
        ]


@router.delete("/examples/{number}", status_code=204)
async def remove(number: int, here: Here, trainer: Trainer) -> None:
    """Take an added example out again."""
    async with here.database.write() as session:
        await review.remove(session, number)


@router.post("/runs", status_code=202)
async def start(here: Here, trainer: Trainer, background: BackgroundTasks) -> dict[str, Any]:
    """Train the next model; progress comes by the live line and by /runs/latest."""
    async with here.database.write() as session:
        run = await models.begin_run(session, trainer.name, here.clock())
    background.add_task(Runs(here).carry_out, run.id, trainer.name)
    return {"run": run.id}


@router.get("/runs/latest")
async def latest(here: Here, trainer: Trainer) -> dict[str, Any] | None:
    """The newest run, under way or done."""
    async with here.database.read() as session:
        run = await models.latest_run(session)
        return run_view(run) if run else None


@router.get("/models")
async def every(here: Here, trainer: Trainer) -> list[dict[str, Any]]:
    """All models, newest first."""
    async with here.database.read() as session:
        return [model_view(row) for row in await models.every(session)]


@router.post("/models/{number}/promote")
async def promote(number: int, here: Here, trainer: Trainer) -> dict[str, Any]:
    """Put a model live; customers notice nothing but better answers."""
    async with here.database.read() as session:
        model = await models.by_id(session, number)
    return await _go_live(here, model)


@router.post("/rollback")
async def rollback(here: Here, trainer: Trainer) -> dict[str, Any]:
    """Back to the model before."""
    async with here.database.read() as session:
        model = await models.previous(session)
    return await _go_live(here, model)


async def _go_live(here: Here, model: TrainedModel) -> dict[str, Any]:
    models.check_file(model)
    await here.rasa.load(model.file)
    async with here.database.write() as session:
        found = await models.by_id(session, model.id)
        await models.promote(session, found, here.clock())
        return model_view(found)


def run_view(run: TrainingRun) -> dict[str, Any]:
    return {"run": run.id, "phase": run.phase, "percent": run.percent, "sentence": run.sentence,
            "started_at": run.started_at.isoformat(), "model": run.model_id}


def model_view(row: TrainedModel) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "created_at": row.created_at.isoformat(),
            "status": row.status, "examples": row.examples, "added": len(row.added),
            "accuracy": row.accuracy, "by": row.made_by,
            "live_since": row.live_since.isoformat() if row.live_since else None}

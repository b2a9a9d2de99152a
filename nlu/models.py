"""Which model is live: training runs, promotion, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Conflict, NotFound, StartFailed
from nlu.inputs import Example
from nlu.tables import AddedExample, TrainedModel, TrainingRun
from nlu.training import Trained, sha256

RUNNING = ("waiting", "preparing", "training", "evaluating")
LONGEST_RUN = timedelta(hours=1)


async def live(session: AsyncSession) -> TrainedModel | None:
    """The model customers talk to."""
    return await session.scalar(select(TrainedModel).where(TrainedModel.status == "live"))


async def every(session: AsyncSession) -> Sequence[TrainedModel]:
    """All models, newest first."""
    rows = await session.scalars(select(TrainedModel).order_by(TrainedModel.id.desc()))
    return rows.all()


async def register(
    session: AsyncSession, trained: Trained, added: Sequence[int], by: str, now: datetime
) -> TrainedModel:
    """Note a freshly trained model as a candidate; trained from the same again, it is the same."""
    found = await session.scalar(
        select(TrainedModel).where(TrainedModel.name == trained.name))
    if found is None:
        found = TrainedModel(
            name=trained.name, file=str(trained.file), sha256=trained.sha256,
            inputs=trained.inputs, added=list(added), examples=trained.examples,
            accuracy=trained.accuracy, status="candidate", made_by=by, created_at=now,
        )
        session.add(found)
        await session.flush()
    found.sha256, found.accuracy = trained.sha256, trained.accuracy
    found.file = str(trained.file)
    return found


async def promote(session: AsyncSession, model: TrainedModel, now: datetime) -> None:
    """Make a model the live one; the one before is kept for the way back."""
    before = await live(session)
    if before is not None and before.id != model.id:
        before.status = "retired"
    model.status, model.live_since = "live", now


async def previous(session: AsyncSession) -> TrainedModel:
    """The model that was live before this one."""
    found = await session.scalar(
        select(TrainedModel)
        .where(TrainedModel.status == "retired", TrainedModel.live_since.is_not(None))
        .order_by(TrainedModel.live_since.desc()).limit(1)
    )
    if found is None:
        raise NotFound("There is no earlier model to go back to.")
    return found


async def by_id(session: AsyncSession, number: int) -> TrainedModel:
    found = await session.get(TrainedModel, number)
    if found is None:
        raise NotFound("This model is not there any more.")
    return found


def check_file(model: TrainedModel) -> None:
    """StartFailed when the file is missing or not the one that was trained."""
    path = Path(model.file)
    if not path.is_file():
        raise StartFailed(
            f"The model file {path.name} is missing; run `lotse train --fresh` to make it again.")
    if sha256(path) != model.sha256:
        raise StartFailed(
            f"The model file {path.name} is damaged; run `lotse train --fresh` to make it again.")


async def added_examples(
    session: AsyncSession, ids: Sequence[int] | None = None
) -> tuple[list[int], list[Example]]:
    """Added examples (all, or those of a model) with their ids."""
    query = select(AddedExample).order_by(AddedExample.id)
    if ids is not None:
        query = query.where(AddedExample.id.in_(ids))
    rows = (await session.scalars(query)).all()
    return [r.id for r in rows], [Example(r.text, r.language, r.intent) for r in rows]


async def begin_run(session: AsyncSession, by: str, now: datetime) -> TrainingRun:
    """A new training run; Conflict while one is under way."""
    running = await session.scalar(
        select(TrainingRun).where(TrainingRun.phase.in_(RUNNING)))
    if running is not None:
        raise Conflict("A training is running already; wait until it is done.")
    run = TrainingRun(phase="waiting", percent=0, sentence="", started_by=by, started_at=now)
    session.add(run)
    await session.flush()
    return run


async def latest_run(session: AsyncSession) -> TrainingRun | None:
    return await session.scalar(select(TrainingRun).order_by(TrainingRun.id.desc()).limit(1))


async def end_lost_runs(session: AsyncSession, now: datetime, alone: bool = True) -> None:
    """At a start: a run of an earlier life will not go on, but another process's young one may."""
    before = now if alone else now - LONGEST_RUN
    for run in await session.scalars(select(TrainingRun).where(
            TrainingRun.phase.in_(RUNNING), TrainingRun.started_at <= before)):
        run.phase, run.sentence, run.ended_at = "failed", "interrupted by a restart", now

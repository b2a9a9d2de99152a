"""A training run inside the app: works in the background and tells how far it is."""

from __future__ import annotations

import asyncio
import logging

from bot.errors import LotseError
from bot.events import STAFF
from bot.services import Services
from nlu import models
from nlu.tables import TrainingRun
from nlu.training import Progress, Trained, train

log = logging.getLogger(__name__)


class Runs:
    """Carries out training runs."""

    def __init__(self, here: Services) -> None:
        self.here = here

    async def carry_out(self, run_id: int, by: str) -> None:
        """Train with every added example; the result is a candidate, nothing goes live."""
        reports: asyncio.Queue[tuple[str, int, str]] = asyncio.Queue()
        writing = asyncio.create_task(self._write_reports(run_id, reports))
        try:
            await self._train(run_id, by, lambda *report: reports.put_nowait(report))
        except LotseError as error:
            reports.put_nowait(("failed", 100, error.sentence))
        except Exception as error:
            log.exception("training run %s failed", run_id)
            reports.put_nowait(("failed", 100, f"Training failed: {error!r}; see the log."))
        await reports.join()
        writing.cancel()

    async def _train(self, run_id: int, by: str, progress: Progress) -> None:
        async with self.here.database.read() as session:
            ids, added = await models.added_examples(session)
        trained: Trained = await train(self.here.settings, added, progress)
        async with self.here.database.write() as session:
            model = await models.register(session, trained, ids, by, self.here.clock())
            run = await session.get_one(TrainingRun, run_id)
            run.model_id = model.id
        progress("done", 100, trained.name)

    async def _write_reports(
        self, run_id: int, reports: asyncio.Queue[tuple[str, int, str]]
    ) -> None:
        while True:
            phase, percent, sentence = await reports.get()
            async with self.here.database.write() as session:
                run = await session.get_one(TrainingRun, run_id)
                run.phase, run.sentence = phase, sentence
                run.percent = max(run.percent, percent)
                if phase in ("done", "failed"):
                    run.ended_at = self.here.clock()
            self.here.hub.signal({STAFF}, {
                "kind": "training", "run": run_id, "phase": phase, "percent": percent,
                "sentence": sentence})
            reports.task_done()

"""One trial of a pipeline: trained on some rows and asked about others, by Rasa itself."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.errors import BadInput
from bot.settings import ROOT, Settings
from nlu.evaluation.figures import figures, known_entities, said
from nlu.evaluation.rows import Labelled, write
from nlu.training import KEPT, TrainingFailed, environment, facts, last_words

Progress = Callable[[str, float], None]  # sentence, share done


def trial(
    settings: Settings, pipeline: Path, train: Sequence[Labelled], test: Sequence[Labelled],
    progress: Progress,
) -> dict[str, Any]:
    """The figures of `test` after training on `train`. Raises TrainingFailed, BadInput."""
    if not pipeline.is_file():
        raise BadInput(f"There is no pipeline {pipeline}.")
    if len({row.intent for row in train}) < 2:
        raise BadInput("A pipeline needs examples of at least two intents to learn anything.")
    settings.var.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.var, prefix="trial-") as name:
        folder = Path(name)
        write(train, folder / "train.jsonl")
        write(test, folder / "test.jsonl")
        seconds = _run(settings, pipeline, folder, progress)
        known = known_entities(train)
        with (folder / "answers.jsonl").open(encoding="utf-8") as lines:
            answers = [said(json.loads(line), known) for line in lines]
    return {**figures(test, answers), "train_seconds": round(seconds, 1)}


def _run(settings: Settings, pipeline: Path, folder: Path, progress: Progress) -> float:
    """Rasa's side in its own environment; the seconds its training took."""
    process = subprocess.Popen(  # noqa: S603
        [str(settings.rasa_python), "-m", "nlu.components.training", "--config", str(pipeline),
         "--examples", str(folder / "train.jsonl"), "--out", str(folder / "model.tar.gz"),
         "--test", str(folder / "test.jsonl"), "--answers", str(folder / "answers.jsonl")],
        cwd=ROOT, env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True)
    seconds, tail = 0.0, list[str]()
    try:
        for line in process.stdout or ():
            match facts(line):
                case {"phase": "training", "sentence": str(sentence)}:
                    progress(sentence[:60], 0.0)
                case {"phase": "trained", "seconds": float(found)}:
                    seconds = found
                case {"phase": "parsing", "done": int(done), "of": int(total)}:
                    progress("asking", done / total)
                case _:
                    tail = [*tail[-KEPT:], line.strip()]
    except BaseException:
        process.kill()
        raise
    if process.wait() != 0:
        raise TrainingFailed(f"The trial failed: {last_words(tail)}")
    return seconds

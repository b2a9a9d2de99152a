"""Trains a Rasa model from rows of examples, and tries it on others; runs in Rasa's environment.

    python -m nlu.components.training --config config.yml --examples rows.jsonl --out model.tar.gz

Rasa's own command reads examples from YAML and fingerprints each after each component: for our
9,000 that takes longer than learning from them. What stays warm between two trainings is the
cache of vectors (encoding.py), not Rasa's. Each line of output is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.recipes.default_recipe import DefaultV1Recipe  # noqa: F401  (registers itself)
from rasa.engine.storage import local_model_storage
from rasa.model_training import _train_graph
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import read_config_file
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog
from tarsafe import TarSafe

EVERY = 50  # messages between two lines of progress


class Examples(TrainingData):  # type: ignore[misc]
    """Training data that knows its fingerprint: the hash of the file it was read from."""

    stamp = ""

    def fingerprint(self) -> str:
        return self.stamp


class RowsImporter(TrainingDataImporter):  # type: ignore[misc]
    """Examples from JSON Lines, domain and rules from Rasa's files, if there are any."""

    def __init__(self, config: Path, examples: Path, core: Path | None) -> None:
        self.config = config
        self.examples = examples
        self.files = RasaFileImporter(
            str(config), str(core / "domain") if core else None,
            [str(core / "rules")] if core else [])
        self.core = core
        self.data: TrainingData | None = None  # Rasa asks three times, and hashes each example

    def get_config(self) -> dict[str, Any]:
        found: dict[str, Any] = read_config_file(str(self.config))
        return found

    def get_config_file_for_auto_config(self) -> str:
        return str(self.config)

    def get_domain(self) -> Domain:
        return self.files.get_domain() if self.core else Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return self.files.get_stories(exclusion_percentage) if self.core else StoryGraph([])

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        if self.data is None:
            self.data = Examples([_example(row) for row in read(self.examples)])
            self.data.stamp = hashlib.sha256(self.examples.read_bytes()).hexdigest()
        return self.data


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Rows {text, lang, intent, entities?}, written and checked by the app."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _example(row: dict[str, Any]) -> Message:
    return Message.build(row["text"], row["intent"], row.get("entities") or [],
                         intent_metadata={"language": row["lang"]})


class LightlyPacked(TarSafe):  # type: ignore[misc]
    """Rasa packs a model at gzip's highest level: two seconds for vectors that get no smaller."""

    @classmethod
    def gzopen(cls, *args: Any, **kwargs: Any) -> LightlyPacked:
        opened: LightlyPacked = super().gzopen(*args, **{"compresslevel": 1, **kwargs})
        return opened


local_model_storage.TarSafe = LightlyPacked


def train(importer: RowsImporter, out: Path) -> float:
    """Train and package; the seconds that took."""
    started = time.perf_counter()
    kind = TrainingType.BOTH if importer.core else TrainingType.NLU
    _train_graph(importer, kind, str(out.parent), out.name, force_full_training=True)
    return time.perf_counter() - started


async def parse(model: Path, rows: Path, out: Path) -> None:
    """What the model says of each row, and how many milliseconds that took, as JSON Lines."""
    agent: Agent = await load_agent(model_path=str(model))
    processor = agent.processor
    if processor is None:
        raise SystemExit(f"Rasa did not load {model}")
    total = sum(1 for _ in read(rows))
    with out.open("w", encoding="utf-8") as file:
        for number, row in enumerate(read(rows)):
            if number % EVERY == 0:
                say(phase="parsing", done=number, of=total)
            message = UserMessage(row["text"], metadata={"language": row["lang"]})
            started = time.perf_counter()
            heard = await processor.parse_message(message)
            spent = (time.perf_counter() - started) * 1000
            kept = {key: heard.get(key) for key in ("intent", "intent_ranking", "lotse")}
            before = len(row["text"]) - len(row["text"].lstrip())  # Rasa strips its messages
            entities = [{"entity": e["entity"], "value": e["value"],
                         "start": before + e["start"], "end": before + e["end"]}
                        for e in heard.get("entities", [])]
            file.write(json.dumps({**kept, "entities": entities, "ms": spent},
                                  default=float) + "\n")


def say(**facts: Any) -> None:
    """One line of progress for the app."""
    print(json.dumps(facts), flush=True)  # noqa: T201


class Milestones(logging.Handler):
    """Passes on which component is at work."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "rasa.engine.training.hooks":
            say(phase="training", sentence=record.getMessage())


def main() -> None:
    """The command of this file's first lines; with --test also parses those rows."""
    options = argparse.ArgumentParser()
    for name in ("config", "examples", "out"):
        options.add_argument(f"--{name}", type=Path, required=True)
    options.add_argument("--core", type=Path, help="folder of domain/ and rules/")
    options.add_argument("--test", type=Path)
    options.add_argument("--answers", type=Path)
    given = options.parse_args()
    configure_logging_and_warnings(logging.WARNING, None)
    configure_structlog(logging.WARNING)
    hooks = logging.getLogger("rasa.engine.training.hooks")
    hooks.setLevel(logging.INFO)
    hooks.addHandler(Milestones())
    seconds = train(RowsImporter(given.config, given.examples, given.core), given.out)
    say(phase="trained", seconds=seconds)
    if given.test:
        asyncio.run(parse(given.out, given.test, given.answers))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # all is written; TensorFlow's leave-taking would cost a second and a half

"""`lotse eval nlu`: a table for people, and one JSON object for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.errors import BadInput
from bot.settings import ROOT, Settings
from nlu.evaluation.rows import Labelled, few, read
from nlu.evaluation.trial import trial

SHIPPED = ROOT / "config.yml"


def command(
    train: Sequence[Path], test: Sequence[Path], pipeline: Path, column: str, train_split: str,
    shots: int | None, seed: int, as_json: bool,
) -> dict[str, Any]:
    """Train, test, print. Raises BadInput, TrainingFailed."""
    examples, asked = read(train, column, train_split), read(test, column, "test")
    if shots is not None:
        if shots < 1:
            raise BadInput("--shots must be at least 1.")
        examples = few(examples, shots, seed)
    found = _tried(pipeline, examples, asked)
    Console().print(table(found, "" if _ships(pipeline) else f" by {pipeline.name}"))
    if not _ships(pipeline):  # ours stands beside it, on the same rows in the same run
        found["shipped"] = _tried(SHIPPED, examples, asked)
        Console().print(table(found["shipped"], " by the shipped pipeline"))
    if as_json:
        sys.stdout.write(json.dumps(found) + "\n")
    return found


def _ships(pipeline: Path) -> bool:
    return pipeline.resolve() == SHIPPED.resolve()


def _tried(
    pipeline: Path, examples: Sequence[Labelled], asked: Sequence[Labelled]
) -> dict[str, Any]:
    with bar() as shown:
        task = shown.add_task(f"{pipeline.name}: {len(examples)} examples, {len(asked)} questions",
                              total=1.0, sentence="starting Rasa")
        found = trial(Settings(), pipeline, examples, asked,
                      lambda sentence, share: shown.update(task, completed=share,
                                                           sentence=sentence))
        shown.update(task, completed=1.0, sentence="done")
    return found


def bar() -> Progress:
    """Progress on the standard error: the last line of the output is the result."""
    return Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=30),
                    TextColumn("{task.fields[sentence]}"), TimeElapsedColumn(),
                    console=Console(stderr=True))


def table(found: dict[str, Any], whose: str = "") -> Table:
    """Everything but the languages as rows, the languages as columns."""
    languages = found["per_language"]
    shown = Table("figure", "all", *languages, title=f"Understanding{whose}",
                  caption=f"trained in {found['train_seconds']:.1f} s, parse p50 "
                          f"{found['parse_ms_p50']} ms, p95 {found['parse_ms_p95']} ms")
    names = [name for name in found if name not in
             ("per_language", "shipped", "train_seconds", "parse_ms_p50", "parse_ms_p95")]
    for name in names:
        own = [f"{figures[name]:.4f}" if name in figures else "" for figures in languages.values()]
        shown.add_row(name, f"{found[name]:.4f}", *own)
    shown.add_row("n", str(sum(f["n"] for f in languages.values())),
                  *(str(f["n"]) for f in languages.values()))
    return shown

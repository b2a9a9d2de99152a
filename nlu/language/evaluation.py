"""`lotse eval language`: the choice among de, vi and en, each row on its own."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.errors import BadInput
from bot.jsonl import rows
from bot.words import Language
from nlu.language.letters import fold
from nlu.language.scoring import scores


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a test file."""

    text: str
    language: Language
    kind: str | None
    split: str | None


@dataclass
class Count:
    """How many were right, of how many."""

    right: int = 0
    n: int = 0

    def view(self) -> dict[str, float | int]:
        return {"accuracy": round(self.right / self.n, 4), "n": self.n}


def command(tests: list[Path], strip_diacritics: bool, as_json: bool) -> None:
    """Measures the language voices on JSON Lines files and prints a table.

    Rows carry `text`, `lang` and perhaps `kind`. In a file with a `split`, only rows of split
    test are measured. With as_json the last line is one JSON object. Raises BadInput.
    """
    tested = [row for path in tests for row in read(path)]
    if not tested:
        raise BadInput("There is no row to test; give at least one file with --test.")
    result = measure(track(tested, "language", console=Console(stderr=True)), strip_diacritics)
    _print(result)
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


def read(path: Path) -> list[Row]:
    """The rows of a file; of a file with a test split, only that split. Raises BadInput."""
    found = [Row(row.text("text"), Language(row.one_of("lang", list(Language))),
                 row.optional("kind"), row.optional("split")) for row in rows(path)]
    if any(row.split == "test" for row in found):
        return [row for row in found if row.split == "test"]
    return found


def measure(tested: Iterable[Row], strip_diacritics: bool) -> dict[str, Any]:
    """The figures of issue 3: per_language, per_kind, ms_per_message."""
    languages: dict[str, Count] = defaultdict(Count)
    kinds: dict[str, Count] = defaultdict(Count)
    spent, number = 0.0, 0
    scores("hallo")  # the tables are read before the clock starts
    for row in tested:
        text = fold(row.text) if strip_diacritics else row.text
        started = time.perf_counter()
        right = scores(text).best is row.language
        spent += time.perf_counter() - started
        number += 1
        for count in _counts(row, languages, kinds):
            count.n += 1
            count.right += right
    return {
        "per_language": {name: languages[name].view() for name in Language if name in languages},
        "per_kind": {name: count.view() for name, count in kinds.items()},
        "ms_per_message": round(spent / max(number, 1) * 1000, 4),
    }


def _counts(
    row: Row, languages: dict[str, Count], kinds: dict[str, Count]
) -> Iterator[Count]:
    yield languages[row.language.value]
    if row.kind is not None:
        yield kinds[row.kind]


def _print(result: dict[str, Any]) -> None:
    table = Table(title="Language, choice of de, vi, en")
    table.add_column("rows")
    table.add_column("accuracy", justify="right")
    table.add_column("n", justify="right")
    for group in ("per_language", "per_kind"):
        for name, count in result[group].items():
            table.add_row(name, f"{count['accuracy']:.4f}", str(count["n"]))
    table.caption = f"{result['ms_per_message']:.3f} ms a message"
    Console().print(table)

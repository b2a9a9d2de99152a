"""`lotse eval own`: what the live model says of itself, and where its examples are thin."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.errors import NotFound
from bot.words import Language
from nlu.evaluation.picture import picture
from nlu.inputs import counts
from nlu.training import report_of

ENOUGH = 30  # examples an intent should have in each language
WORST, COMMONEST = 12, 15  # rows shown


def command(model: Path, drawing: Path, as_json: bool) -> dict[str, Any]:
    """Print the tables and draw the confusions. Raises NotFound when the model is too old."""
    found = report_of(model)
    if "counts" not in found:
        raise NotFound(f"The model {model.name} was trained by an earlier version and does not "
                       "know its confusions; run `lotse train`.")
    found = {**found, "holes": holes(counts())}
    drawing.parent.mkdir(parents=True, exist_ok=True)
    drawing.write_text(picture(found["confusions"], found["counts"]), "utf-8")
    show(found, Console())
    Console().print(f"The picture: {drawing}", soft_wrap=True, highlight=False)
    if as_json:
        sys.stdout.write(json.dumps({**found, "picture": str(drawing)}, ensure_ascii=False) + "\n")
    return found


def holes(own: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """Intents with too few examples: how many they have in the languages that lack some."""
    thin = {name: {code.value: row.get(code, 0) for code in Language if row.get(code, 0) < ENOUGH}
            for name, row in sorted(own.items())}
    return {name: short for name, short in thin.items() if short}


def show(found: Mapping[str, Any], console: Console) -> None:
    """Accuracy and F1 by language, the worst intents, the commonest confusions, the holes."""
    table = Table("language", "accuracy", "macro-F1", title="On left-out examples")
    for code in (*Language, "all"):
        if code in found:
            table.add_row(code, f"{found[code]:.3f}", f"{found['macro_f1'][code]:.3f}")
    console.print(table)
    table = Table("intent", "F1", title="The worst intents")
    for name, share in sorted(found["f1"].items(), key=lambda row: float(row[1]))[:WORST]:
        table.add_row(name, f"{share:.2f}")
    console.print(table)
    table = Table("means", "was taken for", "times", title="The commonest confusions")
    for true, took, times in found["confusions"][:COMMONEST]:
        table.add_row(true, took, str(times))
    console.print(table)
    console.print(f"Expected calibration error {found['expected_calibration_error']:.3f}")
    if "sure" in found:
        console.print(f"Thresholds: answered from {found['sure']:.2f} on, else asked back; not "
                      f"understood where belonging is below {found['known']:.2f}")
    for name, short in found["holes"].items():
        console.print(f"{name} has few examples: {short}", style="yellow")

"""A benchmark's figures beside their floors and targets: printed, and kept in var/bench."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number, and what is wanted of it."""

    name: str
    result: float
    floor: float
    target: float
    better: str = "higher"
    unit: str = ""

    def reaches(self, wanted: float) -> bool:
        return self.result >= wanted if self.better == "higher" else self.result <= wanted


Section = Callable[[], list[Figure]]


def run(name: str, sections: dict[str, Section], only: Sequence[str]) -> int:
    """Measure the sections (all, or those named), keep each as it is done; 1 if a floor broke.

    Figures of sections not measured this time stay as they were kept.
    """
    unknown = set(only) - set(sections)
    if unknown:
        raise SystemExit(f"No section {', '.join(unknown)}; there are {', '.join(sections)}.")
    measured: list[Figure] = []
    for title, section in sections.items():
        if not only or title in only:
            Console(stderr=True).print(f"measuring {title} …")
            measured += section()
            keep(name, measured)
    Console().print(table(name, measured))
    return 0 if all(figure.reaches(figure.floor) for figure in measured) else 1


def keep(name: str, figures: Sequence[Figure]) -> Path:
    """Add the figures to var/bench/NAME.json."""
    path = Settings().var / "bench" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = json.loads(path.read_text("utf-8"))["figures"] if path.exists() else {}
    now = {f.name: {k: v for k, v in asdict(f).items() if k != "name"} for f in figures}
    path.write_text(json.dumps({"figures": before | now}, indent=1) + "\n", "utf-8")
    return path


def table(name: str, figures: Sequence[Figure]) -> Table:
    """For people: what is below its floor is named as such."""
    shown = Table("figure", "floor", "target", "result", "", title=f"bench-{name}")
    for figure in figures:
        mark = ("target met" if figure.reaches(figure.target)
                else "floor holds" if figure.reaches(figure.floor) else "[red]below the floor[/]")
        shown.add_row(figure.name, *(f"{value:g}{' ' + figure.unit if figure.unit else ''}"
                                     for value in (figure.floor, figure.target, figure.result)),
                      mark)
    return shown

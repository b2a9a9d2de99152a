"""The lines of a PDF's pages, with their place and size; what repeats on every page dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pypdf import PageObject

from bot.errors import BadInput

PAGE_BYTES = 5_000_000  # unpacked; a page full of words takes some thousands
EDGE = 2  # lines at the top and at the bottom of a page that may be its header and footer
OFTEN = 0.6  # of the pages: a line there on so many is none of the text's


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    text: str
    size: float  # points
    y: float  # points from the bottom of the page


def lines_of(page: PageObject) -> list[Line]:
    """The lines of a page from top to bottom, as the file orders them. Raises BadInput."""
    pieces: list[tuple[str, float, float]] = []

    def take(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        if text:
            scale = abs(tm[3] * cm[3]) or 1.0
            pieces.append((text, size * scale, tm[4] * cm[1] + tm[5] * cm[3] + cm[5]))

    drawn = page.get_contents()
    if drawn is not None and len(drawn.get_data()) > PAGE_BYTES:
        raise BadInput(f"has a page of more than {PAGE_BYTES:,} bytes")
    page.extract_text(visitor_text=take)
    return list(_joined(pieces))


def without_repeated(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without running headers, footers and page numbers."""
    if len(pages) < 2:
        return [list(page) for page in pages]
    edges = Counter(mark for page in pages for mark in {_mark(line) for line in _edge(page)})
    often = {mark for mark, pages_with in edges.items() if pages_with >= OFTEN * len(pages)
             and pages_with > 1}
    kept = []
    for page in pages:
        edge = {id(line) for line in _edge(page)}
        kept.append([line for line in page if id(line) not in edge or _mark(line) not in often])
    return kept


def gaps(lines: Sequence[Line]) -> list[float]:
    """The distances between lines below each other, in points."""
    return [upper.y - lower.y for upper, lower in pairwise(lines) if upper.y > lower.y]


def _edge(page: Sequence[Line]) -> list[Line]:
    return [*page[:EDGE], *page[EDGE:][-EDGE:]]


def _mark(line: Line) -> str:
    """The line with its numbers alike: Seite 3 von 9 is on every page."""
    return re.sub(r"\d+", "#", line.text)


def _joined(pieces: Sequence[tuple[str, float, float]]) -> list[Line]:
    lines: list[Line] = []
    text, sizes, place = "", Counter[float](), 0.0
    for piece, size, y in [*pieces, ("\n", 0.0, 0.0)]:
        for part in re.split(r"(\n)", piece):
            if part != "\n":
                place = y if not text.strip() and part.strip() else place
                text += part
                sizes[round(size, 1)] += len(part.strip())
            elif text.strip():
                lines.append(Line(" ".join(text.split()), sizes.most_common(1)[0][0], place))
                text, sizes = "", Counter()
            else:
                text, sizes = "", Counter()
    return lines

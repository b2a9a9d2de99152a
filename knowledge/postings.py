"""Which token stands in which document, and how often: lists that never change, only merge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
Positions = npt.NDArray[np.intp]
Alive = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Postings:
    """Some documents' tokens of one kind. Counts, not weights: those change with every document."""

    numbers: dict[str, int]  # of each token
    starts: Positions  # where each token's rows begin, and the end
    rows: Rows  # ascending within a token
    counts: Numbers  # of the token in the document of that row
    lengths: Numbers  # tokens of each document

    @classmethod
    def of(cls, texts: Sequence[str], tokens: Callable[[str], list[str]]) -> Postings:
        numbers: dict[str, int] = {}
        rows, columns = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        counts: list[Numbers] = [np.zeros(0, np.float32)]
        lengths = np.zeros(len(texts), np.float32)
        for row, text in enumerate(texts):
            found = [numbers.setdefault(token, len(numbers)) for token in tokens(text)]
            distinct, count = np.unique(np.array(found, np.int32), return_counts=True)
            lengths[row] = len(found)
            rows.append(np.full(len(distinct), row, np.int32))
            columns.append(distinct)
            counts.append(count.astype(np.float32))
        return _sorted(numbers, np.concatenate(columns), np.concatenate(rows),
                       np.concatenate(counts), lengths)

    @classmethod
    def joined(cls, parts: Sequence[tuple[Postings, Alive]]) -> Postings:
        """The living documents of all parts, in their order, numbered anew."""
        numbers: dict[str, int] = {}
        rows, columns, counts, lengths, offset = [], [], [], [], 0
        for part, alive in parts:
            own = np.array([numbers.setdefault(t, len(numbers)) for t in part.numbers], np.int32)
            kept = alive[part.rows]
            columns.append(np.repeat(own, np.diff(part.starts))[kept])
            rows.append((np.cumsum(alive, dtype=np.int32) - 1 + np.int32(offset))[part.rows[kept]])
            counts.append(part.counts[kept])
            lengths.append(part.lengths[alive])
            offset += int(alive.sum())
        return _sorted(numbers, np.concatenate(columns), np.concatenate(rows),
                       np.concatenate(counts), np.concatenate(lengths))

    def spread(self, alive: Alive) -> Rows:
        """In how many living documents each token stands."""
        before = np.concatenate([[0], np.cumsum(alive[self.rows], dtype=np.int32)])
        found: Rows = np.diff(before[self.starts]).astype(np.int32)
        return found

    def find(self, tokens: Sequence[str]) -> Positions:
        """Each token's number; -1 where no document has it."""
        return np.array([self.numbers.get(token, -1) for token in tokens], np.intp)

    def gather(self, numbers: Positions) -> tuple[Rows, Numbers, Positions]:
        """Rows and counts of these tokens, one token after the other, and how many each has."""
        spans = [slice(*span) for span in
                 zip(self.starts[numbers].tolist(), self.starts[numbers + 1].tolist(), strict=True)]
        rows = np.concatenate([self.rows[:0], *(self.rows[span] for span in spans)])
        counts = np.concatenate([self.counts[:0], *(self.counts[span] for span in spans)])
        return rows, counts, self.starts[numbers + 1] - self.starts[numbers]

    def shared(self, tokens: Sequence[str], row: int) -> int:
        """How many of the tokens the document has."""
        found = 0
        for number in self.find(tokens).tolist():
            if number >= 0:
                mine = self.rows[self.starts[number] : self.starts[number + 1]]
                place = int(mine.searchsorted(row))
                found += place < len(mine) and bool(mine[place] == row)
        return found


def _sorted(
    numbers: dict[str, int], columns: Rows, rows: Rows, counts: Numbers, lengths: Numbers
) -> Postings:
    spread = np.bincount(columns, minlength=len(numbers))
    if not spread.all():  # words of dead documents only
        place = np.cumsum(spread > 0) - 1
        numbers = {token: int(place[n]) for token, n in numbers.items() if spread[n]}
        columns, spread = place[columns].astype(np.int32), spread[spread > 0]
    order = np.argsort(columns, kind="stable")
    starts = np.concatenate([[0], np.cumsum(spread)]).astype(np.intp)
    return Postings(numbers, starts, rows[order], counts[order], lengths)

"""Vectors of documents, and their cosines without what a language's texts have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.encoder.runtime import Vectors
from knowledge.postings import Alive, Numbers, Positions


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows as the encoder gave them; each document has one or more. Never changes.

    They are not centred here: a language's centre moves with every article, the rows do not.
    """

    rows: Vectors  # (rows, dims)
    starts: Positions  # where each document's rows begin, and the end
    squares: Numbers  # each row's length, squared

    @classmethod
    def of(cls, documents: Sequence[Sequence[Vectors]]) -> Matrix:
        starts = np.concatenate([[0], np.cumsum([len(d) for d in documents])]).astype(np.intp)
        rows = np.stack([row for document in documents for row in document]).astype(np.float32)
        return cls(rows, starts, np.einsum("nd,nd->n", rows, rows))

    @classmethod
    def joined(cls, parts: Sequence[tuple[Matrix, Alive]]) -> Matrix:
        """The living documents of all parts, in their order."""
        kept = [np.repeat(alive, np.diff(part.starts)) for part, alive in parts]
        lengths = np.concatenate([np.diff(part.starts)[alive] for part, alive in parts])
        return cls(
            np.concatenate([part.rows[mine] for (part, _), mine in zip(parts, kept, strict=True)]),
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp),
            np.concatenate([p.squares[mine] for (p, _), mine in zip(parts, kept, strict=True)]))

    def total(self, alive: Alive) -> tuple[Vectors, int]:
        """The sum of the living documents' rows, and how many those are."""
        kept = np.repeat(alive, np.diff(self.starts))
        return kept.astype(np.float32) @ self.rows, int(kept.sum())


@dataclass(frozen=True, slots=True)
class Centred:
    """A matrix seen from its language's centre: (row - centre) / |row - centre| without a copy."""

    matrix: Matrix
    centre: Vectors
    scale: Numbers  # 1 / |row - centre|

    @classmethod
    def of(cls, matrix: Matrix, centre: Vectors) -> Centred:
        squares = matrix.squares - 2 * (matrix.rows @ centre) + centre @ centre
        # A row at the centre says nothing; below, rounding alone would speak.
        return cls(matrix, centre, 1 / np.sqrt(np.maximum(squares, np.float32(1e-6))))

    def best(self, query: Vectors) -> Numbers:
        """Each document's best row, as a cosine."""
        cosines = (self.matrix.rows @ query - self.centre @ query) * self.scale
        found: Numbers = np.maximum.reduceat(cosines, self.matrix.starts[:-1])
        return found

    def of_one(self, query: Vectors, document: int) -> Numbers:
        """Cosines of one document's rows, in their order."""
        mine = slice(self.matrix.starts[document], self.matrix.starts[document + 1])
        cosines: Numbers = self.matrix.rows[mine] @ query - self.centre @ query
        return cosines * self.scale[mine]

    def some(self, documents: Positions) -> Centred:
        """Only these documents, side by side."""
        starts = self.matrix.starts[documents]
        lengths = self.matrix.starts[documents + 1] - starts
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
        chosen = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        return Centred(Matrix(self.matrix.rows.take(chosen, axis=0), offsets,
                              self.matrix.squares[chosen]), self.centre, self.scale[chosen])

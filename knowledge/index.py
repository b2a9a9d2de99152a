"""The library in memory: every passage and sentence as a row of a matrix, every word in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Vectors
from bot.words import Language
from knowledge.embedding import EmbeddedPassage
from knowledge.lexical import Lexicon, Numbers
from knowledge.neutral import NEUTRAL

Positions = npt.NDArray[np.intp]

NEUTRAL_WEIGHT = 10  # passages the neutral sentences count for in a language's mean
LARGE = 4000  # articles: above, sentences are compared only in the best ones
CANDIDATES = 600
SAMPLE = 200  # articles a language that tell how similar sentences are on the whole


@dataclass(frozen=True, slots=True)
class Document:
    """A published article as search needs it."""

    key: str
    language: Language
    title: str
    text: str  # everything its words are looked up in
    passages: tuple[EmbeddedPassage, ...]
    questions: Vectors
    link: str | None = None
    intents: tuple[str, ...] = ()
    audience: str = "public"
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """Where each language lies among the vectors, for queries and for passages."""

    query: Mapping[Language, Vectors]
    passage: Mapping[Language, Vectors]

    @classmethod
    def of(cls, encoder: TextEncoder) -> Means:
        return cls(
            {lang: encoder.encode(texts, "query").mean(0) for lang, texts in NEUTRAL.items()},
            {lang: encoder.encode(texts, "passage").mean(0) for lang, texts in NEUTRAL.items()},
        )


class Index:
    """All documents' vectors, centred by language, in order of the documents. Never changes."""

    def __init__(self, documents: Sequence[Document], means: Means) -> None:
        self.documents = tuple(documents)
        self.means = means
        self.rows: dict[Language, Positions] = {
            language: np.array(rows, np.intp)
            for language in Language
            if (rows := [n for n, d in enumerate(documents) if d.language is language])
        }
        self.lexicons = {
            language: Lexicon.build([documents[n].text for n in rows])
            for language, rows in self.rows.items()
        }
        centres = {language: self._centre(language) for language in self.rows}
        self.passages, self.passage_starts = _matrix(
            [[p.vector for p in d.passages] for d in documents],
            [centres[d.language] for d in documents],
        )
        # The title and the ways of asking are compared as sentences are, and come last.
        self.sentences, self.sentence_starts = _matrix(
            [[*(v for p in d.passages for v in p.sentences), *d.questions] for d in documents],
            [centres[d.language] for d in documents],
        )
        self.large = len(documents) > LARGE
        self.typical = {
            language: np.sort(np.random.default_rng(0).permutation(rows)[:SAMPLE])
            if self.large else rows
            for language, rows in self.rows.items()
        }
        self.by_intent = _by_intent(documents)
        self._public = np.array([d.audience == "public" for d in documents], bool)
        self._from = np.array([_seconds(d.valid_from, -np.inf) for d in documents])
        self._to = np.array([_seconds(d.valid_to, np.inf) for d in documents])

    def shown(self, now: datetime, audience: str) -> Positions:
        """What may answer now: agents see what customers see and more."""
        moment = now.timestamp()
        valid = (self._from <= moment) & (moment <= self._to)
        return np.flatnonzero(valid if audience == "agents" else valid & self._public)

    def centred(self, vector: Vectors, language: Language) -> Vectors:
        """A query's vector as it is compared."""
        moved: Vectors = vector - self.means.query[language]
        return moved / max(float(np.linalg.norm(moved)), 1e-9)

    def by_passage(self, query: Vectors) -> Numbers:
        """Each document's best passage, as a cosine."""
        return _best(self.passages @ query, self.passage_starts)

    def by_sentence(self, query: Vectors, rows: Positions) -> Numbers:
        """Each of these documents' best sentence or question, as a cosine."""
        starts, ends = self.sentence_starts[rows], self.sentence_starts[rows + 1]
        if not self.large:
            return _best(self.sentences @ query, self.sentence_starts)[rows]
        lengths = ends - starts
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        chosen = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        return _best(self.sentences[chosen] @ query, offsets)

    def passage_scores(self, query: Vectors, row: int) -> tuple[Numbers, Numbers]:
        """Cosines of one document's passages and of its sentences, in their order."""
        passages = slice(self.passage_starts[row], self.passage_starts[row + 1])
        sentences = slice(self.sentence_starts[row], self.sentence_starts[row + 1])
        return self.passages[passages] @ query, self.sentences[sentences] @ query

    def _centre(self, language: Language) -> Vectors:
        vectors = [p.vector for n in self.rows[language] for p in self.documents[n].passages]
        neutral = self.means.passage[language] * NEUTRAL_WEIGHT
        mean: Vectors = (np.sum(vectors, axis=0) + neutral) / (len(vectors) + NEUTRAL_WEIGHT)
        return mean


def _by_intent(documents: Sequence[Document]) -> dict[str, Positions]:
    found: dict[str, list[int]] = {}
    for row, document in enumerate(documents):
        for intent in document.intents:
            found.setdefault(intent, []).append(row)
    return {intent: np.array(rows, np.intp) for intent, rows in found.items()}


def _seconds(moment: datetime | None, default: float) -> float:
    return moment.timestamp() if moment else default


def _matrix(
    groups: Sequence[Sequence[Vectors]], centres: Sequence[Vectors]
) -> tuple[Vectors, Positions]:
    """All rows under each other, centred, of length one; and where each group begins."""
    starts = np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.intp)
    if not len(groups):
        return np.zeros((0, 1), np.float32), starts
    matrix = np.stack([vector for group in groups for vector in group]).astype(np.float32)
    matrix -= np.repeat(np.stack(centres), np.diff(starts), axis=0)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return matrix, starts


def _best(scores: Numbers, starts: Positions) -> Numbers:
    best: Numbers = np.maximum.reduceat(scores, starts[:-1])
    return best

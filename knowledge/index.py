"""The library in memory: a shelf a language, side by side. Never changes; changes make new ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

import numpy as np

from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Vectors
from bot.words import Language
from knowledge.matrix import Centred
from knowledge.neutral import NEUTRAL
from knowledge.postings import Numbers, Positions
from knowledge.shelf import Document, Shelf, lot
from knowledge.voting import Phrase, Votes

LARGE = 4000  # articles: above, sentences are compared only in the best ones
CANDIDATES = 600
SAMPLE = 200  # articles a language that tell how similar sentences are on the whole

Shelves = Mapping[Language, Shelf]
Ballots = Mapping[Language, Votes | None]


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
    """All documents, the languages one after the other; `rows` are those that live.

    `unlearned`: languages whose ways of asking have changed since their votes were fitted.
    """

    def __init__(
        self, means: Means, shelves: Shelves, votes: Ballots, unlearned: frozenset[Language]
    ) -> None:
        self.means, self.shelves = means, shelves
        self.votes = {language: votes.get(language) for language in shelves}
        self.unlearned = unlearned
        self.documents = tuple(chain.from_iterable(s.documents for s in shelves.values()))
        ends = np.cumsum([0, *(len(shelf.documents) for shelf in shelves.values())]).tolist()
        self.spans = {language: slice(ends[n], ends[n + 1]) for n, language in enumerate(shelves)}
        self.rows: dict[Language, Positions] = {
            language: shelf.living + self.spans[language].start
            for language, shelf in shelves.items()}
        living = sum(map(len, self.rows.values()))
        self.large = living > LARGE
        self.typical = {language: self._sample(language) for language in shelves}
        self._usual: dict[Language, list[Centred]] = {
            language: self._some_sentences(language, rows)
            for language, rows in self.typical.items() if self.large}
        self.keys = tuple(dict.fromkeys(d.key for d in self.documents))
        places = {key: place for place, key in enumerate(self.keys)}
        self.articles = np.array([places[d.key] for d in self.documents], np.intp)  # row → key
        # Per language: which of its `rows` each article that is asked for has; -1: it is gone.
        self.voted = {language: shelves[language].find(ballot.articles)
                      for language, ballot in self.votes.items() if ballot}
        self.by_intent = _by_intent(self.documents)
        self._alive = np.zeros(len(self.documents), bool)
        self._alive[np.concatenate([np.zeros(0, np.intp), *self.rows.values()])] = True
        self._public = np.array([d.audience == "public" for d in self.documents], bool)
        self._from = np.array([_seconds(d.valid_from, -np.inf) for d in self.documents])
        self._to = np.array([_seconds(d.valid_to, np.inf) for d in self.documents])

    @classmethod
    def build(cls, documents: Sequence[Document], means: Means) -> Index:
        """Of these documents, the votes included."""
        found = cls(means, {}, {}, frozenset()).updated((), documents)
        return found.with_votes(found.learn(), found)

    def updated(
        self, gone: Collection[tuple[str, Language]], new: Sequence[Document]
    ) -> Index:
        """Without `gone`, with `new`; the votes stay as they were and speak for what is left.

        Takes a fraction of a second for a few articles among 50,000 passages: call it in a thread.
        """
        shelves: dict[Language, Shelf] = {}
        changed: set[Language] = set()
        for language in Language:
            keys = {key for key, of in gone if of is language}
            mine = sorted((d for d in new if d.language is language), key=lambda d: d.key)
            shelf = self.shelves.get(language)
            if keys or mine:
                changed.add(language)
                shelf = self._shelf(language, keys, mine)
            if shelf is not None:
                shelves[language] = shelf
        return Index(self.means, shelves, self.votes, self.unlearned | changed)

    def compact(self) -> Index:
        """The same, with small blocks joined to the large where they have grown."""
        shelves = {language: shelf.compact() for language, shelf in self.shelves.items()}
        if shelves == self.shelves:
            return self
        return Index(self.means, shelves, self.votes, self.unlearned)

    def learn(self) -> Ballots:
        """The votes of languages that have changed: a tenth of a second for 1,300 phrases."""
        return {language: self._learned(language) for language in self.unlearned}

    def with_votes(self, votes: Ballots, origin: Index) -> Index:
        """With what `origin` has learned; what has changed since then is still to be learned."""
        since = {language for language in self.unlearned
                 if self.shelves.get(language) is not origin.shelves.get(language)}
        return Index(self.means, self.shelves, {**self.votes, **votes},
                     (self.unlearned - set(votes)) | since)

    def shown(self, now: datetime, audience: str) -> Positions:
        """What may answer now: agents see what customers see and more."""
        moment = now.timestamp()
        valid = self._alive & (self._from <= moment) & (moment <= self._to)
        return np.flatnonzero(valid if audience == "agents" else valid & self._public)

    def spelled(self, text: str, language: Language) -> str:
        """A question as it is encoded: Vietnamese without marks gets those the library knows."""
        shelf = self.shelves.get(language) if language is Language.VI else None
        return shelf.marks.restored(text) if shelf else text

    def centred(self, vector: Vectors, language: Language) -> Vectors:
        """A query's vector as it is compared."""
        moved: Vectors = vector - self.means.query[language]
        return moved / max(float(np.linalg.norm(moved)), 1e-9)

    def by_passage(self, query: Vectors) -> Numbers:
        """Each document's best passage, as a cosine."""
        found = [shelf.by_passage(query) for shelf in self.shelves.values()]
        return np.concatenate([np.zeros(0, np.float32), *found])

    def by_sentence(
        self, query: Vectors, language: Language, rows: Positions
    ) -> tuple[Numbers, Numbers]:
        """The best sentence or question of these documents, and of the typical, as cosines."""
        if self.large:
            return (_best(self._some_sentences(language, rows), query),
                    _best(self._usual[language], query))
        start = self.spans[language].start
        every = self.shelves[language].by_sentence(query)
        return every[rows - start], every[self.typical[language] - start]

    def passage_scores(self, query: Vectors, row: int) -> tuple[Numbers, Numbers]:
        """Cosines of one document's passages and of its sentences, in their order."""
        language = self.documents[row].language
        return self.shelves[language].of_one(query, row - self.spans[language].start)

    def coverage(self, query: str, row: int) -> float:
        """Which share of the query's pieces of words a document has, from 0 to 1."""
        language = self.documents[row].language
        start = self.spans[language].start
        return self.shelves[language].lexicon.coverage(query, row - start)

    def _shelf(
        self, language: Language, gone: Collection[str], new: Sequence[Document]
    ) -> Shelf | None:
        if shelf := self.shelves.get(language):
            return shelf.updated(gone, new)
        return Shelf.of(new, self.means.passage[language]) if new else None

    def _sample(self, language: Language) -> Positions:
        rows = self.rows[language]
        if not self.large or len(rows) <= SAMPLE:
            return rows
        drawn = sorted(rows.tolist(), key=lambda row: lot(self.documents[row].key))
        return np.sort(np.array(drawn[:SAMPLE], np.intp))

    def _some_sentences(self, language: Language, rows: Positions) -> list[Centred]:
        return self.shelves[language].some_sentences(rows - self.spans[language].start)

    def _learned(self, language: Language) -> Votes | None:
        if language not in self.shelves:
            return None
        documents = [self.documents[row] for row in self.rows[language]]
        phrases = [
            Phrase(text, self.centred(vector, language), document.key)
            for document in sorted(documents, key=lambda document: document.key)
            for text, vector in zip(document.asked, document.questions[1:], strict=True)]
        known = self.votes.get(language)
        return known if known and known.fits(phrases) else Votes.build(phrases)


def _best(some: Sequence[Centred], query: Vectors) -> Numbers:
    return np.concatenate([np.zeros(0, np.float32), *(part.best(query) for part in some)])


def _by_intent(documents: Sequence[Document]) -> dict[str, Positions]:
    found: dict[str, list[int]] = {}
    for row, document in enumerate(documents):
        for intent in document.intents:
            found.setdefault(intent, []).append(row)
    return {intent: np.array(rows, np.intp) for intent, rows in found.items()}


def _seconds(moment: datetime | None, default: float) -> float:
    return moment.timestamp() if moment else default

"""Questions to answers: the library of one process, fresh within the moment anything changes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock, utc_now
from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Vectors
from bot.words import Language
from knowledge.calibration import Calibration, Features, load
from knowledge.index import Document, Index, Means
from knowledge.lexical import fragments
from knowledge.passages import answer_lines, bare
from knowledge.reading import documents, revision
from knowledge.scoring import Query, Scored, rank

QUERY_CHARACTERS = 1000
SURE_INTENT = 0.9  # what an intent named without a probability counts as
LEAD = 0.25  # the first paragraph is written to be quoted; details win when clearly nearer
PASSAGE_SHARE, WORDS_SHARE = 0.4, 0.15  # beside the sentence's own cosine

Intents = str | Mapping[str, float] | None


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that may answer, and the few lines of it that do."""

    key: str
    language: Language
    title: str
    link: str  # empty: the article has no page of its own
    lines: tuple[str, ...]  # at most three sentences; a list's items begin with •
    probability: float  # of being the right article
    other_language: bool  # not the language of the question: to be labelled
    passage: str  # the whole passage the lines are from
    heading: str

    @property
    def answer(self) -> str:
        return "\n".join(self.lines)


class Library:
    """Search over what is published. Searching is safe in any thread; refreshing replaces all."""

    def __init__(
        self,
        encoder: TextEncoder,
        clock: Clock = utc_now,
        calibration: Calibration | None = None,
    ) -> None:
        self._encoder, self._clock = encoder, clock
        self._calibration = calibration or load()
        self._means: Means | None = None
        self._index: Index | None = None
        self._revision = -1
        self._refreshing = asyncio.Lock()

    async def refresh(self, session: AsyncSession) -> bool:
        """Read what has changed; one small query when nothing has. Whether something had."""
        if await revision(session) == self._revision:
            return False
        async with self._refreshing:
            # Before the rows: a change between the two reads is then read again, not missed.
            number = await revision(session)
            if number == self._revision:
                return False
            found = await documents(session, self._encoder)
            await asyncio.to_thread(self.replace, found)
            self._revision = number
        return True

    async def find(
        self, session: AsyncSession, query: str, language: Language, intent: Intents = None,
        limit: int = 5, audience: str = "public",
    ) -> list[Hit]:
        """Refresh, then search without holding up the other requests."""
        await self.refresh(session)
        return await asyncio.to_thread(self.search, query, language, intent, limit, audience)

    def replace(self, found: Sequence[Document]) -> None:
        """Search these documents from now on."""
        if self._means is None:
            self._means = Means.of(self._encoder)
        self._index = Index(found, self._means)

    def search(
        self, query: str, language: Language, intent: Intents = None, limit: int = 5,
        audience: str = "public",
    ) -> list[Hit]:
        """The best articles, the best first; one per key. Takes milliseconds, mostly encoding."""
        text = query.strip()[:QUERY_CHARACTERS]
        if not text or self._index is None:
            return []
        return self.search_vector(text, self.encode(text), language, intent, limit, audience)

    def encode(self, query: str) -> Vectors:
        vector: Vectors = self._encoder.encode([query], "query")[0]
        return vector

    def search_vector(
        self, text: str, vector: Vectors, language: Language, intent: Intents = None,
        limit: int = 5, audience: str = "public",
    ) -> list[Hit]:
        """As `search`, for a query that is encoded already."""
        index = self._index
        if index is None:
            return []
        query = Query(text, language, vector, _probabilities(intent))
        ranked = self._ranked(index, query, audience)
        hits: list[Hit] = []
        for place in range(min(limit, len(ranked))):
            probability = self._calibration.probability(features(index, query, ranked, place))
            ceiling = hits[-1].probability if hits else 1.0  # the order of the list holds
            hits.append(_hit(index, query, ranked[place], min(probability, ceiling)))
        return hits

    def article(self, key: str, language: Language, audience: str = "public") -> Hit | None:
        """An article the customer chose: its first lines, in the best language there is."""
        if self._index is None:
            return None
        documents = self._index.documents
        shown = self._index.shown(self._clock(), audience)
        versions = [documents[row] for row in shown if documents[row].key == key]
        order = (language, *Language)
        versions.sort(key=lambda document: order.index(document.language))
        return _as_hit(versions[0], language, 0, 0, 1.0) if versions else None

    def ranking(self, text: str, vector: Vectors, language: Language) -> list[str]:
        """The keys of all articles customers may see, the best first: for measuring."""
        if self._index is None:
            return []
        ranked = self._ranked(self._index, Query(text, language, vector, {}), "public")
        return [scored.key for scored in ranked]

    def _ranked(self, index: Index, query: Query, audience: str) -> list[Scored]:
        return rank(index, query, index.shown(self._clock(), audience))


def features(index: Index, query: Query, ranked: Sequence[Scored], place: int) -> Features:
    """What the probability of one result is read from."""
    scored = ranked[place]
    others = [other.score for other in ranked[:2] if other is not scored]
    document = index.documents[scored.row]
    rows = index.rows[document.language]
    coverage = index.lexicons[document.language].coverage(
        query.text, int(np.searchsorted(rows, scored.row))
    )
    return Features(
        score=scored.score,
        margin=scored.score - others[0] if others else 0.0,
        cosine=scored.cosine,
        coverage=coverage,
        other_language=float(document.language is not query.language),
    )


def _hit(index: Index, query: Query, scored: Scored, probability: float) -> Hit:
    number, sentence = _best_sentence(index, query, scored.row)
    return _as_hit(index.documents[scored.row], query.language, number, sentence, probability)


def _as_hit(
    document: Document, asked: Language, number: int, sentence: int, probability: float
) -> Hit:
    passage = document.passages[number].passage
    return Hit(
        key=document.key,
        language=document.language,
        title=document.title,
        link=document.link or "",
        lines=answer_lines(passage.sentences, sentence),
        probability=probability,
        other_language=document.language is not asked,
        passage="\n".join(passage.sentences),
        heading=passage.heading,
    )


def _best_sentence(index: Index, query: Query, row: int) -> tuple[int, int]:
    """The passage and the sentence in it that answer: near in meaning, and with its words."""
    vector = index.centred(query.vector, query.language)
    passages, sentences = index.passage_scores(vector, row)
    asked = set(fragments(query.text))
    best, where, offset = -9.0, (0, 0), 0
    for number, embedded in enumerate(index.documents[row].passages):
        for place, text in enumerate(embedded.passage.sentences):
            shared = len(asked & set(fragments(bare(text)))) / max(1, len(asked))
            score = float(sentences[offset]) + PASSAGE_SHARE * float(passages[number])
            score += WORDS_SHARE * shared + LEAD * (number == 0)
            if score > best:
                best, where = score, (number, place)
            offset += 1
    return where


def _probabilities(intent: Intents) -> Mapping[str, float]:
    if isinstance(intent, str):
        return {intent: SURE_INTENT}
    return intent or {}

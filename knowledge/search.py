"""Questions to answers: the library of one process, fresh within the moment anything changes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession
from threadpoolctl import threadpool_limits

from bot.clock import Clock, utc_now
from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Vectors
from bot.words import Language
from knowledge.calibration import Calibration, Features, load
from knowledge.index import Index, Means
from knowledge.lexical import fragments, spoken
from knowledge.passages import answer_lines, bare
from knowledge.reading import Editions, documents, editions, revision
from knowledge.scoring import Query, Scored, rank
from knowledge.shelf import Document

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
    """Search over what is published. Searching is safe in any thread, also during a refresh."""

    def __init__(
        self,
        encoder: TextEncoder,
        clock: Clock = utc_now,
        calibration: Calibration | None = None,
    ) -> None:
        # Searches run side by side; one alone, in two threads, mostly waits for the second.
        threadpool_limits(1, user_api="blas")
        self._encoder, self._clock = encoder, clock
        self._calibration = calibration or load()
        self._means: Means | None = None
        self._index: Index | None = None
        self._revision = -1
        self._known: Editions = {}
        self._refreshing, self._learning = asyncio.Lock(), asyncio.Lock()

    async def refresh(self, session: AsyncSession) -> bool:
        """Read what has changed; one small query when nothing has. Whether something had."""
        changed = await self._catch_up(session)
        await self._learn()
        return changed

    async def find(
        self, session: AsyncSession, query: str, language: Language, intent: Intents = None,
        limit: int = 5, audience: str = "public",
    ) -> list[Hit]:
        """Refresh, then search without holding up the other requests."""
        # A customer does not wait for the votes: whoever follows the changes has them fitted.
        await (self.refresh(session) if self._index is None else self._catch_up(session))
        return await asyncio.to_thread(self.search, query, language, intent, limit, audience)

    def replace(self, found: Sequence[Document]) -> None:
        """Search these documents from now on."""
        self._index = Index.build(found, self._places())

    async def _catch_up(self, session: AsyncSession) -> bool:
        """Make what is published findable: only articles that have changed are read."""
        if await revision(session) == self._revision:
            return False
        async with self._refreshing:
            # Before the rows: a change between the two reads is then read again, not missed.
            number = await revision(session)
            if number == self._revision:
                return False
            now = await editions(session)
            gone = [edition[:2] for row, edition in self._known.items() if now.get(row) != edition]
            new = await documents(
                session, self._encoder, [row for row in now if now[row] != self._known.get(row)])
            self._index = await asyncio.to_thread(self._updated, gone, new)
            self._revision, self._known = number, now
            self._index = await asyncio.to_thread(self._index.compact)
        return True

    def _updated(
        self, gone: Sequence[tuple[str, Language]], new: Sequence[Document]
    ) -> Index:
        index = self._index or Index(self._places(), {}, {}, frozenset())
        return index.updated(gone, new)

    async def _learn(self) -> None:
        """Fit the votes of changed ways of asking: after the passages, which are found meanwhile.

        Ridge regression has no cheap exact update for several phrases at once, and a whole fit of
        the shop's 4,000 takes a fraction of a second: as long as nobody waits for it, simple wins.
        """
        async with self._learning:
            index = self._index
            if index is None or not index.unlearned:
                return
            votes = await asyncio.to_thread(index.learn)
            async with self._refreshing:  # a refresh meanwhile had begun without these votes
                newest = self._index or index
                self._index = await asyncio.to_thread(newest.with_votes, votes, index)

    def _places(self) -> Means:
        self._means = self._means or Means.of(self._encoder)
        return self._means

    def search(
        self, query: str, language: Language, intent: Intents = None, limit: int = 5,
        audience: str = "public",
    ) -> list[Hit]:
        """The best articles, the best first; one per key. Takes milliseconds, mostly encoding."""
        text = query.strip()[:QUERY_CHARACTERS]
        if not text or self._index is None:
            return []
        vector = self.encode(text, language)
        return self.search_vector(text, vector, language, intent, limit, audience)

    def encode(self, query: str, language: Language) -> Vectors:
        spelled = self._index.spelled(query, language) if self._index else query
        vector: Vectors = self._encoder.encode([spelled], "query")[0]
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
    return Features(
        score=scored.score,
        margin=scored.score - others[0] if others else 0.0,
        cosine=scored.cosine,
        coverage=index.coverage(query.text, scored.row),
        other_language=float(document.language is not query.language),
        few=len(index.rows[document.language]) ** -0.5,
        voted=float(index.votes[document.language] is not None),
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
    places = [(number, place, text)
              for number, embedded in enumerate(index.documents[row].passages)
              for place, text in enumerate(embedded.passage.sentences)]
    numbers = np.array([number for number, _, _ in places])
    scores = sentences[: len(places)] + PASSAGE_SHARE * passages[numbers] + LEAD * (numbers == 0)
    asked = set(spoken(query.text).fragments)
    best, where = -9.0, 0
    for n in np.argsort(-scores, kind="stable").tolist():
        if scores[n] + WORDS_SHARE < best:
            break  # not even with all words
        shared = len(asked.intersection(fragments(bare(places[n][2])))) / max(1, len(asked))
        score = float(scores[n]) + WORDS_SHARE * shared
        if (score, -n) > (best, -where):
            best, where = score, n
    return places[where][:2]


def _probabilities(intent: Intents) -> Mapping[str, float]:
    if isinstance(intent, str):
        return {intent: SURE_INTENT}
    return intent or {}

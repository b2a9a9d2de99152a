"""How well each article answers: meaning and words, every language's version of it together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.encoder.runtime import Vectors
from bot.words import Language
from knowledge.index import CANDIDATES, Index, Positions
from knowledge.lexical import Numbers, has_diacritics, standard

# docs/measurements.md has the figures behind these.
SAME_LANGUAGE = 0.6  # weight of words beside meaning
OTHER_LANGUAGE = 0.15  # names and numbers only: more costs several points across languages
UNMARKED = 1.2  # Vietnamese typed without diacritics: the encoder understands little of it
TRANSLATION = 0.25  # what one other language's version of an article adds to one's own
LEAST_SPREAD = 0.02  # of cosines: a library of two articles has no spread worth the name
INTENT = 0.7
INTENT_FLOOR = 0.02


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    language: Language
    vector: Vectors  # as the encoder gave it
    intents: Mapping[str, float]  # how probable each intent is


@dataclass(frozen=True, slots=True)
class Scored:
    """One article, in whatever languages it exists."""

    key: str
    score: float
    row: int  # the version to show
    cosine: float


def rank(index: Index, query: Query, allowed: Positions) -> list[Scored]:
    """Every allowed article (in a large library: every promising one), the best first."""
    if not len(allowed):
        return []
    vector = index.centred(query.vector, query.language)
    words, passages = _words(index, query), index.by_passage(vector)
    rows = _candidates(index, allowed, words, passages)
    scores, cosines = _meaning(index, vector, rows, passages)
    scores = scores + words[rows] + _intent_boost(index, query)[rows]
    versions: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        versions.setdefault(index.documents[row].key, []).append(place)
    found = [_together(index, query, key, [(int(rows[p]), float(scores[p]), float(cosines[p]))
                                           for p in places])
             for key, places in versions.items()]  # fmt: skip
    return sorted(found, key=lambda scored: -scored.score)


def _together(
    index: Index, query: Query, key: str, versions: list[tuple[int, float, float]]
) -> Scored:
    """Weighted mean over the languages; the customer's own language is shown where there is one."""
    weights = [
        1.0 if index.documents[row].language is query.language else TRANSLATION
        for row, _, _ in versions
    ]
    weighted = sum(w * score for w, (_, score, _) in zip(weights, versions, strict=True))
    score = weighted / sum(weights)
    own = [v for v in versions if index.documents[v[0]].language is query.language]
    row, _, cosine = max(own or versions, key=lambda version: version[1])
    return Scored(key, score, row, cosine)


def _words(index: Index, query: Query) -> Numbers:
    weighted = np.zeros(len(index.documents), np.float32)
    for language, rows in index.rows.items():
        weight = OTHER_LANGUAGE
        if language is query.language:
            unmarked = language is Language.VI and not has_diacritics(query.text)
            weight = UNMARKED if unmarked else SAME_LANGUAGE
        weighted[rows] = weight * index.lexicons[language].scores(query.text)
    return weighted


def _candidates(
    index: Index, allowed: Positions, words: Numbers, passages: Numbers
) -> Positions:
    if not index.large or len(allowed) <= CANDIDATES:
        return allowed
    promising = standard(passages[allowed], LEAST_SPREAD) + words[allowed]
    return np.sort(allowed[np.argpartition(-promising, CANDIDATES)[:CANDIDATES]])


def _meaning(
    index: Index, vector: Vectors, rows: Positions, passages: Numbers
) -> tuple[Numbers, Numbers]:
    """Mean of z-scored best passage and best sentence; and the best cosine, for each row.

    The z-scores are taken within a language: vectors of one language lie closer together.
    """
    scores, cosines = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
    places = {row: place for place, row in enumerate(rows.tolist())}
    for group, typical in index.typical.items():
        mine = rows[np.isin(rows, index.rows[group], assume_unique=True)]
        if not len(mine):
            continue
        here = [places[row] for row in mine.tolist()]
        sentences = index.by_sentence(vector, np.concatenate([mine, typical]))
        for values, usual in (
            (passages[mine], passages[typical]),
            (sentences[: len(mine)], sentences[len(mine) :]),
        ):
            spread = max(float(usual.std()), LEAST_SPREAD)
            scores[here] += (values - usual.mean()) / spread / 2
            cosines[here] = np.maximum(cosines[here], values)
    return scores, cosines


def _intent_boost(index: Index, query: Query) -> Numbers:
    """Log-odds like: a certain intent lifts its articles, an unlikely one does next to nothing."""
    likely = np.zeros(len(index.documents), np.float32)
    for intent, probability in query.intents.items():
        if intent in index.by_intent:
            likely[index.by_intent[intent]] += probability
    boost: Numbers = INTENT * np.log1p(likely / np.float32(INTENT_FLOOR))
    return boost

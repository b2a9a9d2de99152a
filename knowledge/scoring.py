"""How well each article answers: meaning and words, every language's version of it together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.encoder.runtime import Vectors
from bot.words import Language
from knowledge.index import CANDIDATES, Index
from knowledge.lexical import has_diacritics, standard
from knowledge.postings import Numbers, Positions

# docs/measurements.md has the figures behind these.
SAME_LANGUAGE = 0.6  # weight of words beside meaning
OTHER_LANGUAGE = 0.15  # names and numbers only: more costs several points across languages
UNMARKED = 1.2  # Vietnamese typed without diacritics: the encoder understands little of it
TRANSLATION = 0.25  # what one other language's version of an article adds to one's own
LEAST_SPREAD = 0.02  # of cosines: a library of two articles has no spread worth the name
VOTES = 2.2  # weight of what the ways of asking say
VOTES_SPREAD = 0.04  # where no article is asked for, all votes are small and say little
UNASKED = 5.0  # what meaning and words count for instead, where nobody wrote ways of asking
INTENT = 0.5
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
    scores = scores + words[rows]
    scores = scores + _votes(index, query, vector, rows, scores)
    scores = scores + _intent_boost(index, query)[rows]
    return _together(index, query, rows, scores, cosines)


def _together(
    index: Index, query: Query, rows: Positions, scores: Numbers, cosines: Numbers
) -> list[Scored]:
    """Weighted mean over the languages; the customer's own language is shown where there is one."""
    span = index.spans.get(query.language, slice(0, 0))
    own = (span.start <= rows) & (rows < span.stop)
    weights = np.where(own, 1.0, TRANSLATION)
    articles, places = np.unique(index.articles[rows], return_inverse=True)
    means = np.bincount(places, weights * scores) / np.bincount(places, weights)
    shown = np.zeros(len(articles), np.intp)
    order = np.lexsort((-rows, scores, own))  # the last that is written stays
    shown[places[order]] = order
    found = [
        Scored(index.keys[article], score, row, cosine) for article, score, row, cosine in
        zip(articles.tolist(), means.tolist(), rows[shown].tolist(), cosines[shown].tolist(),
            strict=True)]
    return sorted(found, key=lambda scored: (-scored.score, scored.key))


def _words(index: Index, query: Query) -> Numbers:
    weighted = np.zeros(len(index.documents), np.float32)
    for language, rows in index.rows.items():
        weight = OTHER_LANGUAGE
        if language is query.language:
            unmarked = language is Language.VI and not has_diacritics(query.text)
            weight = UNMARKED if unmarked else SAME_LANGUAGE
        shelf = index.shelves[language]
        weighted[rows] = weight * shelf.lexicon.scores(query.text, shelf.living)
    return weighted


def _votes(
    index: Index, query: Query, vector: Vectors, candidates: Positions, likeness: Numbers
) -> Numbers:
    """What the ways of asking say of each candidate.

    An article that has none yet, as an editor's new one, must be found all the same: in place of
    votes it gets a multiple of its own likeness, the less the surer another is asked for.
    """
    weighted = np.zeros(len(index.documents), np.float32)
    unasked, doubt = np.zeros(len(index.documents), bool), 1.0
    for language, asked_for in index.voted.items():
        votes, rows = index.votes[language], index.rows[language]
        if votes is not None:
            scores, here = np.zeros(len(rows), np.float32), asked_for >= 0
            scores[asked_for[here]] = votes.scores(query.text, vector)[here]
            doubt = min(doubt, 1 - float(scores.max(initial=0)))
            weighted[rows] = VOTES * standard(scores, VOTES_SPREAD)
            unasked[rows] = True
            unasked[rows[asked_for[here]]] = False
    instead = UNASKED * max(doubt, 0) * np.maximum(likeness, 0)
    return np.where(unasked[candidates], np.maximum(weighted[candidates], instead),
                    weighted[candidates])


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
    for language, typical in index.typical.items():
        span = index.spans[language]
        here = slice(*np.searchsorted(rows, (span.start, span.stop)).tolist())
        if here.start == here.stop:
            continue
        sentences, usual_sentences = index.by_sentence(vector, language, rows[here])
        for values, usual in ((passages[rows[here]], passages[typical]),
                              (sentences, usual_sentences)):
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

"""Passages of different articles that say the same, or nearly the same and something else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Literal

import numpy as np

from bot.encoder.runtime import Vectors
from bot.words import Language
from knowledge.facts import claims, differ
from knowledge.passages import bare
from knowledge.shelf import NEUTRAL_WEIGHT, Document
from knowledge.tokens import words

# Cosines without what a language has in common; docs/measurements.md has the figures behind these.
SAME = 0.9  # of sentences: a duplicate
NEAR = 0.72  # of sentences: about the same thing, so that other numbers are worth a look
NEAR_NOT = 0.82  # a "not" more or less is common between sentences merely alike
BLOCK = 256  # rows compared at once
COMMON = 4  # articles with the very same sentence: a phrase of the house, nothing to point at
WHOLE = 60  # characters of a duplicate: short sentences repeat without harm
SHORTEST = 25  # characters; "Please ask us." says nothing twice

Kind = Literal["duplicate", "amount", "not"]


@dataclass(frozen=True, slots=True)
class Place:
    """One sentence in one article."""

    key: str
    language: Language
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Two articles and the sentences that made somebody look."""

    kind: Kind
    one: Place
    other: Place
    likeness: float
    more: int = 0  # further pairs of sentences of the same two articles

    @property
    def fingerprint(self) -> str:
        """Changes with the words: a dismissed finding comes back when they do."""
        places = sorted(f"{p.key}\0{p.sentence}" for p in (self.one, self.other))
        return hashlib.sha256("\0".join([self.kind, *places]).encode()).hexdigest()


def findings(
    documents: Sequence[Document], means: Mapping[Language, Vectors],
    dismissed: frozenset[str] = frozenset(), lately: frozenset[str] | None = None,
) -> list[Finding]:
    """One finding a pair of articles and kind, contradictions first, then the likest.

    `means`: where each language's passages lie, for libraries too small to tell by themselves.

    `lately`: only these articles (keys) are compared with all; None compares every pair, which
    takes a second for some thousand sentences and grows with their square.
    """
    places, vectors = _sentences(documents, means)
    best: dict[tuple[str, str, str], Finding] = {}
    for a, b, likeness in chain(_pairs(places, vectors, lately), _repeated(places, lately)):
        kind = _kind(places[a].sentence, places[b].sentence, likeness)
        if kind is None:
            continue
        found = Finding(kind, places[a], places[b], likeness)
        if found.fingerprint in dismissed:
            continue
        one, other = sorted((places[a].key, places[b].key))
        name = (kind, one, other)
        known = best.get(name)
        best[name] = _likest(known, found) if known else found
    order = {"amount": 0, "not": 1, "duplicate": 2}
    return sorted(best.values(), key=lambda f: (order[f.kind], -f.likeness))


def _kind(one: str, other: str, likeness: float) -> Kind | None:
    difference = differ(claims(one), claims(other))
    if difference == "amount":
        return "amount"
    if difference == "not":
        return "not" if likeness >= NEAR_NOT else None
    return "duplicate" if likeness >= SAME and min(len(one), len(other)) >= WHOLE else None


def _likest(known: Finding, found: Finding) -> Finding:
    first = max(known, found, key=lambda f: f.likeness)
    if known.fingerprint == found.fingerprint:
        return first
    return Finding(first.kind, first.one, first.other, first.likeness, known.more + 1)


def _sentences(
    documents: Sequence[Document], means: Mapping[Language, Vectors]
) -> tuple[list[Place], Vectors]:
    """Every sentence that says something of its own, and its centred vector of length one."""
    phrases = _phrases(documents)
    places: list[Place] = []
    rows: list[Vectors] = []
    for document in documents:
        for part in document.passages:
            for text, vector in zip(part.passage.sentences, part.sentences, strict=True):
                if len(bare(text)) >= SHORTEST and bare(text) not in phrases:
                    places.append(Place(document.key, document.language, document.title,
                                        bare(text)))
                    rows.append(vector)
    if not rows:
        return [], np.zeros((0, 1), np.float32)
    vectors = np.stack(rows)
    for language in {place.language for place in places}:
        mine = [n for n, place in enumerate(places) if place.language is language]
        common = vectors[mine].sum(axis=0) + means[language] * NEUTRAL_WEIGHT
        vectors[mine] -= common / (len(mine) + NEUTRAL_WEIGHT)
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return places, unit


def _phrases(documents: Sequence[Document]) -> set[str]:
    """Sentences that many articles share on purpose."""
    keys: dict[str, set[str]] = {}
    for document in documents:
        for part in document.passages:
            for text in part.passage.sentences:
                keys.setdefault(bare(text), set()).add(document.key)
    return {text for text, owners in keys.items() if len(owners) > COMMON}


def _repeated(
    places: Sequence[Place], lately: frozenset[str] | None
) -> Iterator[tuple[int, int, float]]:
    """The same words in different articles: titles set their vectors apart."""
    same: dict[tuple[str, ...], list[int]] = {}
    for n, place in enumerate(places):
        same.setdefault(tuple(words(place.sentence)), []).append(n)
    for rows in same.values():
        yield from (
            (a, b, 1.0) for a, b in combinations(rows, 2)
            if places[a].key != places[b].key
            and (lately is None or not lately.isdisjoint((places[a].key, places[b].key))))


def _pairs(
    places: Sequence[Place], vectors: Vectors, lately: frozenset[str] | None
) -> Iterator[tuple[int, int, float]]:
    """Pairs of sentences of different articles that are near each other, each once."""
    keys = {key: n for n, key in enumerate(dict.fromkeys(place.key for place in places))}
    owner = np.array([keys[place.key] for place in places], np.intp)
    rows = np.array([lately is None or place.key in lately for place in places], bool)
    numbers = np.flatnonzero(rows)
    for start in range(0, len(numbers), BLOCK):
        mine = numbers[start : start + BLOCK]
        cosines = vectors[mine] @ vectors.T
        near = np.argwhere((cosines >= NEAR) & (owner[mine, None] != owner[None, :]))
        for place, b in near.tolist():
            a = int(mine[place])
            if a < b or not rows[b]:
                yield a, b, float(cosines[place, b])

"""Questions that mean the same, put together: by meaning, and by the words they share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from bot.encoder.runtime import Vectors
from bot.words import Language
from knowledge.lexical import fragments

# docs/measurements.md has the figures behind these.
THRESHOLD = 0.28  # mean cosine between two groups that are one
WORDS = 0.3  # share of common words beside meaning
NEUTRAL_WEIGHT = 20  # questions a language's known mean counts for beside the ones at hand
MANNERS, ENOUGH = 3, 60  # directions taken out, one for so many questions of a language


def group(features: Vectors, threshold: float = THRESHOLD) -> list[list[int]]:
    """Row numbers in groups, the largest first; every row is in exactly one.

    Average linkage: two groups become one while the mean cosine of their rows is high enough.
    """
    if len(features) < 2:
        return [[row] for row in range(len(features))]
    from sklearn.cluster import AgglomerativeClustering  # takes a second, only needed here

    linked = AgglomerativeClustering(
        n_clusters=None, distance_threshold=1 - threshold, metric="cosine", linkage="average")
    groups: dict[int, list[int]] = {}
    for row, name in enumerate(linked.fit_predict(features).tolist()):
        groups.setdefault(name, []).append(row)
    return sorted(groups.values(), key=lambda rows: (-len(rows), rows[0]))


def typical_first(features: Vectors, rows: Sequence[int]) -> list[int]:
    """A group's rows, the most typical first."""
    mean = features[list(rows)].mean(axis=0)
    return sorted(rows, key=lambda row: -float(features[row] @ mean))


def features(
    texts: Sequence[str], languages: Sequence[Language], vectors: Vectors,
    means: Mapping[Language, Vectors],
) -> Vectors:
    """Rows of length one for `group`: the encoder's vectors without what is common to all
    questions of a language, and the weighted pieces of their words, (n, dims + pieces)."""
    meaning = np.zeros_like(vectors)
    for language in set(languages):
        rows = [n for n, other in enumerate(languages) if other is language]
        meaning[rows] = _told_apart(vectors[rows], means[language])
    return np.hstack([meaning * math.sqrt(1 - WORDS), _words(texts) * math.sqrt(WORDS)])


def _told_apart(vectors: Vectors, mean: Vectors) -> Vectors:
    """Centred; and the strongest directions are manner (typed without marks, in half a sentence),
    not meaning (Mu and Viswanath 2018): they go where there are enough questions to see them."""
    weighted = vectors.sum(axis=0) + mean * NEUTRAL_WEIGHT
    moved = vectors - weighted / (len(vectors) + NEUTRAL_WEIGHT)
    if manners := min(MANNERS, len(vectors) // ENOUGH):
        _, _, axes = np.linalg.svd(moved - moved.mean(axis=0), full_matrices=False)
        moved = moved - moved @ axes[:manners].T @ axes[:manners]
    return _unit(moved)


def _words(texts: Sequence[str]) -> Vectors:
    pieces = [set(fragments(text)) for text in texts]
    spread = Counter(piece for own in pieces for piece in own)
    columns = {piece: n for n, piece in enumerate(spread)}
    table = np.zeros((len(texts), len(columns)), np.float32)
    for row, own in enumerate(pieces):
        for piece in own:
            table[row, columns[piece]] = math.log((len(texts) + 1) / spread[piece])
    return _unit(table)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, 1e-9)
    return scaled

"""Vectors of questions, kept in memory while they are looked at again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np

from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Kind, Vectors
from bot.words import Language
from knowledge.neutral import NEUTRAL

KEPT = 4000  # texts


class Meaning:
    """An encoder that remembers the last few thousand texts. Nothing of it is stored."""

    def __init__(self, encoder: TextEncoder) -> None:
        self.encoder = encoder
        self._known: OrderedDict[tuple[str, Kind], Vectors] = OrderedDict()
        self._means: dict[Kind, dict[Language, Vectors]] = {}

    def vectors(self, texts: Sequence[str], kind: Kind = "query") -> Vectors:
        """(n, dims); only texts not seen lately cost time."""
        new = [text for text in dict.fromkeys(texts) if (text, kind) not in self._known]
        fresh = dict(zip(new, self.encoder.encode(new, kind), strict=True)) if new else {}
        found = [fresh[text] if text in fresh else self._known[text, kind] for text in texts]
        for text, vector in zip(texts, found, strict=True):
            self._known[text, kind] = vector
            self._known.move_to_end((text, kind))
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return np.stack(found) if found else np.zeros((0, self.encoder.dims), np.float32)

    def means(self, kind: Kind = "query") -> Mapping[Language, Vectors]:
        """Where texts of each language lie, whatever they say."""
        if kind not in self._means:
            self._means[kind] = {language: self.encoder.encode(texts, kind).mean(0)
                                 for language, texts in NEUTRAL.items()}
        return self._means[kind]

"""Vectors of questions, kept in memory while they are looked at; the words themselves are not."""

from __future__ import annotations

import hashlib
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
        self._known: OrderedDict[bytes, Vectors] = OrderedDict()
        self._means: dict[Kind, dict[Language, Vectors]] = {}

    def vectors(self, texts: Sequence[str], kind: Kind = "query") -> Vectors:
        """(n, dims); only texts not seen lately cost time."""
        names = [hashlib.sha256(f"{kind}\0{text}".encode()).digest() for text in texts]
        new = {name: text for name, text in zip(names, texts, strict=True)
               if name not in self._known}
        fresh = self.encoder.encode(list(new.values()), kind) if new else ()
        known = dict(zip(new, fresh, strict=True))
        found = [known[name] if name in known else self._known[name] for name in names]
        for name, vector in zip(names, found, strict=True):
            self._known[name] = vector
            self._known.move_to_end(name)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return np.stack(found) if found else np.zeros((0, self.encoder.dims), np.float32)

    def means(self, kind: Kind = "query") -> Mapping[Language, Vectors]:
        """Where texts of each language lie, whatever they say."""
        if kind not in self._means:
            self._means[kind] = {language: self.encoder.encode(texts, kind).mean(0)
                                 for language, texts in NEUTRAL.items()}
        return self._means[kind]

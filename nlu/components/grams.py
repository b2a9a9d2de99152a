"""Letters and words as sparse features: hashed, so that loading a model loads no vocabulary."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from nlu.components.words import WORDS, fold, lower

SIZE = 2**19
SHORTEST, LONGEST = 2, 5
COMMON = 0.05  # of the texts: n-grams in more of them cost most of the time and tell least
FEW = 20  # texts; below that nothing counts as common
SOON = 16  # texts remembered: several components read one message


@dataclass
class Grams:
    """Term weights learned from the examples; rows have length one."""

    rarity: npt.NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> tuple[Grams, Any]:
        """The weights (inverse document frequency), and the texts' own rows."""
        counts = count(texts)
        seen = np.bincount(counts.indices, minlength=SIZE)
        rarity = (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)
        rarity[seen > max(FEW, COMMON * len(texts))] = 0.0
        rarity[seen == 1] = 0.0  # likens no two texts, and makes half of the model's size
        grams = cls(rarity)
        return grams, grams.weigh(counts)

    def rows(self, texts: Sequence[str]) -> Any:
        """Sparse rows of length one, (n, SIZE)."""
        return self.weigh(count(texts))

    def familiarity(self, text: str) -> float:
        """Share of a text's letter n-grams that stand in some example; gibberish has few."""
        letters = [f for f in features(text) if f.startswith("fc") and len(f) > SHORTEST + 2]
        if not letters:
            return 0.0
        unseen = float(self.rarity.max())
        places = [zlib.crc32(f.encode("utf-8", "ignore")) % SIZE for f in letters]
        return float((self.rarity[places] < unseen).mean())

    def weigh(self, counts: Any) -> Any:
        weighed = counts.copy()
        weighed.data *= self.rarity[weighed.indices]
        weighed.eliminate_zeros()
        of = np.repeat(np.arange(weighed.shape[0]), np.diff(weighed.indptr))
        lengths = np.sqrt(np.bincount(of, weighed.data**2, weighed.shape[0]))
        weighed.data *= (1 / np.maximum(lengths, 1e-9)).astype(np.float32)[of]
        return weighed


def count(texts: Sequence[str]) -> Any:
    """Sublinear counts of every feature, (n, SIZE) sparse."""
    found = [_counted(text) for text in texts]
    none = np.zeros(0, np.int32), np.zeros(0, np.float32)
    columns, values = (np.concatenate(part) for part in zip(none, *found, strict=True))
    ends = np.cumsum([0, *(len(places) for places, _ in found)])
    return sparse.csr_matrix((values, columns, ends), shape=(len(texts), SIZE))


@lru_cache(maxsize=SOON)
def _counted(text: str) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """The features' places in a row, and their counts."""
    found = Counter(zlib.crc32(f.encode("utf-8", "ignore")) % SIZE for f in features(text))
    counts = np.fromiter(found.values(), np.float32, len(found))
    return np.fromiter(found.keys(), np.int32, len(found)), 1 + np.log(counts)


def features(text: str) -> Iterator[str]:
    """Letter n-grams inside words, words, and pairs of words; as typed and without marks."""
    for mark, plain in (("a", lower(text)), ("f", fold(text))):
        words = WORDS.findall(plain)
        for word in words:
            padded = f" {word} "
            yield f"{mark}w{word}"
            for n in range(SHORTEST, LONGEST + 1):
                for start in range(max(1, len(padded) - n + 1)):
                    yield f"{mark}c{padded[start : start + n]}"
        for one, other in pairwise(words):
            yield f"{mark}p{one} {other}"

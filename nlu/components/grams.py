"""Letters and words as sparse features: hashed, so that loading a model loads no vocabulary."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
        lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        scale = np.repeat(1 / np.maximum(lengths, 1e-9), np.diff(weighed.indptr))
        weighed.data *= scale.astype(np.float32)
        return weighed


def count(texts: Sequence[str]) -> Any:
    """Sublinear counts of every feature, (n, SIZE) sparse."""
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for text in texts:
        found = Counter(zlib.crc32(f.encode("utf-8", "ignore")) % SIZE for f in features(text))
        columns += found.keys()
        values += (1.0 + np.log(list(found.values()))).tolist()
        ends.append(len(columns))
    return sparse.csr_matrix(
        (np.array(values, np.float32), np.array(columns, np.int32), np.array(ends)),
        shape=(len(texts), SIZE))


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

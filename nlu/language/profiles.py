"""langdetect's voice: its profiles of many languages, asked without its dice.

langdetect draws random smoothing in every trial, so its answer changes from call to call and
takes milliseconds. The same profiles, read once and added up as logarithms, give one answer
in microseconds.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from langdetect import PROFILES_DIRECTORY

from nlu.language.grams import Floats, per_word, with_zero_row
from nlu.language.letters import fold

RARE = 1e-5  # the probability of an n-gram that a profile does not hold (langdetect: α/10,000)
ORDER = 3
OURS = ("de", "vi", "vi-folded", "en")
# Written in Latin letters; all others show by their script. Afrikaans is so near to Dutch and
# German that it only confuses; Tagalog and Somali catch English and Vietnamese fragments.
LATIN = "fr es it pt nl pl tr cs sk ro hu hr sl da sv no fi et lv lt id ca sq sw"
OTHERS = tuple(LATIN.split())


class Profiles:
    """Log-probabilities of character n-grams: one row an n-gram, one column a language."""

    def __init__(self, folder: Path = Path(PROFILES_DIRECTORY)) -> None:
        columns = [_column(folder, name) for name in (*OURS, *OTHERS)]
        grams = sorted(set().union(*columns))
        self._rows = {gram: row for row, gram in enumerate(grams, 1)}
        self._table = with_zero_row(np.array(
            [[column.get(gram, math.log(RARE)) for column in columns] for gram in grams],
            np.float32,
        ))

    def ask(self, words: Sequence[str]) -> Floats:
        """The log-likelihood of each word in each language, in the order of OURS and OTHERS."""
        return per_word(words, _grams, self._rows, self._table)


@cache
def profiles() -> Profiles:
    """Read once for the whole process."""
    return Profiles()


def _grams(word: str) -> Iterator[str]:
    framed = f" {word} "
    for size in range(1, ORDER + 1):
        for start in range(size == 1, len(framed) - size + (size != 1)):
            yield framed[start : start + size]


def _column(folder: Path, name: str) -> dict[str, float]:
    language, _, folded = name.partition("-")
    profile: dict[str, Any] = json.loads((folder / language).read_text("utf-8"))
    counts: Counter[str] = Counter()
    for gram, count in profile["freq"].items():
        written = fold(gram.lower()) if folded else gram.lower()
        if 1 <= len(written) <= ORDER:
            counts[written] += count
    totals = profile["n_words"]
    return {g: math.log(n / totals[len(g) - 1] + RARE) for g, n in counts.items()}

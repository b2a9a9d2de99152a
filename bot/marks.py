"""Vietnamese typed without marks, written out again: "doi hang the nao" is "đổi hàng thế nào".

The encoder understands little of words without their marks. Which they are, texts of our own tell
(the library's, the examples): of a word's forms the one that stands there most often, and beside
the same neighbours. Nothing else is known, so a word they lack stays as it was typed.
Both processes read this; it imports the standard library only.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

WORD = re.compile(r"\w+")
MOST = 8  # forms of a word that are weighed against each other: a syllable has up to twenty
TOGETHER = 5  # how much two forms count that were seen side by side

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each form and each two neighbours stand in some texts. Never changes."""

    forms: Mapping[str, Counter[str]]  # of each word without marks
    pairs: Counter[Pair]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Counted:
        """Only texts written with marks: those without say nothing of them."""
        forms, pairs = defaultdict[str, Counter[str]](Counter), Counter[Pair]()
        for text in filter(marked, texts):
            written = WORD.findall(unicodedata.normalize("NFC", text).lower())
            for word in written:
                if len(_bare(word)) == len(word):  # so that places in a text stay what they are
                    forms[_bare(word)][word] += 1
            pairs.update(pairwise(written))
        return cls(dict(forms), pairs)


NOTHING = Counted({}, Counter())


@dataclass(frozen=True, slots=True)
class Marks:
    """What some texts and others tell together, without those that are gone."""

    told: Sequence[Counted]
    gone: Counted = NOTHING

    def restored(self, text: str) -> str:
        """The text with its likeliest marks, as long as before; one that has some is left alone."""
        spoken = list(WORD.finditer(text))
        if not spoken or marked(text):
            return text
        found, end = [], 0
        for match, form in zip(spoken, self._likeliest([m[0].lower() for m in spoken]),
                               strict=True):
            found += [text[end : match.start()], _as_typed(match[0], form)]
            end = match.end()
        return "".join([*found, text[end:]])

    def _likeliest(self, typed: Sequence[str]) -> list[str]:
        """The best sequence of forms (Viterbi over pairs of neighbours)."""
        chances = [self._shares(word) for word in typed]
        scores = {form: math.log(share) for form, share in chances[0].items()}
        ways: list[dict[str, str]] = []
        for shares in chances[1:]:
            before, scores, way = scores, {}, {}
            for form, share in shares.items():
                likely = {other: score + math.log(share + TOGETHER * self._pairs(other, form))
                          for other, score in before.items()}
                way[form] = max(likely, key=lambda other: likely[other])
                scores[form] = likely[way[form]]
            ways.append(way)
        path = [max(scores, key=lambda form: scores[form])]
        for way in reversed(ways):
            path.append(way[path[-1]])
        return path[::-1]

    def _shares(self, word: str) -> dict[str, float]:
        """The forms of a word and how often it has each; itself alone where none is known."""
        seen = Counter[str]()
        for part in self.told:
            seen.update(part.forms.get(word, {}))
        seen.subtract(self.gone.forms.get(word, {}))
        # By name, too: of two equally frequent forms always the same.
        best = sorted(((-n, form) for form, n in seen.items() if n > 0))[:MOST]
        whole = -sum(n for n, _ in best)
        return {form: -n / whole for n, form in best} or {word: 1.0}

    def _pairs(self, one: str, other: str) -> int:
        return sum(part.pairs[one, other] for part in self.told) - self.gone.pairs[one, other]


def bare(text: str) -> str:
    """Without marks: "đơn hàng" becomes "don hang"."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))


_bare = lru_cache(maxsize=1 << 15)(bare)  # our own words come again and again


def marked(text: str) -> bool:
    """Whether a text has any marks."""
    return bare(text) != unicodedata.normalize("NFC", text)


def _as_typed(typed: str, form: str) -> str:
    if typed.lower() == form:
        return typed
    if typed.isupper() and len(typed) > 1:
        return form.upper()
    return form.capitalize() if typed[:1].isupper() else form

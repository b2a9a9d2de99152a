"""What the shop sells, found in a text by name, typing errors forgiven.

The app writes the names to a file (LOTSE_CATALOGUE) as {"value", "names"} rows and rewrites it when
the shop changes; it is read again then. Nothing is compared with every name: words of the text
find the words of names through what is left of both when one letter is taken out.
"""

from __future__ import annotations

import json
import math
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlu.components.entity import Entity, inside
from nlu.components.words import clean, unmarked

WORD = re.compile(r"\w+")
ENOUGH = 0.75  # of a name's words, weighed by how rare they are
TYPED_WRONG = 0.9  # what a word with a typing error counts of its weight
FORGIVEN = 5  # letters: a shorter word with another letter is another word
LONGEST_WORD = 40  # letters: what is longer is no word anybody means
PART = 3  # letters of a word that may be part of one written together
SPOKEN = 4  # letters of a name that must have been said
LOOSE = 1  # words between a name's own
ENDING = 2  # letters a form of a word may add, as in "Leinenhemden"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one thing."""

    value: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A name some of whose words stand in the text, from one word to another."""

    name: Name
    first: int
    last: int
    share: float  # of the name's weight
    weight: float


class Catalogue:
    """All names, by what is left of their words."""

    def __init__(self, things: Iterable[Mapping[str, Any]]) -> None:
        self.names: list[Name] = []
        self.holding: dict[str, list[int]] = defaultdict(list)  # a word: the names that hold it
        self.written: dict[str, set[str]] = defaultdict(set)  # a word: with its marks
        for thing in things:
            for name in thing["names"]:
                self._learn(str(thing["value"]), WORD.findall(clean(name).lower()))
        self.by_left: dict[str, set[str]] = defaultdict(set)
        for word in self.holding:
            for left in lefts(word):
                self.by_left[left].add(word)

    def _learn(self, value: str, words: Sequence[str]) -> None:
        plain = tuple(bare(word) for word in words)
        for word in set(plain):
            self.holding[word].append(len(self.names))
        for word, written in zip(plain, words, strict=True):
            self.written[word].add(written)
        if plain:
            self.names.append(Name(value, plain))

    def words_of(self, value: str) -> set[str]:
        """Every word of a thing's names, bare."""
        return {word for name in self.names if name.value == value for word in name.words}

    def find(self, text: str) -> list[Entity]:
        """The things a text names, in its order; places do not overlap."""
        spoken = list(self._words(text))
        seen = self._seen([re.sub(r"\W+", "", text[start:end]) for start, end in spoken])
        taken, found = set[int](), list[Entity]()
        for one in sorted(seen, key=lambda s: (-s.weight * s.share, -s.share, s.first)):
            places = set(range(one.first, one.last + 1))
            if not places & taken:
                taken |= places
                start, end = spoken[one.first][0], spoken[one.last][1]
                found.append(Entity("product", one.name.value, start, end))
        return sorted(found, key=lambda entity: entity.start)

    def _words(self, text: str) -> Iterator[tuple[int, int]]:
        """Places of the words; two that are one word of a name count as that: "tea pot"."""
        places = [(match.start(), match.end()) for match in WORD.finditer(text)]
        spoken, at = [bare(text[start:end]) for start, end in places], 0
        while at < len(places):
            two = spoken[at : at + 2]
            joined = (len(two) == 2 and min(map(len, two)) >= PART
                      and "".join(two) in self.holding)
            yield places[at][0], places[at + joined][1]
            at += 1 + joined

    def _seen(self, words: Sequence[str]) -> Iterator[Seen]:
        """Every name of which enough stands together in the text."""
        places: dict[int, dict[int, dict[str, float]]] = defaultdict(dict)  # name: place: words
        for place, word in enumerate(words):
            for known, share in self._like(word).items():
                for number in self.holding[known]:
                    places[number].setdefault(place, {})[known] = share
        for number, at in places.items():
            yield from self._runs(self.names[number], at)

    def _runs(self, name: Name, at: Mapping[int, Mapping[str, float]]) -> Iterator[Seen]:
        whole = sum(self._weight(word) for word in name.words)
        ordered, reach = sorted(at), len(name.words) + LOOSE
        for number, first in enumerate(ordered):
            heard: dict[str, float] = {}
            last = first
            for place in (p for p in ordered[number : number + reach] if p < first + reach):
                fresh = {word: share for word, share in at[place].items() if word not in heard}
                if fresh:
                    best = max(fresh, key=lambda word: (fresh[word], word))
                    heard[best], last = fresh[best], place
            share = sum(self._weight(word) * told for word, told in heard.items()) / whole
            if share >= ENOUGH and sum(map(len, heard)) >= SPOKEN:
                yield Seen(name, first, last, share, whole)

    def _weight(self, word: str) -> float:
        """Words of many names say little (1 + inverse document frequency)."""
        return 1 + math.log(len(self.names) / len(self.holding[word]))

    def _like(self, typed: str) -> dict[str, float]:
        """The names' words a typed word may be, and how far it counts."""
        word = bare(typed)
        if word in self.holding:
            if plain(typed) or clean(typed).lower() in self.written[word]:
                return {word: 1.0}
            return {word: TYPED_WRONG} if len(word) >= FORGIVEN else {}  # "lên" is not "len"
        candidates = {found for left in lefts(word) for found in self.by_left.get(left, ())}
        return {found: TYPED_WRONG for found in candidates if near(found, word)}


def named(entity: Entity, sold: Sequence[Entity], text: str) -> bool:
    """Whether it is part of what something is called: a time in "Wickelkleid Mùa Thu" (autumn),
    a colour in "gold-rim mug".

    The navy of "Elbe navy shirt" is not: what the shirt is called has no such word.
    """
    if entity.entity in ("time", "duration"):
        return inside(entity, sold)
    if entity.entity != "colour":
        return False
    colour = set(bare(text[entity.start : entity.end]).split())
    return any(inside(entity, [one]) and colour <= current().words_of(one.value)
               for one in sold)


def bare(word: str) -> str:
    """A word without marks; numbers stay, since a gift card of 50 is not one of 100."""
    return unmarked(clean(word).lower())


def lefts(word: str) -> set[str]:
    """A word, and what is left without any one of its letters or a short ending.

    Words with a letter wrong, missing, too many or two changed places share one of these
    (symmetric deletes, Garbe 2012).
    """
    if not FORGIVEN <= len(word) <= LONGEST_WORD:
        return {word}
    return {word, word[:-ENDING], *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def near(one: str, other: str) -> bool:
    """Whether two long words are one typing error apart, or one is a form of the other."""
    short, long = sorted((one, other), key=len)
    if len(short) < FORGIVEN:
        return False
    if long.startswith(short) and len(long) - len(short) <= ENDING:
        return True
    begin = alike(short, long)
    end = alike(short[begin:][::-1], long[begin:][::-1])
    left, right = short[begin : len(short) - end], long[begin : len(long) - end]
    return len(right) <= 1 or (len(left) == 2 and left == right[::-1])


def alike(one: str, other: str) -> int:
    """How many letters two words share from their beginning."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def plain(text: str) -> bool:
    """Whether a word is typed without marks."""
    apart = unicodedata.normalize("NFD", text)
    return not any(unicodedata.combining(c) or c in "đĐ" for c in apart)


def current() -> Catalogue:
    """The catalogue as the app wrote it last; an empty one where there is no file."""
    path = Path(os.environ.get("LOTSE_CATALOGUE", "var/catalogue.json"))
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return _read(None, 0)


@lru_cache(maxsize=1)
def _read(path: Path | None, _written: int) -> Catalogue:
    return Catalogue(json.loads(path.read_text("utf-8")) if path else [])

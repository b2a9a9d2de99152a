"""What a learned tagger reads of each token, and how its labels become spans: pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from nlu.components.words import fold

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Span = tuple[int, int]

OUTSIDE = "O"
SIZE = 2**16  # hashed features; 0 is the place of none
EDGE = "\n"  # the word before the first and after the last
RARE = 0.1  # what a pair of labels never seen counts as


@dataclass(frozen=True, slots=True)
class Labels:
    """The tags B-x and I-x of every entity x, and O."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, entities: Sequence[str]) -> Labels:
        return cls((OUTSIDE, *(f"{mark}-{name}" for name in sorted(set(entities))
                               for mark in "BI")))

    def entities_known(self) -> frozenset[str]:
        """The names of the entities."""
        return frozenset(name.partition("-")[2] for name in self.names[1:])

    def tags(self, tokens: Sequence[Span], entities: Sequence[tuple[int, int, str]]) -> list[int]:
        """One label a token; a token belongs to the entity that covers its first character."""
        places = {name: number for number, name in enumerate(self.names)}
        found = [0] * len(tokens)
        for start, end, name in entities:
            inside = [i for i, (first, _) in enumerate(tokens) if start <= first < end]
            for number, token in enumerate(inside):
                found[token] = places[f"{'I' if number else 'B'}-{name}"]
        return found

    def entities(self, tokens: Sequence[Span], tags: Sequence[int]) -> list[tuple[int, int, str]]:
        """The spans (start, end, name) a valid sequence of labels speaks of."""
        found: list[tuple[int, int, str]] = []
        for (start, end), tag in zip(tokens, tags, strict=True):
            mark, _, name = self.names[tag].partition("-")
            if mark == "B":
                found.append((start, end, name))
            elif mark == "I":
                found[-1] = (found[-1][0], end, name)
        return found

    def follows(self, tags: Iterable[Sequence[int]]) -> Floats:
        """How much each label (column) likes to follow each other (row), (labels + 1, labels).

        The logarithm of how often it does in `tags`, beside how often it stands anywhere: scores
        know the latter already. The last row is for a sentence's first label. I-x follows B-x and
        I-x alone; without tags that is all there is to say.
        """
        count = len(self.names)
        seen = np.full((count + 1, count), RARE)
        for of_sentence in tags:
            for before, tag in pairwise([count, *of_sentence]):
                seen[before, tag] += 1
        likes = np.log(seen / seen.sum(axis=1, keepdims=True)) - np.log(seen.sum(0) / seen.sum())
        inside = np.arange(2, count, 2)  # labels stand as O, B-x, I-x, B-y, I-y …
        possible = np.ones(seen.shape, bool)
        possible[:, inside] = False
        possible[inside - 1, inside] = possible[inside, inside] = True
        found: Floats = np.where(possible, likes, -np.inf).astype(np.float32)
        return found

    def best(self, scores: Floats, follows: Floats) -> list[int]:
        """The likeliest sequence (Viterbi).

        `scores`: log probabilities, (tokens, labels); `follows`: as above, weighed.
        """
        total = scores[0] + follows[-1]
        back = np.zeros(scores.shape, np.int32)
        for row in range(1, len(scores)):
            ways = total[:, None] + follows[:-1]
            back[row] = ways.argmax(axis=0)
            total = ways.max(axis=0) + scores[row]
        path = [int(total.argmax())]
        for row in range(len(scores) - 1, 0, -1):
            path.append(int(back[row, path[-1]]))
        return path[::-1]


def features(words: Sequence[str], language: str) -> Ints:
    """Places of the lexical features of each token, (tokens, FEATURES)."""
    plain = [EDGE, EDGE, *(fold(word) or "-" for word in words), EDGE, EDGE]
    rows = [_places(plain, at + 2, words[at], language) for at in range(len(words))]
    return np.array(rows, np.int32).reshape(len(words), -1)


def _places(plain: Sequence[str], at: int, typed: str, language: str) -> list[int]:
    word, before, after = plain[at], plain[at - 1], plain[at + 1]
    found = (
        word, typed.lower(), word[:2], word[:3], word[:4], word[-2:], word[-3:], word[-4:],
        before, after, plain[at - 2], plain[at + 2], f"{before} {word}", f"{word} {after}",
        f"{plain[at - 2]} {before}", f"{after} {plain[at + 2]}", f"{before} {after}",
        shape(typed), f"{language} {word}",
    )
    return [1 + zlib.crc32(f"{number} {text}".encode("utf-8", "ignore")) % (SIZE - 1)
            for number, text in enumerate(found)]


FEATURES = 19


def shape(word: str) -> str:
    """ "iPhone14" becomes "xXx0": which kinds of signs follow each other."""
    kinds = ["0" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c
             for c in word]
    return "".join(kind for i, kind in enumerate(kinds) if i == 0 or kinds[i - 1] != kind)


def around(states: npt.NDArray[np.float16]) -> npt.NDArray[np.float16]:
    """Each token's state, the one before it and the one after it, (tokens, 3 * dims)."""
    none = np.zeros_like(states[:1])
    return np.hstack([states, np.vstack([none, states[:-1]]), np.vstack([states[1:], none])])


def pooled(tokens: Sequence[Span], spans: Sequence[Span], states: Floats, dims: int) -> Floats:
    """The encoder's states of its own pieces as one for each token: their mean, (tokens, dims)."""
    found = np.zeros((len(tokens), dims), np.float32)
    first = 0
    for row, (start, end) in enumerate(tokens):
        while first < len(spans) and spans[first][1] <= start:
            first += 1
        last = first
        while last < len(spans) and spans[last][0] < end:
            last += 1
        if last > first:
            found[row] = states[first:last].mean(axis=0)
    return found

"""One engine for all grammars: tables of rules that join neighbouring tokens into one.

A rule is a pattern over token tags and a function. Patterns are regular expressions whose letters
are tags: "num unit", "(at|on)? clock pod?". A message becomes a string with one character a token,
so that a rule costs one search of Python's own `re`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

ROUNDS = 5  # how often a stage is repeated while it still joins something
TAG = re.compile(r"[a-z_]+")
_SIGNS: dict[frozenset[str], str] = {}


def sign(tags: Iterable[str]) -> str:
    """The one character that stands for a set of tags in patterns."""
    return _SIGNS.setdefault(frozenset(tags), chr(0xE000 + len(_SIGNS)))


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, or what rules made of several: its readings (tag: value), its place.

    A word that means several things keeps them all ("second": a unit and an ordinal); the rule
    that takes it decides.
    """

    readings: Mapping[str, Any]
    start: int
    end: int
    raw: str = ""  # as typed, in lower case; empty for joined tokens
    sign: str = ""


def token(readings: Mapping[str, Any], start: int, end: int, raw: str = "") -> Token:
    return Token(readings, start, end, raw, sign(readings))


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside its tokens."""

    language: str
    now: datetime  # without a time zone: the wall clock of the shop
    day_first: bool
    offset: int = 0  # minutes the shop's clock is ahead of UTC


@dataclass(frozen=True, slots=True)
class Match:
    """The tokens that fitted a pattern."""

    tokens: Sequence[Token]
    context: Context

    def all(self, *tags: str) -> list[Any]:
        """The values of the tokens with one of these tags, in order."""
        return [token.readings[tag] for token in self.tokens
                for tag in tags if tag in token.readings]

    def one(self, *tags: str) -> Any:
        """The first of them. Raises IndexError when there is none."""
        return self.all(*tags)[0]

    def has(self, *tags: str) -> bool:
        return any(tag in token.readings for token in self.tokens for tag in tags)

    def token(self, *tags: str) -> Token:
        return next(t for t in self.tokens if any(tag in t.readings for tag in tags))

    @property
    def glued(self) -> bool:
        """Whether nothing, not even a space, stands between the tokens."""
        return all(a.end == b.start for a, b in zip(self.tokens, self.tokens[1:], strict=False))


Made = tuple[str, Any] | None  # tag and value of the new token; None: it does not fit after all


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over tags, and what its tokens become."""

    pattern: str
    make: Callable[[Match], Made]
    languages: frozenset[str]


def rule(pattern: str, make: Callable[[Match], Made], languages: str = "de vi en") -> Rule:
    """A rule of some languages; spaces in the pattern are only for the eye."""
    return Rule(pattern, make, frozenset(languages.split()))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern over signs: a tag becomes the class of all signs that have this reading.

    Called when every language's table is loaded, so that no later sign is missed.
    """
    def signs(found: re.Match[str]) -> str:
        sign((found[0],))
        return "[" + "".join(one for tags, one in _SIGNS.items() if found[0] in tags) + "]"
    return re.compile(TAG.sub(signs, pattern).replace(" ", ""))


def rewrite(tokens: list[Token], stages: Iterable[Sequence[Rule]], context: Context) -> list[Token]:
    """Apply stage after stage, each until nothing changes."""
    signs = "".join([token.sign for token in tokens])
    for stage in stages:
        for _ in range(ROUNDS):
            before = tokens
            for one in stage:
                if context.language in one.languages and compiled(one.pattern).search(signs):
                    after = _apply(one, tokens, signs, context)
                    if after is not tokens:
                        tokens, signs = after, "".join([token.sign for token in after])
            if tokens is before:
                break
    return tokens


def _apply(one: Rule, tokens: list[Token], signs: str, context: Context) -> list[Token]:
    result: list[Token] = []
    done = 0
    for found in compiled(one.pattern).finditer(signs):
        part = tokens[found.start() : found.end()]
        made = _made(one, Match(part, context)) if part else None
        if made is not None:
            result += tokens[done : found.start()]
            result.append(token({made[0]: made[1]}, part[0].start, part[-1].end))
            done = found.end()
    return [*result, *tokens[done:]] if done else tokens


def _made(one: Rule, match: Match) -> Made:
    try:
        return one.make(match)
    except (ValueError, OverflowError):  # a day no calendar has: 31 February, the year 20000
        return None

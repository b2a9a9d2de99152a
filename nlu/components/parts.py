"""A message's parts: greetings, and clauses that could be wishes of their own.

Cuts generously where a new clause may begin; whether a part is a wish is for the classifier to
say. Reads words without marks and case, so "với lại" and "voi lai" are one; imports no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlu.components.phrases import (
    ASIDE,
    ASKING,
    BARE,
    BEGINNING,
    CLOSING,
    DEPENDING,
    ENDING,
    FINAL,
    JOINING,
    LEADING,
    LOOSELY,
    OPENING,
    SENTENCE,
    TRAILING,
    WISHING,
    Phrases,
)
from nlu.components.words import fold

LEAST = 3  # words on each side of a cut inside a sentence
TRIMMED = " \t\n,;:.!?…-–—()\"'„“”*~^"
MOST = 6  # parts read of a message: who wants more than that writes a letter

Span = tuple[int, int]  # words from, to


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the message, with its place.

    `courtesy`: it only greets or thanks. `asks`: by its words a question or a request, or said to
    be one more of them ("und außerdem …"); what does not ask may only tell the circumstances.
    """

    text: str
    start: int
    end: int
    courtesy: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    plain: str  # folded, without the punctuation around it
    start: int
    end: int
    last: bool  # a sentence ends here
    comma: bool
    question: bool


def split(text: str, language: str) -> list[Part]:
    """The parts of a text in their order, at most MOST that could be wishes.

    One part, or one beside courtesies, means that there is nothing to divide.
    """
    words = _words(text)
    known = language if language in JOINING else "en"
    found: list[Part] = []
    for sentence in _sentences(words):
        (start, begin), rest, (end, stop) = _without_courtesy(words, sentence)
        found += [_part(text, words, (start, begin), polite=True)] if start < begin else []
        for span, more in _clauses(words, rest, known):
            found.append(_part(text, words, span, asks=more or _asks(words, span, known)))
        found += [_part(text, words, (end, stop), polite=True)] if end < stop else []
    return _at_most(found)


def _words(text: str) -> list[Word]:
    found: list[Word] = []
    for match in re.finditer(r"\S+(?P<space>\s*)", text):
        raw = match[0].rstrip()
        plain = fold(raw).strip(TRIMMED)
        bare = not any(c.isalnum() for c in plain)
        tail = raw if bare else raw[len(raw.rstrip(TRIMMED)):]
        full = "." in tail and plain not in ASIDE and (len(plain) > 2 or len(raw) - len(tail) > 3)
        last = full or any(c in tail for c in "?!…;") or "\n" in match["space"]
        if not bare:
            end = match.start() + len(raw)
            found.append(Word(plain, match.start(), end, last, "," in tail, "?" in tail))
        elif found:  # a mark or a smile by itself belongs to the word before it
            before = found[-1]
            found[-1] = replace(before, last=before.last or last,
                                question=before.question or "?" in tail)
    return found


def _sentences(words: list[Word]) -> Iterator[Span]:
    start = 0
    for place, word in enumerate(words, 1):
        if word.last or place == len(words):
            yield start, place
            start = place


def _without_courtesy(words: list[Word], span: Span) -> tuple[Span, Span, Span]:
    """Greeting, the rest, thanks; each may be empty."""
    start, end = span
    while taken := _begins(words, start, end, OPENING + CLOSING):
        start += taken
    last = end
    while last > start and (taken := _ends(words, start, last)):
        last -= taken
    return (span[0], start), (start, last), (last, end)


def _begins(words: list[Word], place: int, end: int, phrases: Phrases) -> int:
    """How many words the longest phrase takes that stands here; 0 for none."""
    ahead = tuple(word.plain for word in words[place : min(end, place + 6)])
    return next((len(p) for p in phrases if ahead[: len(p)] == p), 0)


def _ends(words: list[Word], start: int, end: int) -> int:
    behind = tuple(word.plain for word in words[max(start, end - 6) : end])
    return next((len(p) for p in CLOSING if behind[-len(p):] == p), 0)


def _clauses(words: list[Word], span: Span, language: str) -> Iterator[tuple[Span, bool]]:
    """The span cut wherever a clause begins that leaves enough words on both sides.

    Each with whether a word like "außerdem" says that it is one wish of several.
    """
    begin, end = span
    opened = _begins(words, begin, end, JOINING[language])
    more = _adds(words, begin, opened) and end - begin - opened >= LEAST
    begin += opened if more else 0
    place = begin + LEAST
    while place <= end - LEAST:
        joined = _begins(words, place, end, JOINING[language])
        cut = _cuts(words, (begin, place), (place + joined, end), language)
        if end - place - joined >= LEAST and cut:
            also = _adds(words, place, joined) or _coordinated(
                words, (begin, place), (place + joined, end), language)
            yield (begin, place), more or also
            begin, more = place + joined, also
            place = begin + LEAST
        else:
            place += 1
    if begin < end:
        yield (begin, end), more


def _adds(words: list[Word], place: int, joined: int) -> bool:
    """Whether these joining words say that something more is asked."""
    return not BARE.issuperset(word.plain for word in words[place : place + joined])


def _cuts(words: list[Word], left: Span, right: Span, language: str) -> bool:
    """Whether one clause ends and another begins here; between them may stand a joining word."""
    said = _said(words, right)
    if left[1] < right[0]:
        known = ASKING[language] | BEGINNING[language]
        return (_coordinated(words, left, right, language) or said[0] in known
                or not (WISHING[language] | SENTENCE[language]).isdisjoint(said))
    last = words[left[1] - 1]
    comma = last.comma and last.plain not in LEADING
    loose = (language == "vi" and last.plain in FINAL
             and _begins(words, *right, LOOSELY))  # typed without marks
    return (bool(comma or loose) and said[0] not in DEPENDING[language]
            and _asks(words, left, language) and _wants(said, language))


def _asks(words: list[Word], span: Span, language: str) -> bool:
    """By its words or its mark a question or a request."""
    return words[span[1] - 1].question or _wants(_said(words, span), language)


def _wants(said: list[str], language: str) -> bool:
    first = said[1] if said[0] in BARE and len(said) > 1 else said[0]
    last = next((word for word in reversed(said) if word not in TRAILING), first)
    return (first in ASKING[language] or last in ENDING[language]
            or not WISHING[language].isdisjoint(said))


def _coordinated(words: list[Word], left: Span, right: Span, language: str) -> bool:
    """"bitte A stornieren und B ändern": German leaves the wish out before the second."""
    return (language == "de" and left[1] < right[0] and _asks(words, left, language)
            and _does(_said(words, left)) and _does(_said(words, right)))


def _does(said: list[str]) -> bool:
    """German: whether it ends as "die Bestellung stornieren" does, on what is to be done."""
    last = next((word for word in reversed(said) if word not in TRAILING), "")
    return len(last) > LEAST + 1 and last.endswith(("en", "ern", "eln"))


def _said(words: list[Word], span: Span) -> list[str]:
    return [word.plain for word in words[slice(*span)]]


def _part(text: str, words: list[Word], span: Span, polite: bool = False, asks: bool = False
          ) -> Part:
    start, end = words[span[0]].start, words[span[1] - 1].end
    return Part(text[start:end], start, end, polite, asks)


def _at_most(found: list[Part]) -> list[Part]:
    wishes = [part for part in found if not part.courtesy]
    if len(wishes) <= MOST:
        return found
    return [part for part in found if part.courtesy or part.start <= wishes[MOST - 1].start]

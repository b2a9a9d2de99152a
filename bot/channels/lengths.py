"""How long a text is to a messenger, and where a longer one may be cut."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import regex

CLUSTER = regex.compile(r"\X")  # what a reader sees as one character, marks and joiners included
# Cuts in the order of preference; each ends after its match.
CUTS = tuple(regex.compile(pattern) for pattern in (
    r"\n\s*\n", r"[.!?…。]+[\"'”“»)\]]*\s+|\n", r"[;:,–]\s+", r"\s+",
))
LEAST = 0.4  # a cut nearer the beginning than this share wastes a message: take the next kind
# GSM 03.38: what an SMS can say in seven bits, and what costs two of them.
GSM = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
                "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
GSM_TWICE = frozenset("\f^{}\\[~]|€")


class Unit(StrEnum):
    """What a messenger counts."""

    CHARACTERS = "characters"  # code points
    UTF16 = "utf16"  # an emoji counts twice
    BYTES = "bytes"  # of UTF-8: a Vietnamese letter with its marks is up to three
    SEGMENTS = "segments"  # of SMS


@dataclass(frozen=True, slots=True)
class Limit:
    """The longest text of one message, in its unit."""

    most: int
    unit: Unit = Unit.CHARACTERS

    def fits(self, text: str) -> bool:
        return length(text, self.unit) <= self.most


def length(text: str, unit: Unit) -> int:
    """The length of a text as the unit counts it."""
    match unit:
        case Unit.CHARACTERS:
            return len(text)
        case Unit.UTF16:
            return len(text.encode("utf-16-le")) // 2
        case Unit.BYTES:
            return len(text.encode())
        case Unit.SEGMENTS:
            return segments(text)


def segments(text: str) -> int:
    """SMS segments: 160 seven-bit characters (153 each of several), else 70 (67) of UTF-16."""
    if all(letter in GSM or letter in GSM_TWICE for letter in text):
        units, whole, several = len(text) + sum(letter in GSM_TWICE for letter in text), 160, 153
    else:
        units, whole, several = length(text, Unit.UTF16), 70, 67
    return 1 if units <= whole else -(-units // several)


def split(text: str, limit: Limit) -> list[str]:
    """The text in pieces that fit: at paragraphs or sentences, else words, else characters.

    No letter is torn from its marks, unless one "letter" alone is over the limit.
    """
    pieces, rest = [], text.strip()
    while rest and not limit.fits(rest):
        piece = rest[:_cut(rest, limit)]
        rest = rest[len(piece):].lstrip()
        pieces.append(piece.rstrip())
    return [piece for piece in (*pieces, rest) if piece]


def _cut(text: str, limit: Limit) -> int:
    """Where the first piece ends."""
    longest = _longest(text, limit)
    for pattern in CUTS:
        # One more than fits is looked at: the white space after a cut is thrown away.
        ends: list[int] = [m.end() for m in pattern.finditer(text, 0, longest + 1)
                           if len(text[:m.end()].rstrip()) <= longest]
        if ends and ends[-1] >= longest * LEAST:
            return ends[-1]
    return longest


def _longest(text: str, limit: Limit) -> int:
    """The longest beginning of whole clusters that fits."""
    # A segment holds up to 160 characters; the other units never more than one.
    most = limit.most * (160 if limit.unit is Unit.SEGMENTS else 1)
    ends = [m.end() for m in CLUSTER.finditer(text[:most + 1])]
    return _last_fitting(text, limit, ends) or _last_fitting(
        text, limit, list(range(1, ends[0] + 1))) or 1


def _last_fitting(text: str, limit: Limit, ends: list[int]) -> int:
    """By halving: a longer beginning never counts less."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        if limit.fits(text[:ends[middle - 1]]):
            low = middle
        else:
            high = middle - 1
    return ends[low - 1] if low else 0

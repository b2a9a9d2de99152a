"""Text as the lexical features read it: lower case, and without marks or typing habits."""

from __future__ import annotations

import re
import unicodedata

from bot.marks import bare

LONGEST = 2000  # characters looked at; a longer message says what it wants before that
WORDS = re.compile(r"\w+", re.UNICODE)
# Vietnamese capitals and small letters alternate: the range Ạ-Ỹ would be both.
CAPITALS = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))  # of a [class]
UNSPEAKABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(text: str) -> str:
    """Any string as text that every library can take, cut to a sane length."""
    spoken = UNSPEAKABLE.sub(" ", text[: 2 * LONGEST])
    return unicodedata.normalize("NFC", spoken)[:LONGEST]


def origins(text: str) -> list[int]:
    """Where each character of clean(text) stands in `text`, and where it ends.

    Vietnamese often arrives with its marks apart: "ệ" as three signs, of which `clean` makes one.
    """
    spoken, found, start = text[: 2 * LONGEST], list[int](), 0
    while start < len(spoken):
        end = start + 1
        while end < len(spoken) and unicodedata.combining(spoken[end]):
            end += 1
        found += [start] * len(clean(spoken[start:end]))
        start = end
    cut = found[:LONGEST]
    return [*cut, found[LONGEST] if len(found) > LONGEST else start]


def lower(text: str) -> str:
    """Numbers become one sign: which order it is says nothing about the wish."""
    return re.sub(r"\d+", "0", clean(text).lower())


def fold(text: str) -> str:
    """Without marks: "Größe" and "Groesse" and "đổi" and "doi" meet."""
    return unmarked(lower(text))


def unmarked(small: str) -> str:
    """Small letters without marks and umlauts."""
    plain = small.replace("ß", "ss")
    for two, one in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        plain = plain.replace(two, one)
    return bare(plain)

"""The words of a text as search compares them: whole, without diacritics, and in pieces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"\w+", re.UNICODE)
PIECE = 4  # "Versandkosten" and "Kosten" share their pieces of four letters
UNDECOMPOSED = str.maketrans({"đ": "d", "ß": "ss", "ø": "o", "ł": "l", "æ": "ae"})


def words(text: str) -> list[str]:
    """The words of a text in one spelling (NFC), lower case; a line of digits is a word too."""
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


@lru_cache(maxsize=1 << 15)  # a library's words come again and again
def fold(word: str) -> str:
    """A word as one types it without diacritics: "đổi" → "doi", "größe" → "grosse"."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare.translate(UNDECOMPOSED)


@lru_cache(maxsize=1 << 15)
def pieces(folded: str) -> tuple[str, ...]:
    """The pieces of a folded word; its beginning and end count as letters."""
    framed = f"_{folded}_"
    starts = range(max(1, len(framed) - PIECE + 1))
    return tuple(framed[start : start + PIECE] for start in starts)

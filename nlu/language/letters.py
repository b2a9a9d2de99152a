"""Letters and words: what is counted before any language is guessed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 2_000  # characters that are looked at: a language shows long before that
LONGEST_WORD = 30
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Addresses of pages and mail, and whatever holds a digit, say nothing about a language.
NO_LANGUAGE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|\b[\w-]+\.(?:de|at|ch|vn|com|net|org)\b|\S*\d\S*|</?[a-zA-Z][^<>]*>"
)
LATIN = re.compile(r"[a-zß-ɏḀ-ỿ]")
# Letters (with or without tone) that among our languages only Vietnamese writes.
VIETNAMESE_LETTER = re.compile(r"[ăâđêôơưàáãạảèéẽẹẻìíĩịỉòóõọỏùúũụủỳýỹỵỷ\u1ea0-\u1ef9]")
SURELY_VIETNAMESE = re.compile(r"[ăđơư\u1ea0-\u1ef9]")
GERMAN_LETTER = re.compile(r"[äöüß]")
ONSETS = " b c ch d g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu enh ech i ia ich iec iem"
    " ien ieng iep iet ieu im in inh ip it iu o oa oac oach oai oan oang oanh oat oay oc oe oet oi"
    " om on ong op ot u ua uan uang uat uay uc ue uech ui um un ung uo uoc uoi uom uon uong uop"
    " uot uou up ut uu uy uya uych uyen uyet uynh uyt y yem yen yet yeu"
)
SYLLABLES = frozenset(onset + rime for onset in ONSETS.split(" ") for rime in RIMES.split())


def clean(text: str) -> str:
    """Composed letters, without control characters, not endlessly long."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c.isspace() else " " for c in text)
    return text.replace("’", "'")


def words(text: str) -> list[str]:
    """The words of a text in small letters; numbers, addresses and codes are left out."""
    return [found[:LONGEST_WORD] for found in WORD.findall(NO_LANGUAGE.sub(" ", text).lower())]


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Without diacritics, as many type: đơn hàng → don hang, größe → große → grosse."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("ß", "ss")


def spelled_out(text: str) -> str:
    """Umlauts as keyboards without them type: größe → groesse."""
    for letter, typed in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(letter, typed)
    return text


def is_syllable(word: str) -> bool:
    """Whether this could be one Vietnamese syllable, with or without its diacritics."""
    return fold(word) in SYLLABLES


def foreign_share(text: str) -> float:
    """The share of letters of other scripts: Cyrillic, Han, Arabic …"""
    letters = [c for c in text.lower() if c.isalpha()]
    return sum(not LATIN.match(c) for c in letters) / len(letters) if letters else 0.0

"""From text to tokens: words looked up in the language's table, digits, dates, clock times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

from nlu.values.engine import Token, sign, token
from nlu.values.numbers import digits, german
from nlu.values.words import common, de, en, feasts, vi

TABLES = {
    "de": (de.WORDS, common.WORDS, {"holiday": feasts.COMMON | feasts.DE}),
    "vi": (vi.WORDS, common.WORDS, {"holiday": feasts.COMMON | feasts.VI}),
    "en": (en.WORDS, common.WORDS, {"holiday": feasts.COMMON | feasts.EN})}
LETTER = r"[^\W\d_]"
MARK = r"[̀-ͯ]"
PIECE = re.compile(
    r"(?P<iso>(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d))(?:T(?=\d\d:))?"
    r"|(?P<full>(?<![\d.,])\d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)(?:\d{4}|\d{2})(?!\d|[.,]\d))"
    r"|(?P<ymd>(?<!\d)\d{4}([/.])\d{1,2}\5\d{1,2}(?!\d))"
    r"|(?P<dotted>(?<![\d.,])\d{1,2}\.\s?\d{1,2}\.(?!\d))"
    r"|(?P<clock>(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:]))"
    r"|(?P<hclock>(?<!\d)\d{1,2}\s?[hg]\s?\d{2}(?!\w))"
    r"|(?P<slash>(?<![\d/])\d{1,4}/\d{1,4}(?![\d/]))"
    r"|(?P<number>\d{1,3}(?:[  ’']\d{3}(?!\d))+(?:[.,]\d+)?"
    r"|\d{1,3}(?: \d{3}(?!\d))+(?=\s?(?:€|₫|đ|eur|vnd))|\d+[.,][-–](?!\s?\d)"
    r"|\d+(?:[.,]\d+)*|(?<![\d.,])[.,]\d+)"
    rf"|(?P<word>{LETTER}(?:{LETTER}|{MARK}|['’](?={LETTER}))*)"
    r"|(?P<sign>''|[^\w\s])|(?P<line>\n)", re.I)
DATES = re.compile(r"\d+")
LONGEST_PHRASE = 5
MOST = 20  # digits of a number; longer ones are codes
END = ".!?;"
BESIDE = {"oclock", "ord_mark", "weekday", "clock_digits", "date_hclock", "kilo", "times",
          "day_rel", "unit"}
STOP: dict[str, Any] = {"end": None}
OTHER: dict[str, Any] = {"other": None}


Readings = dict[str, Any]


def _table(language: str) -> tuple[dict[str, Readings], dict[str, Readings]]:
    """Phrases as typed and phrases without marks, each with its readings {tag: value}."""
    exact: dict[str, Readings] = {}
    bare: dict[str, Readings] = {}
    for words in TABLES[language]:
        for tag, entries in words.items():
            for phrase, value in entries.items():
                exact.setdefault(unicodedata.normalize("NFC", phrase), {}).setdefault(tag, value)
                for spelled in _spellings(phrase):
                    bare.setdefault(spelled, {}).setdefault(tag, value)
    for readings in (*exact.values(), *bare.values()):
        sign(readings)
    return exact, bare


def _spellings(phrase: str) -> set[str]:
    """Without marks, and with umlauts as two letters."""
    two = phrase
    for one, other in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        two = two.replace(one, other)
    return {fold(phrase), fold(two)}


def fold(text: str) -> str:
    """Lower case without marks: "Größe" becomes "grosse", "thứ" becomes "thu"."""
    text = text.lower().replace("ß", "ss").replace("đ", "d")
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFD", text)
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokens(text: str, language: str) -> list[Token]:
    """The tokens of a text; words that mean nothing here are `other` and keep values apart."""
    pieces = [(m.lastgroup or "", m) for m in PIECE.finditer(text)]
    found: list[Token] = []
    at = 0
    while at < len(pieces):
        kind, match = _kind(pieces[at][1]), pieces[at][1]
        if kind in ("word", "sign"):
            taken, new = _phrase(text, pieces, at, language)
            found += new
            at += taken
        else:
            found.append(_literal(kind, match, language))
            at += 1
    found = list(_apart(found))
    return list(_merged(_sure(found) if language == "vi" else found))


def _sure(found: list[Token]) -> Iterator[Token]:
    """Vietnamese words typed without marks, kept only where a number or a day stands beside."""
    for place, this in enumerate(found):
        beside = [*found[max(place - 1, 0) : place], *found[place + 1 : place + 2]]
        if this.raw in vi.WEAK and not any(
                BESIDE & one.readings.keys() or one.raw[:1].isdigit() for one in beside):
            yield token(OTHER, this.start, this.end, this.raw)
        else:
            yield this


def _merged(found: Iterable[Token]) -> Iterator[Token]:
    """Words in a row that mean nothing here become one token."""
    for unknown, group in groupby(found, key=lambda one: "other" in one.readings):
        if unknown:
            first, *rest = group
            yield token(OTHER, first.start, rest[-1].end if rest else first.end, first.raw)
        else:
            yield from group


def _kind(match: re.Match[str]) -> str:
    return next(name for name in ("word", "number", "sign", "clock", "hclock", "dotted", "slash",
                                  "full", "iso", "ymd", "line") if match[name])


def _phrase(
    text: str, pieces: list[tuple[str, re.Match[str]]], at: int, language: str
) -> tuple[int, list[Token]]:
    """The longest phrase of the table that begins here: how many pieces, and the tokens."""
    start = pieces[at][1].start()
    ends = _ends(text, pieces, at) if _opens(pieces[at][1][0], language) else [pieces[at][1].end()]
    for taken in range(len(ends), 0, -1):
        typed = _normal(text[start : ends[taken - 1]])
        meaning = meaning_of(typed, language)
        if meaning:
            return taken, [token(meaning, start, ends[taken - 1], typed)]
    word = _normal(text[start : ends[0]])
    split = compound(word, language)
    if split:
        return 1, [token(readings, start + a, start + b, word[a:b]) for readings, a, b in split]
    return 1, [token(STOP if word in END else OTHER, start, ends[0], word)]


@lru_cache(maxsize=20_000)
def _opens(word: str, language: str) -> bool:
    """Whether any phrase of several words begins with this one."""
    normal = _normal(word)
    return normal in OPENINGS[language] or fold(normal) in OPENINGS[language]


def _ends(text: str, pieces: list[tuple[str, re.Match[str]]], at: int) -> list[int]:
    """Where phrases of one, two, … pieces that begin here would end."""
    ends = [pieces[at][1].end()]
    for _, match in pieces[at + 1 : at + LONGEST_PHRASE]:
        gap = text[ends[-1] : match.start()]
        glued = match["number"] and not gap  # "t7"
        if not (match["word"] or glued or match[0] in "-.'’") or gap.strip(" "):
            break
        ends.append(match.end())
    return ends


@lru_cache(maxsize=20_000)
def _normal(text: str) -> str:
    text = unicodedata.normalize("NFC", text.lower()).replace("’", "'")
    return re.sub(r"\s*-\s*|\s+", lambda gap: "-" if "-" in gap[0] else " ", text)


@lru_cache(maxsize=20_000)
def meaning_of(phrase: str, language: str) -> Readings | None:
    """The readings of a phrase; one typed without marks is found by its bare form."""
    exact, bare = LEXICONS[language]
    spaced = phrase.replace("-", " ") if len(phrase) > 1 else phrase
    for spelled in (phrase, spaced):
        if spelled in exact:
            return exact[spelled]
    plain = fold(spaced)
    return bare.get(plain) if language == "de" or plain == spaced else None


def compound(word: str, language: str) -> list[tuple[Readings, int, int]] | None:
    """Words written together: "zweiundzwanzig", "Freitagabend", "dreitägig", "fortysecond"."""
    if language == "vi" or len(word) > 80:
        return None
    number = german(fold(word)) if language == "de" else None
    if number is not None:
        return [({number[0]: number[1]}, 0, len(word))]
    for cut in range(3, len(word) - 1):
        first = meaning_of(word[:cut], language) or (
            dict([german(fold(word[:cut])) or ("other", None)]) if language == "de" else {})
        last = meaning_of(word[cut:], language) or {}
        if any(tag in last for name in first for tag in JOINED.get(name, ())):
            return [(first, 0, cut), (last, cut, len(word))]
    return None


JOINED = {"weekday": ("pod", "morgen"), "month": ("edge",), "num": ("unit", "span_adjective"),
          "holiday": ("pod",),
          "half": ("unit",), "quarter": ("unit",), "tens": ("ord",)}


def _literal(kind: str, match: re.Match[str], language: str) -> Token:
    raw, start, end = match[kind], match.start(), match.end()
    if kind == "line":
        return token(STOP, start, end, raw)
    if kind == "number":
        if len(raw) > MOST:
            return token(OTHER, start, end, raw)
        return token({"num": digits(raw.rstrip(".,-–"), language)}, start, end, raw)
    if raw == "24/7":
        return token(OTHER, start, end, raw)
    parts = tuple(int(part) for part in DATES.findall(raw))
    tag = {"hclock": "clock_digits", "clock": "clock_digits"}.get(kind, f"date_{kind}")
    value = (parts, raw[0] == "0") if tag == "clock_digits" else parts
    return token({tag: value}, start, end, raw)


def _apart(found: list[Token]) -> Iterator[Token]:
    """A number glued to an unknown word is a name or a code ("iphone14", "LM-10234")."""
    for place, this in enumerate(found):
        before = found[place - 1] if place else None
        after = found[place + 1] if place + 1 < len(found) else None
        if this.raw[:1].isdigit() and (
            (before and before.end == this.start and _of_code(before))
            or (after and after.start == this.end and _of_code(after))
        ):
            yield token(OTHER, this.start, this.end, this.raw)
        else:
            yield this


def _of_code(one: Token) -> bool:
    return "other" in one.readings and (one.raw.isalpha() or one.raw in "#@_&")


LEXICONS = {language: _table(language) for language in TABLES}
OPENINGS = {
    language: {re.split(r"[ .\d-]", phrase)[0] for table in tables for phrase in table
               if re.search(r"[ .\d-]", phrase)}
    for language, tables in LEXICONS.items()}

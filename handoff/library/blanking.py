"""Takes personal data out of what people wrote, before it may become an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.words import Language

NAMES = {
    "name": {Language.DE: "[Name]", Language.VI: "[tên]", Language.EN: "[name]"},
    "email": {Language.DE: "[E-Mail]", Language.VI: "[email]", Language.EN: "[e-mail]"},
    "phone": {Language.DE: "[Telefon]", Language.VI: "[số điện thoại]", Language.EN: "[phone]"},
    "number": {Language.DE: "[Nummer]", Language.VI: "[mã số]", Language.EN: "[number]"},
    "address": {Language.DE: "[Adresse]", Language.VI: "[địa chỉ]", Language.EN: "[address]"},
    "link": {Language.DE: "[Link]", Language.VI: "[liên kết]", Language.EN: "[link]"},
}

# Greedy on purpose: a blank too many is typed again, a name too few is published.
CAPITAL = r"[A-ZÄÖÜÀ-ỸĐ][\w'’-]+"
PLACES = "Straße|Strasse|Str\\.|Weg|Platz|Allee|Gasse|Ring|Ufer|Damm|Chaussee"
ROADS = "Street|St\\.|Road|Rd\\.|Avenue|Ave\\.|Lane|Drive|Close|Square|Court|Way"
RULES = (
    ("link", re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.I)),
    ("email", re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")),
    ("number", re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b")),
    ("phone", re.compile(r"(?<![\w.,])(?:\+|00|0)[1-9](?:[\s./()-]{0,2}\d){7,13}(?!\w)")),
    ("address", re.compile(
        rf"\b[\wÄÖÜäöüß.-]*(?:(?:{PLACES.lower()})|\s(?:{PLACES}))\s?\d{{1,4}}\s?[a-z]?\b")),
    ("address", re.compile(rf"\b\d{{1,5}}[a-z]?\s(?:{CAPITAL}\s){{1,3}}(?:{ROADS})(?!\w)")),
    ("address", re.compile(
        rf"(?i:(?:\b(?:số|so)\s*(?:nhà\s*)?)?\b\d+[\w/]*,?\s+(?:đường|phố|ngõ|hẻm|ngách))"
        rf"\s+{CAPITAL}(?:\s{CAPITAL})*")),
    ("address", re.compile(rf"\b(?:phường|quận|huyện|xã)\s+(?:\d+|{CAPITAL}(?:\s{CAPITAL})*)")),
    ("address", re.compile(
        rf"(?<![\d.,-])\b(?:[A-Z]{{1,2}}-)?\d{{5}}\s(?:{CAPITAL})(?:\s{CAPITAL})?")),
    ("name", re.compile(
        rf"\b(?:Herrn?|Frau|Mr\.?|Mrs\.?|Ms\.?|Dr\.|[Aa]nh|[Cc]hị|[Cc]ô|[Bb]ác)\s{CAPITAL}"
        rf"(?:\s{CAPITAL}){{0,3}}")),
    ("name", re.compile(
        rf"(?i:ich heiße|ich heisse|mein name ist|my name is|i am called|tên (?:tôi|mình|em) là|"
        rf"(?:tôi|mình|em|chị|anh) tên(?: là)?|hier ist|this is)\s{CAPITAL}"
        rf"(?:\s{CAPITAL}){{0,3}}")),
    ("number", re.compile(r"\b(?=[\w-]*\d[\w-]*\d[\w-]*\d[\w-]*\d)[A-Z]{1,6}-?[A-Z0-9]{4,}\b")),
    ("number", re.compile(
        r"(?<![\w.,€$₫])#?\d{2}\s?\d{3,}(?![\w€₫]|[.,]\d|\s?(?:€|₫|đ\b|EUR|VND))")),
)  # fmt: skip
LEFT = re.compile("|".join(re.escape(mark) for marks in NAMES.values() for mark in marks.values()))


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows about the people in a conversation."""

    names: tuple[str, ...] = ()  # customer, agents
    addresses: tuple[str, ...] = ()  # street, postcode, city
    others: tuple[str, ...] = field(default=())  # e-mail, phone as we have them


def blank(text: str, language: Language, known: Known) -> str:
    """The text with every name, address, e-mail, phone and number replaced by what it was."""
    for kind, pattern in (*_known(known), *RULES):
        text = pattern.sub(NAMES[kind][language], text)
    return _once(text)


def is_blanked(text: str) -> bool:
    """Whether something was taken out."""
    return LEFT.search(text) is not None


def _known(known: Known) -> Iterator[tuple[str, re.Pattern[str]]]:
    yield from (("address", _whole(part)) for part in _longest_first(known.addresses))
    yield from (("number", _whole(part)) for part in _longest_first(known.others))
    yield from (("name", _whole(part)) for part in _longest_first(known.names))
    parts = {part for name in known.names for part in name.split() if len(part) > 1}
    # Parts of names only as names are written: "Lang" and "An" are words too.
    yield from (("name", re.compile(rf"(?<!\w){re.escape(part)}(?:s|'s)?(?!\w)"))
                for part in _longest_first(parts))


def _whole(part: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(part)}(?!\w)", re.I)


def _longest_first(parts: Iterable[str]) -> list[str]:
    return sorted((part.strip() for part in parts if part.strip()), key=len, reverse=True)


def _once(text: str) -> str:
    """Neighbouring marks of one kind are one."""
    for marks in NAMES.values():
        for mark in marks.values():
            text = re.sub(rf"{re.escape(mark)}(?:[ ,]+{re.escape(mark)})+", mark, text)
    return text

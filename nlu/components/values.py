"""What can be read from a text by rule: numbers, addresses, sizes, colours, times, amounts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from nlu import values as spoken


@dataclass(frozen=True, slots=True)
class Entity:
    """A value and where it stands in the text."""

    entity: str
    value: str
    start: int
    end: int
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        found = {"entity": self.entity, "value": self.value, "start": self.start, "end": self.end,
                 "extractor": "RuleEntities", "confidence_entity": 1.0}
        return found | ({"details": dict(self.details)} if self.details else {})


ORDER = re.compile(
    r"(?:(?<=\bLM-)|(?<![\d.,€₫@-]))(10\s?\d{3})(?![\d@])(?!\s?(?:€|₫|đ|eur|euro|vnd)\b)", re.I)
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
REGIONS = {"de": "DE", "vi": "VN", "en": "GB"}  # where a number without +… is dialled
TRIES = 20  # candidates of a phone number looked at in one text
SPOKEN = {"time", "duration", "amount"}  # what nlu.values reads and the dialogue uses
POSTCODE = re.compile(r"(?<![\w.,+/-])(\d{4}\s?[A-Z]{2}|\d{4,6})(?![\w@/-]|[.,]\d)")
SIZE = re.compile(r"(?<![\w&-])(xxxl|3xl|xxl|2xl|xl|xs|s|m|l)(?![\w&'-])", re.I)
SIZE_CUE = re.compile(
    r"\b(?:(?:größe|groesse|grösse|gr\.?|size|sz|cỡ|co|số|so)\s*[:=]?\s*"
    r"(\d{2}|xxxl|3xl|xxl|2xl|xl|xs|s|m|l)"
    r"|(?:hosen?|jeans|rock|kleid|trousers|pants|skirt|dress|quần|quan|váy|vay|đầm|dam)\s+"
    r"(?:in\s+)?(3[4-9]|4[0-6]))\b", re.I)
NAME = re.compile(
    r"(?:ich heiße|ich heisse|mein name ist|my name is|tên tôi là|ten toi la|tên mình là|"
    r"mình tên là|mình tên|tôi tên là|tôi tên|em tên|chị tên|anh tên|i am called)\s+"
    r"((?:[^\W\d_][\w'’-]*\s?){1,4})", re.I)

COLOURS = {
    "white": "weiß weiss white trắng", "black": "schwarz black đen",
    "navy": "marine marineblau dunkelblau navy xanh-navy",
    "sage": "salbei salbeigrün sage xanh-lá-nhạt",
    "sand": "sand sandfarben cát", "terracotta": "terracotta terrakotta đất-nung gạch",
    "indigo": "indigo chàm", "grey": "grau grey gray xám", "natural": "natur natural tự-nhiên mộc",
    "rust": "rost rostrot rust gỉ", "olive": "oliv olivgrün olive ô-liu rêu",
    "cream": "creme cremefarben cream kem",
    # Plain colours, which a product has in shades of its own (actions.stock).
    "blue": "blau blue xanh-dương xanh-lam xanh-da-trời xanh-nước-biển", "brown": "braun brown nâu",
    "green": "grün gruen green xanh-lá-cây xanh-lá", "red": "rot đỏ", "yellow": "gelb yellow",
    "pink": "pink rosa", "beige": "beige",
}
WHOLE_COLOURS = {"red": "red"}  # "reden" is no form of it
# Typed without marks these are other words too ("den", "trang web"): only after "màu", "mau".
BARE_COLOURS = {
    "white": "trang", "black": "den", "sage": "xanh-la-nhat", "sand": "cat",
    "terracotta": "dat-nung gach", "indigo": "cham", "grey": "xam", "natural": "tu-nhien moc",
    "rust": "gi", "olive": "o-liu reu", "blue_or_green": "xanh", "red": "do", "brown": "nau",
    "yellow": "vàng vang", "pink": "hồng hong", "blue": "xanh-duong xanh-lam", "green": "xanh-la",
}
LANGUAGES = {
    "de": "deutsch german đức duc", "vi": "vietnamesisch vietnamese việt viet",
    "en": "englisch english anh",
}


def read(text: str, language: str = "en", now: datetime | None = None) -> list[Entity]:
    """Every value in a text, in the order of its places; places may overlap between kinds.

    now: the moment of writing in the shop's time zone, for "tomorrow"; else the clock.
    """
    facts = [entity for reader in READERS for entity in reader(text)]
    calls = list(phones(text, language))
    codes = (entity for entity in postcodes(text) if not _inside(entity, calls))
    told = said(text, language, now or datetime.now(UTC))
    told = [entity for entity in told if not _inside(entity, [*facts, *calls])]
    return sorted([*facts, *calls, *codes, *told], key=lambda e: (e.start, e.entity))


def said(text: str, language: str, now: datetime) -> Iterator[Entity]:
    """Times, durations and amounts; "now" itself says nothing that a job could use."""
    for value in spoken.read(text, language, now):
        if value.kind in SPOKEN and getattr(value.of, "grain", "") != "second":
            yield Entity(value.kind, value.of.canonical, value.start, value.end, value.of.as_json())


def _inside(entity: Entity, others: Sequence[Entity]) -> bool:
    """Whether an entity shares a place with another: "10234" is no time, "38" no amount."""
    return any(entity.start < other.end and other.start < entity.end for other in others)


def only_values(text: str, entities: Sequence[Entity]) -> bool:
    """Whether a text is nothing but values: "10234", "PLZ 22303", "am 5.3. um 15 Uhr"."""
    rest = list(text)
    for entity in entities:
        start = _cue(text, entity) if entity.entity == "person_name" else entity.start
        rest[start : entity.end] = " " * (entity.end - start)
    words = re.findall(r"\w+", "".join(rest).lower())
    return bool(words or text.strip()) and all(word in AROUND for word in words)


def _cue(text: str, name: Entity) -> int:
    """Where the words before a name begin: "ich heiße" says nothing beside it."""
    return next((m.start() for m in NAME.finditer(text) if m.start(1) == name.start), name.start)


AROUND = {
    "plz", "postleitzahl", "nr", "nummer", "bestellnummer", "bestellung", "order", "number", "no",
    "postcode", "zip", "mã", "ma", "đơn", "don", "số", "so", "bưu", "chính", "buu", "chinh",
    "email", "mail", "e", "größe", "groesse", "size", "cỡ", "farbe", "màu", "it", "s", "es", "ist",
    "is", "là", "la", "die", "der", "das", "the", "lm", "my", "meine", "ạ", "nhé",
    "tel", "telefon", "phone", "sđt", "sdt",
    "am", "um", "at", "on", "gegen", "lúc", "vào", "bitte", "please", "gerne", "nha", "nhe",
}


def order_numbers(text: str) -> Iterator[Entity]:
    """Five digits beginning with 10, also "10 234"."""
    for match in ORDER.finditer(text):
        yield Entity("order_number", match[1].replace(" ", ""), match.start(1), match.end(1))


def emails(text: str) -> Iterator[Entity]:
    for match in EMAIL.finditer(text):
        yield Entity("email", match[0].rstrip("."), match.start(), match.end())


def phones(text: str, language: str) -> Iterator[Entity]:
    """Numbers that can be dialled, as +49…: with + or a leading 0, so that no order is one."""
    home = REGIONS.get(language, "GB")
    found: list[Entity] = []
    for region in (home, *(other for other in REGIONS.values() if other != home)):
        for match in PhoneNumberMatcher(text, region, Leniency.VALID, TRIES):
            number = format_number(match.number, PhoneNumberFormat.E164)
            entity = Entity("phone", number, match.start, match.end)
            if match.raw_string.lstrip("(").startswith(("+", "0")) and not _inside(entity, found):
                found.append(entity)
    yield from found


def postcodes(text: str) -> Iterator[Entity]:
    """Four to six digits; five that begin with 10 may be an order as well."""
    for match in POSTCODE.finditer(text):
        yield Entity("postcode", match[1].upper(), match.start(1), match.end(1))


def sizes(text: str) -> Iterator[Entity]:
    seen: set[int] = set()
    for match in SIZE_CUE.finditer(text):
        group = 1 if match[1] else 2
        seen.add(match.start(group))
        yield Entity("size", _size(match[group]), match.start(group), match.end(group))
    for match in SIZE.finditer(text):
        # A single small letter is a size only where somebody says so.
        if match.start(1) not in seen and (len(match[1]) > 1 or match[1].isupper()):
            yield Entity("size", _size(match[1]), match.start(1), match.end(1))


def _size(text: str) -> str:
    return {"2XL": "XXL", "3XL": "XXXL"}.get(text.upper(), text.upper())


def _table(entity: str, words: dict[str, str], suffix: str,
           after: str = "") -> Callable[[str], Iterator[Entity]]:
    by_word = {word.replace("-", " "): value for value, all_ in words.items()
               for word in all_.split()}
    longest = "|".join(sorted(map(re.escape, by_word), key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w){after}({longest}){suffix}(?!\w)", re.I)

    def find(text: str) -> Iterator[Entity]:
        for match in pattern.finditer(text):
            yield Entity(entity, by_word[match[1].lower()], match.start(1), match.end())

    return find


def names(text: str) -> Iterator[Entity]:
    """After "ich heiße", "tên tôi là", "my name is": up to four words that look like a name."""
    for match in NAME.finditer(text):
        words = []
        for word in match[1].split():
            if word.lower() in NO_NAME:
                break
            words.append(word)
        if words:
            value = unicodedata.normalize("NFC", " ".join(words))
            end = match.start(1) + len(" ".join(words))
            yield Entity("person_name", value, match.start(1), end)


NO_NAME = {"und", "and", "và", "va", "ich", "i", "tôi", "mình", "muốn", "cần", "möchte", "habe",
           "from", "aus", "ở", "jetzt", "anders", "nicht", "auch", "falsch", "also", "not",
           "spelled", "misspelled", "wrong", "changed", "now", "không", "khong", "bị", "bi", "sai"}

def languages(text: str) -> Iterator[Entity]:
    """A language's name; the Vietnamese words for German and English need "tiếng" before them."""
    for found in _LANGUAGES(text):
        word = text[found.start : found.end].lower()
        before = text[: found.start].lower().rstrip()
        called = before.endswith(("tiếng", "tieng"))
        if word in ("anh", "đức", "duc", "việt", "viet") and not called:
            continue
        yield found


_LANGUAGES = _table("language", LANGUAGES, "")
_COLOURS = (
    _table("colour", COLOURS, r"(?:e|er|es|en|em|farbene[nrsm]?)?"),
    _table("colour", WHOLE_COLOURS, ""),
    _table("colour", BARE_COLOURS, "", after=r"(?:màu|mau)\s+"),
)


def colours(text: str) -> Iterator[Entity]:
    """A colour's name; the longest of those that begin at one place ("xanh", "xanh navy")."""
    longest: dict[int, Entity] = {}
    for found in (entity for table in _COLOURS for entity in table(text)):
        if found.start not in longest or found.end > longest[found.start].end:
            longest[found.start] = found
    yield from longest.values()


READERS: tuple[Callable[[str], Iterator[Entity]], ...] = (
    order_numbers, emails, sizes, names, languages, colours,
)

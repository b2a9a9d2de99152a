"""What can be read from a text by rule: numbers, addresses, sizes, colours, times, amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from nlu import values as spoken
from nlu.components import naming
from nlu.components.codes import codes
from nlu.components.entity import Entity, inside
from nlu.components.looks import colours, sizes
from nlu.components.naming import names

__all__ = ["SPOKEN", "Entity", "only_values", "read", "tells"]

DONG = re.compile(r"\d\s?(?:triệu|trieu|tr|nghìn|nghin|ngàn|củ)(?![^\W\d])", re.I)
SPOKEN = {"time", "duration", "amount"}  # what nlu.values reads and the dialogue uses
LANGUAGES = {
    "de": "deutsch german đức duc", "vi": "vietnamesisch vietnamese việt viet",
    "en": "englisch english anh",
}
_BY_NAME = {name: code for code, all_ in LANGUAGES.items() for name in all_.split()}
_LANGUAGE = re.compile(rf"(?<!\w)({'|'.join(_BY_NAME)})(?!\w)", re.I)


def read(text: str, language: str = "en", now: datetime | None = None) -> list[Entity]:
    """Every value in a text, in the order of its places; places may overlap between kinds.

    now: the moment of writing in the shop's time zone, for "tomorrow"; else the clock.
    """
    known = codes(text, language)
    looks = [one for one in (*sizes(text, language), *colours(text)) if not inside(one, known)]
    facts = [*known, *looks, *names(text), *languages(text)]
    told = said(text, language, now or datetime.now(UTC))
    told = [entity for entity in told
            if not inside(entity, (f for f in facts if f.entity != "postcode"))]
    return sorted([*facts, *told], key=lambda e: (e.start, e.entity))


def said(text: str, language: str, now: datetime) -> Iterator[Entity]:
    """Times, durations and amounts; "now" itself says nothing that a job could use.

    Prices in dong are said in Vietnamese words in any language: "etwa 1,2 triệu".
    """
    found = [_told(value) for value in spoken.read(text, language, now)
             if value.kind in SPOKEN and not _is_now(value.of, now)]
    if language != "vi" and DONG.search(text):
        prices = (_told(value) for value in spoken.read(text, "vi", now) if value.kind == "amount")
        found += [price for price in prices if not inside(price, found)]
    yield from found


def _told(value: spoken.Value) -> Entity:
    return Entity(value.kind, value.of.canonical, value.start, value.end, value.of.as_json())


def _is_now(said: object, now: datetime) -> bool:
    return (isinstance(said, spoken.Time) and said.grain == "second" and not said.interval
            and said.start == now.replace(microsecond=0))


def only_values(text: str, entities: Sequence[Entity]) -> bool:
    """Whether a text is nothing but values: "10234", "PLZ 22303", "am 5.3. um 15 Uhr"."""
    rest = list(text)
    for entity in entities:
        start = naming.cue(text, entity.start) if entity.entity == "person_name" else entity.start
        rest[start : entity.end] = " " * (entity.end - start)
    words = re.findall(r"\w+", "".join(rest).lower())
    return bool(words or text.strip()) and all(word in AROUND for word in words)


def tells(text: str, entities: Sequence[Entity], settled: bool) -> bool:
    """Whether a message only tells facts, whatever the classifier made of it.

    settled: the classifier is sure of a wish; then what only looks like a name ("I am Upset
    Today") does not overrule it.
    """
    looks = all(entity.entity == "person_name" and not naming.told(text, entity.start)
                for entity in entities)
    return bool(entities) and not (settled and looks) and only_values(text, entities)


AROUND = {
    "plz", "postleitzahl", "nr", "nummer", "bestellnummer", "bestellung", "order", "number", "no",
    "postcode", "zip", "mã", "ma", "đơn", "don", "số", "so", "bưu", "chính", "buu", "chinh",
    "email", "mail", "e", "größe", "groesse", "size", "cỡ", "farbe", "màu", "it", "s", "es", "ist",
    "is", "là", "la", "die", "der", "das", "the", "lm", "my", "meine", "ạ", "nhé",
    "tel", "telefon", "phone", "sđt", "sdt",
    "am", "um", "at", "on", "gegen", "lúc", "vào", "bitte", "please", "gerne", "nha", "nhe",
}


def languages(text: str) -> Iterator[Entity]:
    """A language's name; the Vietnamese words for German and English need "tiếng" before them."""
    for match in _LANGUAGE.finditer(text):
        word, before = match[1].lower(), text[: match.start()].lower().rstrip()
        called = before.endswith(("tiếng", "tieng"))
        if called or word not in ("anh", "đức", "duc", "việt", "viet"):
            yield Entity("language", _BY_NAME[word], match.start(), match.end())

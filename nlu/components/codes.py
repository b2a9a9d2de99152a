"""What somebody or something is found by: order numbers, e-mail, phones, postcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from nlu.components.entity import Entity, inside
from nlu.components.words import CAPITALS

# Said of a number, these words are the order's own: then it may be typed apart, and is no postcode.
ORDER_CUE = re.compile(
    r"(?:\b(?:order|bestell\w*|auftrag\w*|đơn(?:\s+hàng)?|don(?:\s+hang)?|LM)|#)[\W_]{0,3}"
    r"(?:(?:nr|no|num|number|nummer|id|số|so|mã|ma|LM|is|ist|là|la)\b[\W_]{0,3}){0,3}"
    r"(10[\s.-]?\d{3})(?![\d@]|[.,]\d)", re.I)
# A number is a sum, a count or an age when such a word follows; "38 k" asks "38, or not?".
COUNTED = (
    r"(?!k\b|\s?[€₫$%]|\s?(?:đ|eur|euros?|vnd|usd|dollars?|dong|đồng|nghìn|nghin|ngàn|ngan|triệu|trieu"
    r"|tr|punkten?|points?|pts|điểm|diem|stück|stk|units?|tuổi|tuoi)\b)")
ORDER = re.compile(
    rf"(?:(?<=\bLM-)|(?<=\bnr\.)|(?<=\bno\.)|(?<![\d.,€₫@-]))"
    rf"(?<!(?<!nh )gi[aá]\s)(10\s?\d{{3}})(?![\d@]){COUNTED}", re.I)  # "giá" asks what it costs
# Inner Berlin's postcodes all begin with 10, Hanoi's too: "12, 10245 Berlin", "an 10000 Hà Nội".
PLACE = re.compile(
    rf"(?:(?<!\w)(?:in|nach|an|aus|to|from|ở|đến|tại)\s+|(?<!\d)\d{{1,3}}\s?[a-z]?,\s*)"
    rf"(10\d{{3}})[^\S\n]+(?-i:[{CAPITALS}])\w", re.I)
BERLIN = re.compile(r"(?<!\w)(10\d{3})\s+berlin(?!\w)", re.I)
# Begun only where it can begin, and of at most 64 signs (RFC 5321): else long words take long.
EMAIL = re.compile(
    r"(?<![\w.+%-])([\w.+%-]{1,64})(?: ?@ ?| ?[(\[] ?(?:at|ät|@) ?[)\]] ?)"
    r"((?:[\w-]+\.)+[^\W\d_]{2,})", re.I)
REGIONS = {"de": "DE", "vi": "VN", "en": "GB"}  # where a number without +… is dialled
TRIES = 20  # candidates of a phone number looked at in one text
POSTCODE = re.compile(
    rf"(?<![\w.,+/-])(\d{{4}}\s?[A-Z]{{2}}|\d{{4,6}})(?![\w@/-]|[.,]\d){COUNTED}")
BRITISH = re.compile(r"(?<![\w-])([A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})(?![\w-])", re.I)
POSTCODE_CUE = re.compile(
    r"(?:\b(?:plz|postleitzahl|post\s?code|zip(?:\s?code)?|mã\s+bưu\s+\w+|ma\s+buu\s+\w+))"
    r"[\W_]{0,3}(?:(?:is|ist|lautet|là|la)\s+)?(\d{4,6})(?![\d@])", re.I)


def codes(text: str, language: str) -> list[Entity]:
    """Every code of a text; five bare digits that begin with 10 are an order or a postcode."""
    calls = list(phones(text, language))
    areas = {match.start(1) for match in POSTCODE_CUE.finditer(text)}
    places = {match.start(1) for pattern in (PLACE, BERLIN) for match in pattern.finditer(text)}
    orders = [order for order in order_numbers(text) if order.start not in areas
              and (order.details or order.start not in places)]
    certain = [order for order in orders if order.details]
    postal = [code for code in postcodes(text) if not inside(code, [*calls, *certain])]
    return [*orders, *emails(text), *calls, *postal]


def order_numbers(text: str) -> Iterator[Entity]:
    """Five digits beginning with 10, also "10 234"; details tell that a word called it one."""
    called = {match.start(1): match for match in ORDER_CUE.finditer(text)}
    found = {match.start(1): match for match in ORDER.finditer(text)} | called
    for start, match in sorted(found.items()):
        number = re.sub(r"\D", "", match[1])
        yield Entity("order_number", number, start, match.end(1),
                     {"called": True} if start in called else {})


def emails(text: str) -> Iterator[Entity]:
    """Addresses, also "lan @ web.de" and "lan(at)web.de"; the value is as one sends to it."""
    for match in EMAIL.finditer(text):
        yield Entity("email", f"{match[1]}@{match[2]}", match.start(), match.end())


def phones(text: str, language: str) -> Iterator[Entity]:
    """Numbers that can be dialled, as +49…: with + or a leading 0, so that no order is one."""
    home = REGIONS.get(language, "GB")
    found: list[Entity] = []
    for region in (home, *(other for other in REGIONS.values() if other != home)):
        for match in PhoneNumberMatcher(text, region, Leniency.VALID, TRIES):
            number = format_number(match.number, PhoneNumberFormat.E164)
            entity = Entity("phone", number, match.start, match.end)
            if match.raw_string.lstrip("(").startswith(("+", "0")) and not inside(entity, found):
                found.append(entity)
    yield from found


def postcodes(text: str) -> Sequence[Entity]:
    """Four to six digits, "1017 AB", "SW1A 1AA"."""
    return [Entity("postcode", match[1].upper(), match.start(1), match.end(1))
            for pattern in (POSTCODE, BRITISH) for match in pattern.finditer(text)]

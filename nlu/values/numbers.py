"""Numbers: digits with each language's separators, number words, multipliers, ordinals."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

from nlu.values.engine import Made, Match, Rule, rule

THOUSANDS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$")
ONES = {name: value for value, name in enumerate((
    "null", "ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun", "zehn",
    "elf", "zwolf", "dreizehn", "vierzehn", "funfzehn", "sechzehn", "siebzehn", "achtzehn",
    "neunzehn"))} | {
    "eins": 1, "eine": 1, "zwo": 2, "fuenf": 5, "zwoelf": 12, "fuenfzehn": 15}
TENS = dict(zip(
    ["zwanzig", "dreissig", "vierzig", "funfzig", "sechzig", "siebzig", "achtzig", "neunzig"],
    range(20, 100, 10), strict=True)) | {"fuenfzig": 50}
GERMAN_ORDINAL = re.compile(r"(.+?)(?:ste[rnsm]?|te[rnsm]?)$")
IRREGULAR = {"er": 1, "ers": 1, "drit": 3, "sieb": 7, "ach": 8}
MILLION = 1_000_000
MAGNITUDE = Decimal(10) ** 15  # nobody's amounts are larger


def digits(raw: str, language: str) -> Decimal:
    """A number as typed: "1.200,50" (de, vi), "1,200.50" (en); both signs: the last is decimal."""
    plain = re.sub(r"[\s’']", "", raw)
    commas, dots = plain.count(","), plain.count(".")
    if commas and dots:
        decimal = "," if plain.rindex(",") > plain.rindex(".") else "."
    elif commas + dots == 1:
        used = "," if commas else "."
        own = "." if language == "en" else ","
        decimal = "" if used != own and THOUSANDS.match(plain) else used
    else:
        decimal = ""
    plain = plain.replace("." if decimal == "," else ",", "") if decimal else (
        plain.replace(",", "").replace(".", ""))
    whole, _, rest = plain.partition(decimal) if decimal else (plain, "", "")
    return Decimal(f"{whole}.{re.sub(r'[.,]', '', rest)}" if rest else whole)


@cache
def german(word: str) -> tuple[str, Any] | None:
    """A German number or ordinal written as one word, folded; None if it is none."""
    number = _below_million(word)
    if number is not None:
        return "num", Decimal(number)
    if word.endswith("einhalb"):
        whole = _below_million(word.removesuffix("einhalb"))
        return None if whole is None else ("num", whole + Decimal("0.5"))
    found = GERMAN_ORDINAL.match(word)
    if found:
        stem = found[1].removesuffix("s") if found[1].endswith("igs") else found[1]
        place = IRREGULAR.get(stem) or _below_million(stem)
        return None if not place else ("ord", place)
    return None


def _below_million(word: str) -> int | None:
    for name, size in (("tausend", 1000), ("hundert", 100)):
        if name in word:
            before, after = word.split(name, 1)
            factor = _below_million(before) if before else 1
            rest = _below_million(after.removeprefix("und") or "null")
            return None if factor is None or rest is None else factor * size + rest
    if word in ONES:
        return ONES[word]
    if word in TENS:
        return TENS[word]
    one, _, ten = word.partition("und")
    return ONES[one] + TENS[ten] if 0 < ONES.get(one, 0) < 10 and ten in TENS else None


def joined(match: Match) -> Made:
    """A run of number words: "hai mươi mốt", "three hundred and five", "drei Millionen"."""
    total = current = last = ones = Decimal(0)
    floor = Decimal("Infinity")  # each part must be smaller than what stands before it
    for token in match.tokens:
        readings = token.readings
        if "times" in readings:
            size = readings["times"]
            if size < 1000:  # "ba trăm năm mươi": only the five is multiplied
                current += (ones or current or 1) * size - (ones or current)
            else:
                if total and not current:
                    total *= size
                else:
                    total, current = total + (current or 1) * size, Decimal(0)
            floor = last = size
            ones = Decimal(0)
        elif number := readings.get("num") or readings.get("tens") or readings.get("num_five"):
            if number >= floor or (current and number and _size(number) > _size_below(current)):
                return None
            current, last, ones = current + number, Decimal(1), number
            floor = Decimal(10) if "tens" in readings else Decimal(0)
        elif "half" in readings:
            total, current = total + current + last / 2, Decimal(0)
    return ("num", total + current) if total + current < MAGNITUDE else None


def _size(number: Decimal) -> int:
    return len(str(int(number)))


def _size_below(current: Decimal) -> int:
    """How many digits fit behind a number that ends in zeros."""
    text = str(int(current))
    return len(text) - len(text.rstrip("0"))


def suffixed(match: Match) -> Made:
    """"500k", "2tr", "2tr5" (two million five hundred thousand)."""
    number, size = match.all("num")[0], match.one("times", "kilo")
    rest = match.all("num")[1:]
    if rest and (not match.glued or rest[0] != int(rest[0]) or rest[0] >= 1000):
        return None
    if rest and match.tokens[1].raw == "m" and number == 1:
        return None  # "cao 1m60": as tall as people are
    raw = match.tokens[-1].raw
    tail = Decimal(f"0.{raw}") * size if rest else Decimal(0)
    value = number * size + tail
    return ("num_slang", value) if value < MAGNITUDE else None


def shortened(match: Match) -> Made:
    """"2 triệu 5", "một triệu hai": the last digit counts in the size before it."""
    number, rest = match.all("num", "tens")[0], match.all("num")[-1]
    size = match.one("times", "kilo")
    if size < MILLION or not 1 <= rest <= 9 or match.all("num", "tens") == [rest]:
        return None
    return "num_slang", number * size + rest * size / 10


def decimal(match: Match) -> Made:
    """"drei Komma fünf", "one point two five"."""
    whole, *rest = match.all("num")
    text = "".join(str(int(part)) for part in rest)
    return "num", Decimal(f"{int(whole)}.{text}")


def fraction(match: Match) -> Made:
    top, bottom = match.one("date_slash")
    return ("num", Decimal(top) / Decimal(bottom)) if 0 < top < bottom <= 8 else None


def ordinal(match: Match) -> Made:
    """"3rd", "15ten", "3."; "twenty-first", "thứ 3"."""
    number = sum(match.all("num", "tens", "ord", "num_five"))
    return ("ord", int(number)) if number == int(number) and 0 < number < 1000 else None


def _vietnamese_place(match: Match) -> Made:
    """"thứ 2" to "thứ 7" are Monday to Saturday."""
    number = sum(match.all("num", "num_five", "tens"))
    return ("weekday", int(number) - 2) if 2 <= number <= 7 else ordinal(match)


WORDS: tuple[Rule, ...] = (
    rule("(?<=num) num_five (?!num|times)", lambda m: ("unit", "year"), "vi"),
    rule("num_five (?= times|unit|currency|measure|oclock|num_five|tens|point)",
         lambda m: ("num", Decimal(5)), "vi"),
    rule("ord_mark (num|num_five|tens)", _vietnamese_place, "vi"),
    rule("zero (?= times|point) | ^ zero $", lambda m: ("num", Decimal(0)), "vi"),
    rule("tens dash? ord", ordinal, "en"),
    rule("num ord_end", lambda m: ordinal(m) if m.glued else None, "de en"),
)
RUNS: tuple[Rule, ...] = (
    rule("(num|tens) (times|kilo) num (?!num|tens|times|kilo|unit|currency|measure|counter|point"
         "|oclock|and|lest|half)", lambda m: shortened(m) if m.tokens[1].end < m.tokens[2].start
         else None, "vi"),
    rule("num (times|kilo) num?", lambda m: suffixed(m) if _slang(m) else None),
    rule("(num|tens) ((dash|and)? (num|tens) | (and|lest)? times | (and|lest) (num|num_five))+"
         "(num_five | half(?!unit|past))?",
         lambda m: joined(m) if _spelled(m) else None),
    rule("times ((and|lest)? (num|tens|times))+", lambda m: joined(m) if _spelled(m) else None),
    rule("tens dash? num", joined),
    rule("(num|tens) times (half)?", joined),
    rule("times", joined, "de en"),
    rule("times", lambda m: ("num_alone", m.one("times")), "vi"),
    rule("tens", lambda m: ("num", m.one("tens"))),
)
SIGNS: tuple[Rule, ...] = (
    rule("num point num+", decimal),
    rule("num and? article? half (?!unit|to|past|num)", lambda m: ("num", m.one("num")
         + Decimal("0.5")) if m.one("num") < 1000 else None, "en de"),
    rule("(num|article) and (num|article)? half (?!past)", lambda m: (
        "num", (m.one("num") if "num" in m.tokens[0].readings else 1) + Decimal("0.5")), "en"),
    rule("date_slash (?=unit|measure|of|article)", fraction),
    rule("num date_slash (?=unit|measure|of|article)", lambda m: _mixed(m)),
    rule("(?<!num|dot|unit|date_dotted|month|clock_digits|currency|ord) (minus|dash) "
         "(num|num_slang)",
         lambda m: ("num", -m.one("num", "num_slang")) if "minus" in m.tokens[0].readings
         or _free_sign(m) else None),
    rule("(article|num)? dozen of?", lambda m: (
        "num", (m.one("num") if m.has("num") else 1) * m.one("dozen"))),
)


def _spelled(match: Match) -> bool:
    """Runs hold words; digits stand only before a multiplier ("3 million", "1,2 triệu")."""
    numbers = [t for t in match.tokens if "num" in t.readings or "tens" in t.readings]
    typed = [t for t in numbers if t.raw[:1].isdigit()]
    words = [t for t in numbers if not t.raw[:1].isdigit()]
    return len(typed) <= 1 and (not typed or (match.tokens[0] is typed[0] and not words))


def _slang(match: Match) -> bool:
    """A suffix glued to digits, or a slang multiplier: "k", "tr", "củ"."""
    first = match.tokens[0]
    return first.raw[:1].isdigit() and (
        first.end == match.tokens[1].start or ("kilo" in match.tokens[1].readings and len(
            match.tokens) == 2 and match.context.language == "vi")) and (
        "kilo" in match.tokens[1].readings or len(match.tokens) == 2)


def _mixed(match: Match) -> Made:
    made = fraction(Match([match.token("date_slash")], match.context))
    return made and ("num", match.one("num") + made[1])


def _free_sign(match: Match) -> bool:
    """A dash is a minus when it stands alone before the number, not between two."""
    return match.tokens[0].start == 0 or match.tokens[0].end == match.tokens[1].start

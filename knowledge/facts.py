"""What two sentences claim that can be compared: amounts with their units, and a "not"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.tokens import words

UNITS = {
    "hour": "stunde stunden std hour hours giờ tiếng",
    "day": "tag tage tagen werktag werktage werktagen day days ngày",
    "week": "woche wochen week weeks tuần",
    "month": "monat monate monaten month months tháng",
    "year": "jahr jahre jahren year years năm",
    "percent": "% prozent percent phần",
    "euro": "€ euro euros eur", "dong": "₫ đ vnd đồng", "dollar": "$ usd dollar dollars",
    "kilometre": "km kilometer kilometre kilometres", "kilo": "kg kilo kilogramm kilograms",
    "centimetre": "cm zentimeter centimetre centimetres", "gram": "g gramm gram grams",
    "point": "punkt punkte punkten point points điểm",
    "degree": "°c ° grad degrees độ", "piece": "stück artikel piece pieces item items món",
    "clock": "uhr o'clock am pm",
}
UNIT_OF = {word: unit for unit, names in UNITS.items() for word in names.split()}
NOT = frozenset((
    "nicht", "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "ohne", "not", "no",
    "never", "cannot", "without", "không", "chưa", "chẳng", "đừng",
))  # fmt: skip
SHORT_NOT = re.compile(r"n['’]t\b", re.I)
AMOUNT = re.compile(
    r"(?P<before>[€$₫])?\s?(?P<number>\d+(?:[.,:]\d+)*)\s?(?P<after>[%€$₫]|°c|°|[^\W\d_]+)?", re.I)
GROUPS = re.compile(r"^\d{1,3}(?:[.,]\d{3})+$")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a sentence says in numbers: per unit the values, "" for numbers without one."""

    amounts: dict[str, frozenset[float]]
    negated: bool


def claims(sentence: str) -> Claims:
    found: dict[str, set[float]] = {}
    for match in AMOUNT.finditer(sentence):
        after = (match["after"] or "").casefold()
        unit = UNIT_OF.get(match["before"] or "") or UNIT_OF.get(after, "")
        found.setdefault(unit, set()).add(value(match["number"]))
    negated = not NOT.isdisjoint(words(sentence)) or bool(SHORT_NOT.search(sentence))
    return Claims({unit: frozenset(values) for unit, values in found.items()}, negated)


def value(number: str) -> float:
    """4,90 and 4.90 are one number; so are 24.000 and 24,000; 10:30 is half past ten."""
    if ":" in number:
        hours, minutes = number.split(":")[:2]
        return int(hours) + int(minutes) / 60
    if GROUPS.match(number):
        return float(re.sub(r"[.,]", "", number))
    whole, _, part = number.replace(",", ".").rpartition(".")
    return float(f"{whole.replace('.', '')}.{part}") if whole else float(part)


def differ(one: Claims, other: Claims) -> str | None:
    """"amount" when they name other amounts of the same unit, "not" when one denies; else None."""
    for unit in one.amounts.keys() & other.amounts.keys():
        if unit and one.amounts[unit].isdisjoint(other.amounts[unit]):
            return "amount"
    return "not" if one.negated != other.negated else None

"""Money and quantities: "49,90 €", "từ 200k đến 500k", "unter 50 Euro", "3-5 km"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from nlu.values.engine import Made, Match, Rule, Token, rule
from nlu.values.value import Amount

SCALED = {"kilogram": ("gram", 1000), "milligram": ("gram", Decimal("0.001"))}
NUMBER = "(num|num_slang)"
THOUSAND, MILLION = 1000, 1_000_000


def money(number: Decimal, unit: str) -> Amount:
    """An exact amount: whole, or with at least two decimals ("49.90")."""
    exponent = number.as_tuple().exponent
    if number == number.to_integral() and exponent not in (0, -2):
        number = number.quantize(Decimal(1))
    elif exponent == -1:
        number = number.quantize(Decimal("0.01"))
    return Amount(number, number, unit)


def _dong(number: Decimal) -> Amount:
    """A price without its currency: "500k", "1,2 triệu"."""
    return replace(money(number, "VND"), implied=True)


def _money(match: Match) -> Made:
    return "amount", money(match.one("num", "num_slang", "article"), match.one("currency"))


def _with_cents(match: Match) -> Made:
    """"20 Euro 43", "$20 and 43 cents"."""
    whole, cents = match.all("num", "num_slang", "article")
    if cents != int(cents) or not 0 <= cents < 100 or whole != int(whole):
        return None
    if len(match.all("currency")) > 1 and match.all("currency")[1] != "cent":
        return None
    return "amount", money(whole + cents / 100, match.one("currency"))


def _quantity(match: Match) -> Made:
    number = match.all("num", "num_slang", "article")[-1]
    unit, factor = SCALED.get(match.one("measure"), (match.one("measure"), 1))
    return "quantity", Amount(number * factor, number * factor, unit)


def _half(match: Match) -> Made:
    unit, factor = SCALED.get(match.one("measure"), (match.one("measure"), 1))
    number = Decimal("0.5") * factor
    return "quantity", Amount(number, number, unit)


def _range(kind: str) -> Any:
    """From one to the other; a bare number takes the other's unit."""
    def make(match: Match) -> Made:
        low, high = [one for one in match.tokens
                     if any(t in one.readings for t in ("num", "num_slang", kind))][-2:]
        ends: list[Any] = [one.readings.get(kind) for one in (low, high)]
        unit = next(end.unit for end in ends if end)
        if any(end and (end.unit != unit or end.low != end.high) for end in ends):
            return None
        first, last = (end.low if end else _number(one)
                       for end, one in zip(ends, (low, high), strict=True))
        if not ends[0] and ends[1] and unit == "VND" and first < THOUSAND <= last:
            first *= MILLION if last >= MILLION else THOUSAND  # "200 đến 300k"
        return (kind, Amount(first, last, unit)) if first < last else None
    return make


def _number(one: Token) -> Any:
    return one.readings.get("num", one.readings.get("num_slang"))


def _bound(kind: str, below: bool) -> Any:
    def make(match: Match) -> Made:
        exact = match.one(kind)
        if exact.low != exact.high:
            return None
        low, high = (None, exact.high) if below else (exact.low, None)
        return kind, Amount(low, high, exact.unit, exact.implied)
    return make


def _ranges(kind: str) -> tuple[Rule, ...]:
    other = f"({kind}|num|num_slang)"
    return (
        rule(f"(between|from|about)* {other} (dash|to|and|until) about? {kind}", _range(kind)),
        rule(f"(between|from|about)* {kind} (dash|to|and|until) about? {other} (?!unit|month)",
             _range(kind)),
        rule(f"(below|until) about? {kind} | {kind} downward", _bound(kind, True)),
        rule(f"(above|since) about? {kind} | (from|above)? {kind} upward", _bound(kind, False)),
        rule(f"about+ {kind}", lambda m: (kind, m.one(kind))),
    )


MONEY: tuple[Rule, ...] = (
    rule(f"{NUMBER} currency and? num (?!currency|unit|measure|times) | currency {NUMBER} num "
         "(?!currency|unit|measure|times|dot|dash)", _with_cents),
    rule("(num|article) currency and? num currency | currency num and num currency?",
         _with_cents),
    rule(f"{NUMBER} currency currency?", _money),
    rule(f"currency {NUMBER} (?!oclock|unit|dot? month)", _money),
    rule("article currency", _money),
    *_ranges("amount"),
)
LENGTHS = {"kilometre": Decimal(1000), "metre": Decimal(1), "centimetre": Decimal("0.01"),
           "millimetre": Decimal("0.001"), "mile": Decimal("1609.344"),
           "yard": Decimal("0.9144"), "foot": Decimal("0.3048"), "inch": Decimal("0.0254")}


def _sum(match: Match) -> Made:
    """"7 feet 10 inches" in the smaller unit."""
    parts = match.all("quantity")
    if any(one.unit not in LENGTHS or one.low != one.high for one in parts):
        return None
    unit = min((one.unit for one in parts), key=lambda name: LENGTHS[name])
    total = sum(one.low * LENGTHS[one.unit] for one in parts) / LENGTHS[unit]
    return "quantity", Amount(total, total, unit)


QUANTITIES: tuple[Rule, ...] = (
    rule("article? half (of|article)* measure", _half),
    rule(f"({NUMBER}|article) measure", _quantity),
    rule("quantity (comma? and? quantity)+", _sum),
    *_ranges("quantity"),
)
IMPLIED: tuple[Rule, ...] = (
    rule("num_slang", lambda m: ("amount", _dong(m.one("num_slang"))), "vi"),
    rule("num", lambda m: ("amount", _dong(m.one("num")))
         if not m.tokens[0].raw and m.one("num") >= 1000 and m.one("num") % 500 == 0 else None,
         "vi"),
    *_ranges("amount"),
)

"""Lengths of time: "3 Tage", "eine halbe Stunde", "2 years and 6 months", "hai tiếng rưỡi"."""

from __future__ import annotations

from decimal import Decimal

from nlu.values.engine import Made, Match, Rule, rule
from nlu.values.grains import GRAINS, MONTHS, SECONDS, Grain
from nlu.values.value import Duration

LONGEST = 9000 * 12  # months


def length(number: Decimal, grain: Grain) -> Duration:
    """So many of a grain; a broken number counts in the next grain that makes it whole.

    Raises ValueError for what no calendar holds.
    """
    if number * SECONDS[grain] > LONGEST * SECONDS["month"]:
        raise ValueError(f"{number} {grain} is longer than the calendar")
    if grain in MONTHS:
        months = number * MONTHS[grain]
        whole = int(months)
        if months != whole:
            return Duration(whole, (months - whole) * SECONDS["month"], "day")
        return Duration(whole, Decimal(0), grain if number == int(number) else "month")
    seconds = number * SECONDS[grain]
    said = grain
    while said != "second" and seconds % SECONDS[said]:
        said = GRAINS[GRAINS.index(said) - 1]
    return Duration(0, seconds, said)


def added(*parts: Duration) -> Duration:
    """Several lengths as one, in the finest of their grains."""
    return Duration(sum(p.months for p in parts), sum((p.seconds for p in parts), Decimal(0)),
                    min((p.grain for p in parts), key=GRAINS.index))


def _plain(match: Match) -> Made:
    return "duration", length(match.one("num", "article"), match.one("unit"))


def _half(match: Match) -> Made:
    """"half an hour", "eine halbe Stunde", "nửa tiếng"."""
    return "duration", length(Decimal("0.5"), match.one("unit"))


def _and_half(match: Match) -> Made:
    """"an hour and a half", "2 Stunden und eine halbe", "hai tiếng rưỡi"."""
    if match.token("half").raw == "nua" and match.context.language == "vi":
        return None  # "2 ngay nua" is "2 ngày nữa", typed without marks
    number = match.all("num", "article")[0]
    return "duration", length(number + Decimal("0.5"), match.one("unit"))


def _quarters(match: Match) -> Made:
    """"one and three quarter hours", "an hour and a quarter"."""
    numbers = match.all("num", "article")
    parts = numbers[1] if len(numbers) > 1 else 1
    units = (t for t in match.tokens if "unit" in t.readings and "quarter" not in t.readings)
    grain = next(units).readings["unit"]
    return "duration", length(numbers[0] + parts * Decimal("0.25"), grain)


def _span(match: Match) -> Made:
    grain, number = match.one("span")
    times = match.one("num") if match.has("num") else 1
    return "duration", length(number * times, grain)


def _sum(match: Match) -> Made:
    parts = match.all("duration")
    falling = [GRAINS.index(part.grain) for part in parts]
    return ("duration", added(*parts)) if falling == sorted(set(falling), reverse=True) else None


def _rest(match: Match) -> Made:
    """"1 hour 30": the rest in the next finer grain."""
    whole, rest = match.one("duration"), match.one("num")
    if whole.grain not in ("hour", "minute") or not 0 < rest < 60 or rest != int(rest):
        return None
    return "duration", added(whole, length(rest, GRAINS[GRAINS.index(whole.grain) - 1]))


RULES: tuple[Rule, ...] = (
    rule("(article|num) unit and (article|num)? half", _and_half, "en de"),
    rule("(article|num) unit and (article|num)? quarter", _quarters, "en"),
    rule("(article|num) and (article|num)? quarter of? article? unit", _quarters, "en"),
    rule("(num) unit half (?!num)", _and_half, "vi"),
    rule("article? half article? unit", _half),
    rule("quarter unit", lambda m: (
        "duration", length(Decimal(m.one("quarter")), "minute")) if m.one("unit") == "hour"
        else None, "de en"),
    rule("num (dash)? span_adjective", lambda m: (
        "duration", length(m.one("num"), m.one("span_adjective"))), "de"),
    rule("(article|num)? span", _span, "de en"),
    rule("num minute_sign", lambda m: (
        "duration", length(m.one("num"), "minute")) if m.glued else None),
    rule("(num|article) (dash|of|the|more)? unit", _plain),
)
SUMS: tuple[Rule, ...] = (
    rule("duration (comma? and? duration)+", _sum),
    rule("duration and? num (?!unit|currency|measure|oclock|ampm|month|times|of)", _rest),
)

"""Times together: day and hour, the first Monday of a month, from … to …, before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from nlu.values.clock import Clock, at_number, hour, part_of_day
from nlu.values.days import day_of_year, rolling
from nlu.values.engine import Made, Match, Rule, rule
from nlu.values.grains import (
    GRAINS,
    ONCE,
    Series,
    Span,
    fixed,
    floor,
    point,
    shift,
    within,
)

WHOLE = "(date|period|moment|range)"
ANY = "(date|period|moment|range|clock|pod)"
YEAR = (datetime(2000, 1, 1), datetime(2001, 1, 1))
EARLIEST, LATEST = datetime.min, datetime.max


def series_of(value: Any, language: str) -> Series:
    """The series of any time token's value."""
    if isinstance(value, Clock):
        return value.series()
    return part_of_day(value, language) if isinstance(value, str) else value


def both(one: Series, other: Series) -> Series:
    """Where two series meet; the one with longer, then rarer, spans is looked at first."""
    outer, inner = sorted((one, other), key=_order)
    return within(outer, inner)


def _order(series: Series) -> tuple[int, int]:
    return (-GRAINS.index(series.grain), series.index(YEAR[1]) - series.index(YEAR[0]))


def _meet(match: Match) -> Made:
    one, other = (series_of(v, match.context.language) for v in match.all(
        "date", "period", "moment", "range", "clock", "pod"))
    one, other = (_its_day(s, t) for s, t in ((one, other), (other, one)))
    if one.daily is other.daily and all(
            GRAINS.index(series.grain) < GRAINS.index("day") for series in (one, other)):
        return None  # two hours never meet
    if not (one.immediate or other.immediate) or (one.holiday and other.holiday):
        return None  # two weekdays never meet, nor do two holidays
    found = both(one, other)
    if found.next(match.context.now) is None:
        return None
    fine = {"day": "date", "second": "moment", "minute": "moment", "hour": "moment"}
    return fine.get(found.grain, "period"), found


def _its_day(series: Series, other: Series) -> Series:
    """"in 7 days at 5 pm": a moment counted in days gives its day to a clock time."""
    if series.reach > 2 or series.grain != "hour" or GRAINS.index(other.grain) > 2:
        return series
    span = next(iter(series.group(0)))
    return series if span.interval else fixed(point(floor(span.start, "day"), "day"))


def _named_pod(match: Match) -> Made:
    by, name = match.one("pod_day")
    return "moment", _pod_on(match, by, name)


def _pod_on(match: Match, by: int, name: str) -> Series:
    day = rolling(match.context.now, "day", by)
    return within(day, part_of_day(name, match.context.language))


def _this_pod(match: Match) -> Made:
    by = 1 if match.has("next") else -1 if match.has("last") else 0
    return "moment", _pod_on(match, by, match.one("pod"))


def _named_pod_clock(match: Match) -> Made:
    """"tonight at 8", "8 giờ tối nay": the part of the day settles the half."""
    by, name = match.one("pod_day")
    clock = match.one("clock").half(name)
    return "moment", within(rolling(match.context.now, "day", by), clock.series())


def _number_and_pod(match: Match) -> Made:
    """"eight tonight", "tonight 8.15"."""
    by, name = match.one("pod_day")
    made = at_number(match)
    clock = made and made[1].half(name)
    return clock and ("moment", within(rolling(match.context.now, "day", by), clock.series()))


def _between(match: Match) -> Made:
    """From one time to another; the end counts in."""
    one, other = match.all("date", "period", "moment", "range", "clock", "pod")
    return _interval(match, one, other)


def _interval(match: Match, one: Any, other: Any) -> Made:
    language, now = match.context.language, match.context.now
    if isinstance(one, Clock) and isinstance(other, Clock):
        return "clocks", (_same_half(one, other), other)
    if isinstance(other, Clock) and isinstance(one, Series):  # "tomorrow 3 to 5"
        first = one.next(now)
        if first is None:
            return None
        last = next(other.series().after(first.start + timedelta(seconds=1)), None)
    elif isinstance(one, Series) and isinstance(other, Series) and other.reach <= ONCE < one.reach:
        last = other.next(now)  # "14.10. bis 15.10.2018": the year is said once
        first = last and next(one.before(last.start + timedelta(microseconds=1)), None)
    else:
        first = series_of(one, language).next(now)
        last = first and next(series_of(other, language).after(first.start), None)
    if first is None or last is None or last.end <= first.start:
        return None
    grain = min(first.grain, last.grain, key=GRAINS.index)
    return "range", fixed(Span(first.start, last.end, grain, True))


def _same_half(one: Clock, other: Clock) -> Clock:
    """"3 to 5 pm": the first hour borrows the half of the second."""
    if one.either and not other.either and other.hour >= 12 and one.hour <= other.hour - 12:
        return one.half("afternoon")
    return replace(one, either=False) if not other.either else one


def _clocks(value: tuple[Clock, Clock]) -> Series:
    """Every day from one clock time to another."""
    first, last = value
    base = first.series()

    def at(number: int) -> tuple[Span, ...]:
        found = []
        for span in base.group(number):
            until = next(last.series().after(span.end), None)
            if until:
                grain = min(span.grain, until.grain, key=GRAINS.index)
                end = shift(until.start, grain, 1)
                found.append(Span(span.start, end, grain, True, span.either, clock=True))
        return tuple(found)
    grain = min(first.grain, last.grain, key=GRAINS.index)
    return Series(grain, base.index, at, reach=4, daily=True)


def _hours(match: Match) -> Made:
    """"von 9 bis 11 (Uhr)", "3-5 pm": a bare number beside a clock time is one too."""
    made = []
    for one in match.tokens:
        if "clock" in one.readings:
            made.append(one.readings["clock"])
        elif "num" in one.readings:
            made.append(hour(one.readings["num"]))
    return "clocks", (_same_half(made[0], made[1]), made[1])


def _days(match: Match) -> Made:
    """"13 to 15 of July", "July 13-15", "vom 13. bis 15.": a bare day beside a full one."""
    days = [int(n) for n in match.all("ord", "num", "date_day")]
    number = match.one("month")
    year_number = match.all("year_number")
    first, last = (day_of_year(day, number) for day in days[:2])
    now = datetime(year_number[0], 1, 1) if year_number else match.context.now
    return _interval(Match(match.tokens, replace(match.context, now=now)), first, last)


def _number_to_date(match: Match) -> Made:
    """"5. bis 8. März" read as "5." and a date."""
    last = match.one("date").next(match.context.now)
    day = int(match.one("ord", "num"))
    if last is None or not 1 <= day <= 31 or last.grain != "day":
        return None
    start = last.start.replace(day=day)
    if start >= last.start:
        return None
    return "range", fixed(Span(start, last.end, "day", True))


def _open(before: bool) -> Callable[[Match], Made]:
    def make(match: Match) -> Made:
        value = match.all("date", "period", "moment", "range", "clock", "pod")[0]
        span = series_of(value, match.context.language).next(match.context.now)
        if span is None:
            return None
        ends = (EARLIEST, span.start) if before else (span.start, LATEST)
        found = fixed(Span(*ends, span.grain, True, span.either, span.clock))
        return "range", replace(found, daily=isinstance(value, (Clock, str)))
    return make


def _by(match: Match) -> Made:
    """"by Friday", "by the end of May": from now until then; an interval is used up."""
    value = match.all("date", "period", "moment", "range", "clock")[0]
    now = floor(match.context.now, "second")
    span = series_of(value, match.context.language).next(now)
    if span is None:
        return None
    end = span.end if span.interval else span.start
    return ("range", fixed(Span(now, end, "second", True, span.either))) if end > now else None


PODS: tuple[Rule, ...] = (
    rule("(?<=date) morgen | (on|this) morgen", lambda m: ("pod", "morning"), "de"),
    rule("morgen", lambda m: ("date", rolling(m.context.now, "day", 1)), "de"),
    rule("num pod_day | pod_day num (?!currency|unit|measure)", _number_and_pod),
    rule("clock (on|of)? pod_day | pod_day at? clock", _named_pod_clock),
    rule("pod_day", _named_pod),
    rule("(on|the)? (this|next|last) pod", _this_pod, "en de"),
    rule("pod (this|next|last)", _this_pod, "vi"),
)
SPANS: tuple[Rule, ...] = (
    rule("(from|between|on)? the? (num|clock) (dash|to|and|slash) (at)? clock", _hours),
    rule("(from|between|on)? clock (dash|to|and|slash) at? num (?!unit|month|currency|dot)",
         _hours),
    rule("(from|between) num (dash|to|and) num "
         "(?!unit|month|currency|measure|dot|times|of|ord|the|slash)", _hours),
    rule("(from|on|between)? the? (ord|num dot?) (dash|to|and|until) the? (ord|num dot?) of? "
         "month year_number?", _days),
    rule("(from|on|between)? month the? (ord|num dot?) (dash|to|and|until) (ord|num dot?) "
         "comma? year_number?", _days),
    rule("(from|on|between)? the? (ord|num dot?) (dash|to|and|until) the? date", _number_to_date),
)
COMBINED: tuple[Rule, ...] = (
    rule("clocks", lambda m: ("range", _clocks(m.one("clocks")))),
    rule(f"{WHOLE} comma? (on|at|of|the)* (clock|pod)", _meet),
    rule(f"(clock|pod) comma? (on|of|the|at)* {WHOLE}", _meet),
    rule(f"{WHOLE} comma? (on|of|the|at)* {WHOLE}", _meet),
)
INTERVALS: tuple[Rule, ...] = (
    rule(f"(from|between|since) the? ({WHOLE}|clock|pod) (dash|to|and|until|slash) (on|the|at)* "
         f"({WHOLE}|clock|pod)", _between),
    rule(f"({WHOLE}|clock) (dash|to|until|slash) (on|the|at)* ({WHOLE}|clock)", _between),
    rule("clocks", lambda m: ("range", _clocks(m.one("clocks")))),
)
OPEN: tuple[Rule, ...] = (
    rule(f"by (on|at|the)* ({WHOLE}|clock)", _by, "en"),
    rule(f"(after|since) (on|at|the)* ({WHOLE}|clock)", _open(False)),
    rule(f"(before|until) (on|at|the)* ({WHOLE}|clock)", _open(True)),
    rule(f"({WHOLE}|clock) or_later", _open(False)),
    rule(f"({WHOLE}|clock) or_sooner", _open(True)),
)



"""Grains of time and the series of spans that a weekday, a month or a clock time stands for.

A series is every time that fits: every Monday, every 5 March, every 15:00. Two series meet in
`within`: the Mondays that lie in a March. Which one is meant is chosen last, by the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

Grain = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
FINER: dict[Grain, Grain] = {
    "year": "month", "quarter": "month", "month": "day", "week": "day", "day": "hour",
    "hour": "minute", "minute": "second", "second": "second"}
SECONDS: dict[Grain, int] = {
    "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800,
    "month": 30 * 86400, "quarter": 90 * 86400, "year": 365 * 86400}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
MONDAY = datetime(1, 1, 1)
REACH: dict[Grain, int] = {"year": 30, "month": 24}  # else 10 groups
DEEPEST = 4
ONCE = 2  # the reach of a series of one


@dataclass(frozen=True, slots=True)
class Span:
    """From start up to (not including) end; a point of its grain unless it is an interval."""

    start: datetime
    end: datetime
    grain: Grain
    interval: bool = False
    either: bool = False
    clock: bool = False  # an hour was said


@dataclass(frozen=True, slots=True)
class Series:
    """Spans in order, in numbered groups; `at` gives a group, `index` the group of a moment.

    reach: how many groups from the moment are looked at before giving up.
    immediate: whether the span that holds this very moment may be meant.
    """

    grain: Grain
    index: Callable[[datetime], int]
    at: Callable[[int], tuple[Span, ...]]
    reach: int = 10
    immediate: bool = True
    holiday: str | None = None
    daily: bool = False  # comes every day: no day was said
    depth: int = 0  # how many series were met to make this one

    def after(self, moment: datetime) -> Iterator[Span]:
        """Spans that end after a moment, the nearest first."""
        first = self.index(moment)
        for number in range(first - 1, first + self.reach):
            yield from (span for span in self.group(number) if span.end > moment)

    def before(self, moment: datetime) -> Iterator[Span]:
        """Spans that have ended by a moment, the nearest first."""
        last = self.index(moment)
        for number in range(last + 1, last - self.reach, -1):
            yield from (s for s in reversed(self.group(number)) if s.end <= moment)

    def group(self, number: int) -> tuple[Span, ...]:
        """The spans of a group; none where the calendar has no such day or has ended."""
        try:
            return self.at(number)
        except (ValueError, OverflowError):
            return ()

    def next(self, now: datetime) -> Span | None:
        """The one that is meant when nothing else is said: the next to come, else the last."""
        for span in self.after(now):
            if self.immediate or span.start > now:
                return span
        return next(self.before(now), None)


def floor(moment: datetime, grain: Grain) -> datetime:
    """The beginning of the grain a moment lies in; weeks begin on Monday."""
    match grain:
        case "second":
            return moment.replace(microsecond=0)
        case "minute":
            return moment.replace(second=0, microsecond=0)
        case "hour":
            return moment.replace(minute=0, second=0, microsecond=0)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match grain:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
    months = MONTHS[grain]
    return day.replace(day=1, month=(day.month - 1) // months * months + 1)


def shift(moment: datetime, grain: Grain, by: int | Decimal) -> datetime:
    """A moment so many grains later; the 31st becomes the month's last day where need be."""
    if grain not in MONTHS:
        return moment + timedelta(seconds=float(by * SECONDS[grain]))
    return shift_months(moment, int(by * MONTHS[grain]))


def shift_months(moment: datetime, by: int) -> datetime:
    """A moment so many months later. Raises ValueError outside the years 1 to 9999."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + by, 12)
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            if day == 28:
                raise
    raise AssertionError("every month has a 28th")


def point(start: datetime, grain: Grain, either: bool = False) -> Span:
    return Span(start, shift(start, grain, 1), grain, either=either)


def fixed(span: Span) -> Series:
    """A series of one."""
    return Series(span.grain, lambda _: 0, lambda number: (span,) if number == 0 else (), ONCE)


def count(grain: Grain) -> Callable[[datetime], int]:
    """The running number of a moment's grain."""
    if grain in MONTHS:
        months = MONTHS[grain]
        return lambda moment: (moment.year * 12 + moment.month - 1) // months
    seconds = SECONDS[grain]
    return lambda moment: int((moment - MONDAY).total_seconds() // seconds)


def start_of(grain: Grain, number: int) -> datetime:
    """The beginning of the grain with a running number."""
    if grain in MONTHS:
        year, month = divmod(number * MONTHS[grain], 12)
        return datetime(year, month + 1, 1)
    return MONDAY + timedelta(seconds=number * SECONDS[grain])


def cycle(grain: Grain) -> Series:
    """Every second, day, week, …"""
    return Series(grain, count(grain), lambda number: (point(start_of(grain, number), grain),))


def every(parent: Grain, grain: Grain, place: Callable[[datetime], datetime],
          immediate: bool = True) -> Series:
    """Once a parent grain, at the place found from the parent's beginning."""
    return Series(grain, count(parent),
                  lambda number: (point(place(start_of(parent, number)), grain),),
                  REACH.get(parent, 10), immediate=immediate)


def within(outer: Series, inner: Series) -> Series:
    """The spans of one series that begin inside spans of another.

    Raises ValueError when so many were met already that nobody can have meant it.
    """
    if outer.depth + inner.depth >= DEEPEST:
        raise ValueError("too many times meet")

    def at(number: int) -> tuple[Span, ...]:
        if inner.reach <= ONCE:  # a known moment: only whether it fits has to be seen
            return tuple(span for span in inner.group(number) if holds(outer, span))
        return tuple(found for around in outer.group(number) for found in inside(inner, around))
    steps = inner if inner.reach <= ONCE else outer
    return Series(inner.grain, steps.index, at, steps.reach,
                  holiday=inner.holiday or outer.holiday, depth=outer.depth + inner.depth + 1)


def holds(outer: Series, span: Span) -> bool:
    """Whether a span begins inside one of a series."""
    number = outer.index(span.start)
    return any(around.start <= span.start < around.end
               for near in (number - 1, number, number + 1) for around in outer.group(near))


def inside(inner: Series, around: Span, most: int = 400) -> list[Span]:
    """The spans of a series that begin inside a span, in order; at most so many groups of them."""
    found: list[Span] = []
    first = inner.index(around.start)
    for number in range(first - 1, first + most):
        group = inner.group(number)
        found += (span for span in group if around.start <= span.start < around.end)
        if group and group[-1].start >= around.end:
            break
    return found

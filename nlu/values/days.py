"""Days, weeks, months and years as series, and the one that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from nlu.values.engine import Made
from nlu.values.grains import (
    FINER,
    Grain,
    Series,
    Span,
    count,
    every,
    fixed,
    floor,
    point,
    shift,
    shift_months,
)
from nlu.values.value import Duration

PIVOT = 50  # "49" is 2049, "74" is 1974
SEASONS = {"spring": (3, 20), "summer": (6, 21), "autumn": (9, 23), "winter": (12, 21)}


def weekday(number: int) -> Series:
    return every("week", "day", lambda week: week + timedelta(days=number), immediate=False)


def month(number: int) -> Series:
    return every("year", "month", lambda year: year.replace(month=number))


def day_of_year(day: int, of_month: int) -> Series:
    datetime(2000, of_month, day)  # raises ValueError for a day no year has
    return every("year", "day", lambda year: year.replace(month=of_month, day=day))


def day_of_month(day: int) -> Series:
    datetime(2000, 1, day)
    return every("month", "day", lambda first: first.replace(day=day))


def year(number: int) -> Series:
    return fixed(point(datetime(number, 1, 1), "year"))


def full_year(number: int, raw: str = "    ") -> int:
    """Four digits as they are; two by the pivot."""
    if len(raw) == 2 and raw.isdecimal():
        return number + (2000 if number < PIVOT else 1900)
    return number


def date_of(year_: int, month_: int, day: int) -> Series:
    return fixed(point(datetime(year_, month_, day), "day"))


def month_of(number: int, year_: int) -> Series:
    return fixed(point(datetime(year_, number, 1), "month"))


def quarter(number: int) -> Series:
    return every("year", "quarter", lambda year_: year_.replace(month=number * 3 - 2))


def rolling(now: datetime, grain: Grain, by: int) -> Series:
    """The grain so many after the one now lies in: 1 is the next week."""
    return fixed(point(shift(floor(now, grain), grain, by), grain))


def season(name: str) -> Series:
    names = list(SEASONS)
    begins, ends = SEASONS[name], SEASONS[names[(names.index(name) + 1) % 4]]

    def at(number: int) -> tuple[Span, ...]:
        start = datetime(number, *begins)
        end = datetime(number + (ends < begins), *ends)
        return (Span(start, end + timedelta(days=1), "day", True),)
    return Series("day", count("year"), at)


def weekend() -> Series:
    def at(number: int) -> tuple[Span, ...]:
        monday = datetime(1, 1, 1) + timedelta(weeks=number)
        return (Span(monday + timedelta(days=4, hours=18), monday + timedelta(days=7),
                     "hour", True),)
    return Series("hour", count("week"), at)


def later(moment: datetime, by: Duration, sign: int = 1) -> datetime:
    return shift_months(moment, sign * by.months) + timedelta(seconds=sign * float(by.seconds))


def from_moment(start: datetime, by: Duration, sign: int) -> Made:
    """A length from a moment on, one grain finer than it was said: 3 days later, this hour."""
    finer = FINER[by.grain]
    return "moment", fixed(point(floor(later(start, by, sign), finer), finer))


def chosen(series: Series, now: datetime, which: str, nth: int = 0) -> Series | None:
    """The next, last or this of a series, seen from now; none is the zeroth."""
    if nth < 0:
        return None
    if which == "last":
        spans = list(_take(series.before(now), nth + 1))
    else:
        spans = list(_take((s for s in series.after(now)
                            if which == "this" or s.start > now), nth + 1))
    found = fixed(spans[nth]) if len(spans) > nth else None
    return replace(found, holiday=series.holiday) if found else None


def _take(spans: Iterator[Span], number: int) -> list[Span]:
    return [span for _, span in zip(range(number), spans, strict=False)]

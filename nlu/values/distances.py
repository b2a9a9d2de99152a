"""Distances from now or from a day: "in zwei Tagen", "3 ngày trước", "a week after Easter"."""

from __future__ import annotations

from collections.abc import Callable

from nlu.values.days import chosen, from_moment, later
from nlu.values.engine import Made, Match, Rule, rule
from nlu.values.grains import FINER, Span, fixed, floor, point


def _distant(sign: int) -> Callable[[Match], Made]:
    return lambda m: from_moment(m.context.now, m.one("duration"), sign)


def _beside(sign: int) -> Callable[[Match], Made]:
    """"3 days after Christmas", "zwei Tage vor Ostern"."""
    def make(match: Match) -> Made:
        base = match.all("date", "period", "range", "moment")[0].next(match.context.now)
        by = match.one("duration")
        if base is None:
            return None
        grain = by.grain if by.grain in ("hour", "minute", "second") else base.grain
        return "moment", fixed(point(later(base.start, by, sign), grain))
    return make


def _counted(match: Match, which: str) -> Made:
    """"two Fridays ago", "in three Mondays"."""
    found = chosen(match.one("date"), match.context.now, which, int(match.one("num")) - 1)
    return ("date", found) if found else None


def _after_that(match: Match) -> Made:
    """"Mittwoch in zwei Wochen": the first one from then on."""
    tag, by = ("date" if match.has("date") else "period"), match.one("duration")
    span = next(match.one(tag).after(later(match.context.now, by)), None)
    if span is None and (day := match.one(tag).next(match.context.now)):  # "heute in 14 Tagen"
        span = point(later(day.start, by), day.grain)
    return (tag, fixed(span)) if span else None


def _before_that(match: Match) -> Made:
    """"Mittwoch vor zwei Wochen": the first one from that day on."""
    then = later(match.context.now, match.one("duration"), -1)
    span = next(match.one("date").after(then), None)
    return ("date", fixed(span)) if span else None


def _for_so_long(match: Match) -> Made:
    """"10 days from 18 December"."""
    first = match.one("date").next(match.context.now)
    end = first and later(first.end, match.one("duration"))
    return ("range", fixed(Span(first.start, end, "day", True))) if first and end else None


def _until_then(match: Match) -> Made:
    now = match.context.now
    by = match.one("duration")
    finer = FINER[by.grain]
    start = floor(now, "second")
    return "range", fixed(Span(start, floor(later(now, by), finer), "second", True))


RULES: tuple[Rule, ...] = (
    rule("num date ago", lambda m: _counted(m, "last")),
    rule("num date hence", lambda m: _counted(m, "next")),
    rule("(date|period) in duration", _after_that, "de en"),
    rule("duration (from|since) date", _for_so_long),
    rule("within about? duration", _until_then),
    rule("date before duration", _before_that, "de"),
    rule("duration (before|ago) (date|period|moment)", _beside(-1)),
    rule("duration after (date|period|moment)", _beside(1)),
    rule("about? duration hence", _distant(1)),
    rule("about? duration ago", _distant(-1)),
    rule("before about? duration", _distant(-1), "de"),
    rule("in about? duration", _distant(1)),
)

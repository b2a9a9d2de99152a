"""Places in a longer time: "first Monday of March", "Ende der Woche", "tuần đầu tiên của tháng"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from nlu.values.days import chosen, day_of_month, quarter, rolling
from nlu.values.engine import Made, Match, Rule, rule
from nlu.values.grains import Grain, Series, Span, cycle, fixed, inside, point, shift, within


def nth(outer: Series, inner: Series, number: int) -> Series:
    """The first (1), second, … or last (-1) of one series inside each span of another."""
    def at(group: int) -> tuple[Span, ...]:
        found = []
        for around in outer.group(group):
            spans = [s for s in inside(inner, around) if s.end <= around.end]
            if len(spans) >= abs(number):
                found.append(spans[number - 1 if number > 0 else number])
        return tuple(found)
    return Series(inner.grain, outer.index, at, outer.reach)


def _nth_of(match: Match) -> Made:
    """"first Monday of March", "letzter Tag im Oktober", "the third week of 2026"."""
    outer = match.all("date", "period", "range", "moment")[-1]
    grain = match.one("unit") if match.has("unit") else None
    inner = cycle(grain) if grain else match.one("date", "range")
    last = match.has("last", "final")
    number = match.one("ord", "num") if match.has("ord", "num") else 1
    found = nth(outer, inner, -int(number) if last else int(number))
    return ("date" if found.grain == "day" else "period"), found


def _unit_first(match: Match) -> Made:
    """Vietnamese order: "ngày đầu tiên của tháng 3", "tuần cuối cùng của tháng 9"."""
    number = -1 if match.has("last") and not match.has("first") else 1
    grain = match.one("unit")
    found = nth(match.all("period")[-1], cycle(grain), number)
    return ("date" if found.grain == "day" else "period"), found


def _nth_beside(match: Match) -> Made:
    """"third Tuesday after Christmas"."""
    base = match.all("date", "period")[-1].next(match.context.now)
    inner = cycle(match.one("unit")) if match.has("unit") else match.all("date")[0]
    if base is None:
        return None
    found = chosen(inner, base.start, "next", match.one("ord") - 1)
    return ("date", found) if found else None


def _day_of(match: Match) -> Made:
    """"the 20th of last month"."""
    month = match.one("period")
    if month.grain != "month":
        return None
    return "date", within(month, day_of_month(int(match.one("ord", "num"))))


def _quarter(match: Match) -> Made:
    number = int(match.one("ord", "num"))
    if match.one("unit") != "quarter" or not 1 <= number <= 4:
        return None
    return "period", quarter(number)


def _edge(match: Match) -> Made:
    name = match.one("edge")
    if match.has("unit"):
        # "cuối tháng": the Vietnamese word for the end is the word for the last, too.
        said = Match([t for t in match.tokens if "edge" not in t.readings], match.context)
        by = 1 if said.has("next") else -1 if said.has("last") else 0
        return "range", _edge_of(rolling(match.context.now, match.one("unit"), by), name)
    return "range", _edge_of(match.all("period", "date")[-1], name)


def _edge_of(series: Series, name: str) -> Series:
    """The first, middle or last part of each span."""
    def part(span: Span) -> Span:
        start, end, grain = _edges(span, name)
        return Span(start, end, grain, True)
    return replace(series, at=lambda number: tuple(map(part, series.group(number))))


def _edges(span: Span, name: str) -> tuple[datetime, datetime, Grain]:
    days = (span.end - span.start).days
    if span.grain == "day" and days <= 1:
        hour, until = {"begin": (0, 9), "mid": (9, 17), "end": (17, 24)}[name]
        return span.start + timedelta(hours=hour), span.start + timedelta(hours=until), "hour"
    if span.grain == "week":
        first, last = {"begin": (0, 3), "mid": (2, 4), "end": (4, 7)}[name]
    elif span.grain == "month":
        first, last = {"begin": (0, 10), "mid": (10, 20), "end": (20, days)}[name]
    else:
        months = {"begin": (0, 3), "mid": (4, 8), "end": (8, 12)}[name]
        if span.grain == "quarter":
            months = {"begin": (0, 1), "mid": (1, 2), "end": (2, 3)}[name]
        first_month, last_month = (shift(span.start, "month", m) for m in months)
        return first_month, last_month, "month"
    return span.start + timedelta(days=first), span.start + timedelta(days=last), "day"


def _week_of(match: Match) -> Made:
    base = match.all("date")[0].next(match.context.now)
    if match.one("unit") != "week" or base is None:
        return None
    return "period", fixed(point(base.start - timedelta(days=base.start.weekday()), "week"))


PLACES: tuple[Rule, ...] = (
    rule("the? (ord|num dot) unit", _quarter),
    rule("(on|the)* (ord|num dot) of? (the|this)? period", _day_of),
    rule("the? (ord|num dot)? (last|final) (unit|date|range) of (this|the)? (period|date)",
         _nth_of),
    rule("the? (ord|num dot) (unit|date) of (this|the)? (period|range)", _nth_of),
    rule("the? (ord) (unit|date) after (date|period)", _nth_beside),
    rule("unit (first|last) of? period", _unit_first, "vi"),
    rule("(on|the)? unit of the? date", _week_of, "en de"),
    rule("(on|since|until)? the? edge (of|the)* (period)", _edge),
    rule("(on|the)? edge (of|the)* (this|next|last)? unit", _edge, "de en"),
    rule("edge unit (this|next|last)?", _edge, "vi"),
    rule("edge_short", lambda m: ("range", _edge_of(
        rolling(m.context.now, m.one("edge_short")[1], 0), m.one("edge_short")[0]))),
)

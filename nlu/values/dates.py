"""Rules for dates: "nächsten Freitag", "5.3.", "thứ sáu tuần sau", "in two days"."""

from __future__ import annotations

import re
from collections.abc import Callable

from nlu.values.days import (
    chosen,
    date_of,
    day_of_month,
    day_of_year,
    full_year,
    month,
    month_of,
    quarter,
    rolling,
    season,
    weekday,
    weekend,
    year,
)
from nlu.values.engine import Made, Match, Rule, Token, rule
from nlu.values.grains import Span, fixed, floor, point, shift
from nlu.values.holidays import holiday


def _written(match: Match) -> Made:
    """"5.3.2026", "2026-03-05", "3/5" (by the text's own convention)."""
    one = match.tokens[-1]
    tag, parts = next((t, v) for t, v in one.readings.items() if t.startswith("date_"))
    if tag in ("date_iso", "date_ymd"):
        return "date", date_of(*parts)
    first, second, *rest = parts
    if not rest and max(first, second) > 31:
        return ("period", month_of(first, second)) if first <= 12 and second > 1900 else None
    day, month_ = (first, second)
    if tag != "date_dotted" and "." not in one.raw and not match.context.day_first:
        day, month_ = second, first
    if month_ > 12:
        day, month_ = month_, day
    if not rest:
        return "date", day_of_year(day, month_)
    return "date", date_of(full_year(rest[0], one.raw[-2:] if rest[0] < 100 else "    "),
                           month_, day)


def _day_month(match: Match) -> Made:
    """A day and a month in either order, with or without a year."""
    day, number = _place(match), match.one("month")
    years = match.all("year_number")
    if not 1 <= day <= 31:
        return None
    return "date", date_of(years[0], number, day) if years else day_of_year(day, number)


def _place(match: Match) -> int:
    number = match.one("ord", "num")
    if number != int(number):
        raise ValueError(f"{number} is no day")
    return int(number)


def _short_year(match: Match) -> Made:
    """"31-Oct-74"."""
    day, year_ = match.all("num")
    raw = match.tokens[-1].raw
    if len(raw) != 2 or not match.glued:
        return None
    return "date", date_of(full_year(int(year_), raw), match.one("month"), int(day))


def _day_alone(match: Match) -> Made:
    """"on the 15th", "am 15."; "the third", "zum ersten" may be anything."""
    place = match.token("ord", "num")
    spelled = not place.raw[:1].isdigit() and not _has_digit(place)
    if spelled and match.tokens[0].raw not in ("am", "on", "on the"):
        return None
    return "date", day_of_month(_place(match))


def _has_digit(one: Token) -> bool:
    """Joined tokens have no text of their own; "15th" is shorter than any spelled ordinal."""
    return not one.raw and one.end - one.start <= 5


def _numbered_month(match: Match) -> Made:
    """Vietnamese months by number: "tháng 3"; also quarters: "quý 2"."""
    grain, number = match.one("unit"), match.one("num", "num_five")
    if number != int(number):
        return None
    if grain == "month" and 1 <= number <= 12:
        return "month", int(number)
    if grain == "quarter" and 1 <= number <= 4:
        return "period", quarter(int(number))
    if grain == "year" and 1900 <= number < 2200:
        return "period", year(int(number))
    return ("date", day_of_month(int(number))) if grain == "day" and number <= 31 else None


def _short_date(match: Match) -> Made:
    """"12 tháng 10"."""
    day, number = match.all("num")
    return ("date", day_of_year(int(day), int(number))) if match.one("unit") == "month" \
        and day == int(day) and number == int(number) and 1 <= number <= 12 else None


def _year_number(match: Match) -> Made:
    """Four digits between 1900 and 2199, where a year can stand."""
    raw = match.token("num").raw
    number = match.one("num")
    return ("year_number", int(number)) if raw.isdecimal() and len(raw) == 4 \
        and 1900 <= number < 2200 else None


def _cycle(match: Match) -> Made:
    """"diese Woche", "last month", "năm sau"."""
    grain, now = match.one("unit"), match.context.now
    by = 1 if match.has("next") else -1 if match.has("last") else 0
    if match.has("next") and match.has("this") and not match.has("last"):
        by = 1 if match.token("next").raw != "" else by
    return ("date" if grain == "day" else "period"), rolling(now, grain, by)


def _this_long(match: Match) -> Made:
    """"(the first Monday) of the month"."""
    return _cycle(match) if match.one("unit") in ("week", "month", "quarter", "year") else None


def _cycle_two(match: Match) -> Made:
    by = 2 if match.has("after_next") else -2
    grain = match.one("unit")
    return ("date" if grain == "day" else "period"), rolling(match.context.now, grain, by)


def _many(match: Match) -> Made:
    """"die nächsten drei Tage", "3 tháng tới", "the last 2 weeks"."""
    grain, number = match.one("unit"), match.one("num")
    if number != int(number) or number > 9000:
        return None
    begin = floor(match.context.now, grain)
    if match.has("next"):
        start, end = shift(begin, grain, 1), shift(begin, grain, int(number) + 1)
    else:
        start, end = shift(begin, grain, -int(number)), begin
    return "range", fixed(Span(start, end, grain, True))


def _relative_day(match: Match) -> Made:
    return "date", rolling(match.context.now, "day", match.one("day_rel"))


def _short_dotted(match: Match) -> Made:
    """"am 10.10": a date without its last dot, where a preposition says that it is one."""
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})", match.tokens[0].raw)
    return ("date", day_of_year(int(found[1]), int(found[2]))) if found else None


def _chosen(which: str, nth: int = 0) -> Callable[[Match], Made]:
    def make(match: Match) -> Made:
        tag = next(t for t in ("date", "period", "range") if match.has(t))
        found = chosen(match.one(tag), match.context.now, which, nth)
        return (tag, found) if found else None
    return make


WRITTEN: tuple[Rule, ...] = (
    rule("weekday_short dot? comma? (?=num|ord|date_dotted|date_full|date_slash|clock|the)",
         lambda m: ("date", weekday(m.one("weekday_short")))),
    rule("^weekday_short$", lambda m: ("date", weekday(m.one("weekday_short")))),
    rule("date_iso|date_ymd|date_full|date_dotted|date_slash", _written),
    rule("the? holiday", lambda m: ("date", holiday(m.one("holiday")))),
    rule("(?<=on|from|to|until|before|since|dash|dot) num", _short_dotted, "de"),
    rule("weekday", lambda m: ("date", weekday(m.one("weekday")))),
    rule("day_rel", _relative_day),
    rule("(?<!unit) now", lambda m: (
        "moment", fixed(point(floor(m.context.now, "second"), "second")))),
    rule("period_rel", lambda m: ("period", rolling(m.context.now, *m.one("period_rel")))),
    rule("unit date", lambda m: ("date", m.one("date"))
         if m.one("unit") == "day" else None, "vi"),
    rule("season", lambda m: ("period", season(m.one("season")))),
    rule("weekend", lambda m: ("range", weekend())),
)
NUMBERED: tuple[Rule, ...] = (
    rule("(the|on)? (next|last) num unit | (the|this)? num (next|last) unit", _many),
    rule("num unit (next|last)", lambda m: _many(m)
         if m.tokens[-1].raw not in ("sau", "trước") else None, "vi"),
    rule("num unit num (?!oclock|currency|times)", _short_date, "vi"),
    rule("day_mark num", lambda m: ("date", day_of_month(_place(m))), "vi"),
    rule("(?<!num) unit (num|num_five) (?!oclock|currency|times)", _numbered_month, "vi"),
)
MONTHS_AND_YEARS: tuple[Rule, ...] = (
    rule("num (?= $|comma|on|at|end|dash|to|of|clock|pod|the|date|bracket|and)",
         _year_number),
    rule("(?<=month|unit|on|in|holiday|season|of|since|until|before|after|from|to|by) num",
         _year_number),
    rule("(?<=on|in|of|num|ord|this|next|last|since|until|by|from|to|before|after|edge|dash|the) "
         "may | may (?=num|ord|year_number|the (num|ord)) | ^ may $",
         lambda m: ("month", m.one("may")), "en"),
    rule("unit year_number", lambda m: ("year_number", m.one("year_number"))
         if m.one("unit") == "year" else None),
    rule("unit? (num|ord) month (comma? year_number)?", lambda m: _day_month(m)
         if not m.has("unit") or m.one("unit") == "day" else None, "vi"),
    rule("the? (num dot?|ord) (of|dash|slash)? month (comma|dash|slash|of)? year_number",
         _day_month, "de en"),
    rule("month dash? the? (ord|num) (dot|comma|of)* year_number", _day_month, "de en"),
    rule("num (dash|slash) month (dash|slash) num", _short_year, "de en"),
    rule("the? (num dot?|ord) of? month", _day_month, "de en"),
    rule("month dash? the? (ord|num dot?) (?!oclock|num|ampm|unit|dash num dash)", _day_month,
         "de en"),
    rule("month (comma|of|dash|slash)? year_number", lambda m: (
        "period", month_of(m.one("month"), m.one("year_number")))),
    rule("month", lambda m: ("period", month(m.one("month")))),
    rule("(on|in|the)? unit? year_number", lambda m: (
        "period", year(m.one("year_number"))) if len(m.tokens) > 1 else None),
    rule("(?<=since|until|before|after|from|to|of|edge|date|period|holiday|season|unit|by) "
         "year_number", lambda m: ("period", year(m.one("year_number")))),
    rule("(on|the|since|until|from) the? (ord|num dot) "
         "(?!unit|month|date|currency|last|final|dash|to)",
         _day_alone, "de en"),
    rule("(?<=date) comma? the? (ord|num dot) (?!unit|of|month|date)", lambda m: (
        "date", day_of_month(_place(m))), "de en"),
)
RELATIVE: tuple[Rule, ...] = (
    rule("the? unit after_next | the? after_next unit | the? before_last unit | unit before_last",
         _cycle_two),
    rule("(date|period) after_next | after_next (date|period)", _chosen("next", 1)),
    rule("date before_last | before_last date", _chosen("last", 1)),
    rule("(on|the)? (this|next) unit", _cycle, "de en"),
    rule("(on|the)? last unit (?!of)", _cycle, "de en"),
    rule("(?<=of|edge) (the|on|of)+ unit", _this_long, "de en"),
    rule("unit (this|next|last)", _cycle, "vi"),
    rule("(on|the)? next (date|period|range)", _chosen("next"), "de en"),
    rule("(on|the)? last (date|period|range) (?!of)", _chosen("last"), "de en"),
    rule("(on|the)? this (date|period|range)", _chosen("this"), "de en"),
    rule("(date|period|range) next", _chosen("next"), "vi"),
    rule("(date|period|range) last", _chosen("last"), "vi"),
    rule("(date|period|range) this", _chosen("this"), "vi"),
)

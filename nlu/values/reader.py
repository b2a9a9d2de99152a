"""`read`: the values of a text, resolved against a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from nlu.values import amounts, clock, dates, distances, durations, lexicon, numbers, places, ranges
from nlu.values.engine import Context, Token, rewrite
from nlu.values.ranges import EARLIEST, LATEST, series_of
from nlu.values.value import Kind, Number, Time, Value

STAGES = (
    numbers.WORDS, numbers.RUNS, numbers.SIGNS, amounts.MONEY, clock.DIGITS, clock.RULES,
    dates.NUMBERED,
    durations.RULES, durations.SUMS, dates.WRITTEN, ranges.SPANS, dates.MONTHS_AND_YEARS,
    clock.HALVES, ranges.PODS, dates.RELATIVE, places.PLACES, distances.RULES, ranges.INTERVALS,
    ranges.COMBINED, ranges.INTERVALS, ranges.OPEN, amounts.QUANTITIES, amounts.IMPLIED,
)
TIMES = ("date", "period", "moment", "range", "clock", "pod", "clocks")
KINDS: dict[str, Kind] = {"amount": "amount", "quantity": "quantity", "duration": "duration"}
LONGEST = 2000  # characters looked at; a longer message says its facts before that
DAY_BEGINS, HALF_A_DAY = 7, timedelta(hours=12)  # "tomorrow at 3" is in the afternoon
MEANT = 100  # words of one text that may belong to a value


def read(text: str, language: str, now: datetime, day_first: bool = True) -> list[Value]:
    """Every value a text says, in the order of its places.

    language: de, vi or en (anything else is read as English). now: the moment of writing in the
    shop's time zone; times come back in the same zone (or naive, as it is). day_first: whether
    "3/5" is 3 May; in German and Vietnamese it always is. Never raises for any text.
    """
    language = language if language in lexicon.TABLES else "en"
    ahead = now.utcoffset()
    context = Context(language, now.replace(tzinfo=None), day_first or language != "en",
                      int(ahead.total_seconds() // 60) if ahead else 0)
    tokens = rewrite(_first(lexicon.tokens(text[:LONGEST], language)), STAGES, context)
    found = [value for token in tokens for value in _values(token, context, now)]
    return found


def _first(tokens: list[Token]) -> list[Token]:
    """Tokens up to a sane number of those that mean something."""
    meant = (place for place, token in enumerate(tokens) if "other" not in token.readings)
    last = next(islice(meant, MEANT, None), None)
    return tokens[:last]


def _values(token: Token, context: Context, now: datetime) -> Iterator[Value]:
    for tag, kind in KINDS.items():
        if tag in token.readings:
            yield Value(kind, token.start, token.end, token.readings[tag])
            return
    for tag in TIMES:
        if tag in token.readings:
            time = _time(token.readings[tag], context, now)
            if time:
                yield Value("time", token.start, token.end, time)
            return
    for tag in ("num", "num_slang", "num_alone"):
        if tag in token.readings:
            yield Value("number", token.start, token.end, Number(token.readings[tag]))
            return
    if "ord" in token.readings:
        yield Value("ordinal", token.start, token.end, Number(Decimal(token.readings["ord"])))


def _time(meaning: Any, context: Context, now: datetime) -> Time | None:
    series = series_of(meaning, context.language)
    span = series.next(context.now)
    if span is None:
        return None
    said = span.end if span.start == EARLIEST else span.start  # "before four" says its end
    if span.either and not series.daily and said.hour < DAY_BEGINS:
        span = replace(span, start=_later(span.start), end=_later(span.end))
    start, end = (_zoned(moment, now) for moment in (span.start, span.end))
    return Time(start, end, span.grain, span.interval, span.either, series.holiday,
                dated=not series.daily, clock=span.clock)


def _later(moment: datetime) -> datetime:
    """Four o'clock is sixteen; the ends of time stay."""
    return moment if moment in (EARLIEST, LATEST) else moment + HALF_A_DAY


def _zoned(moment: datetime, now: datetime) -> datetime | None:
    """The wall clock in the shop's zone; the ends of time are no moments."""
    return None if moment in (EARLIEST, LATEST) else moment.replace(tzinfo=now.tzinfo)

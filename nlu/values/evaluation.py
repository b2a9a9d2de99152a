"""`lotse eval values`: what is read, against Duckling's test corpora, beside dateparser.

How a row is judged. The whole text is one value, so exactly one value of the row's dimension must
be read in it, and it must equal the expected one:
- Time, a point: the same start and the same grain, compared down to that grain (a Day must match
  the date, an Hour the date and hour). An interval: both ends; one open end: the other and which.
  A holiday's printed name is not compared, its dates are.
- AmountOfMoney, Distance, Volume, Quantity: number(s), bound (under, above, between) and unit. A
  symbol of several countries matches each of them ($: Dollar, USD; £: Pound, GBP); cents match 100
  to the unit; the product of a quantity ("of sugar") is not compared. "Unnamed" takes a number.
- Duration: the same length in seconds, a month taken as 30 days. Numeral, Ordinal: the number.

English rows follow the American order of month and day, so they are read with day_first=False;
German and Vietnamese rows day-first. dateparser gets the same order, the same reference time,
PREFER_DATES_FROM future and the row's language; it returns points without a grain, so a row is
right when its datetime, cut to the expected grain, is the expected start of a point.
"""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from math import isclose
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.errors import BadInput
from bot.jsonl import rows
from nlu.values import Amount, Duration, Number, Time, Value, read
from nlu.values.grains import MONTHS, SECONDS, Grain, floor
from nlu.values.value import Kind

ZONE = timezone(timedelta(hours=-2))
NOW = {"vi": datetime(2017, 2, 2, 3, 55, tzinfo=ZONE),
       "de": datetime(2013, 2, 12, 4, 30, tzinfo=ZONE),
       "en": datetime(2013, 2, 12, 4, 30, tzinfo=ZONE)}
KINDS: dict[str, tuple[Kind, ...]] = {
    "Time": ("time",), "AmountOfMoney": ("amount",), "Numeral": ("number",),
    "Duration": ("duration",), "Ordinal": ("ordinal",), "Distance": ("quantity",),
    "Volume": ("quantity",), "Quantity": ("quantity",)}
OVERALL = ("Time", "AmountOfMoney")
SAME_UNIT = {"dollar": "usd", "pound": "gbp", "m": "metre"}
TUPLE = re.compile(r"\((-?\d+), (\d+), (\d+), (\d+), (\d+), (\d+)\)")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a test file."""

    dim: str
    language: str
    text: str
    value: str


@dataclass
class Count:
    """How many were right, of how many."""

    right: int = 0
    n: int = 0

    def view(self) -> dict[str, float | int]:
        return {"accuracy": round(self.right / self.n, 4), "n": self.n}


def command(tests: list[Path], as_json: bool) -> None:
    """Measures the reader on JSON Lines {dim, lang, text, value}; prints a table. Raises BadInput.

    Rows of other dimensions (addresses, phone numbers) are left out: other rooms read them.
    """
    tested = [row for path in tests for row in rows_of(path)]
    if not tested:
        raise BadInput("There is no row with a dimension this room reads.")
    result = measure(tested)
    _print(result)
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


def rows_of(path: Path) -> list[Row]:
    """The rows of a file that this room reads. Raises BadInput with file, line and field."""
    found = [Row(*(row.text(name) for name in ("dim", "lang", "text", "value")))
             for row in rows(path)]
    return [row for row in found if row.dim in KINDS and row.language in NOW]


def measure(tested: list[Row]) -> dict[str, Any]:
    """The figures: per_dim, overall (Time and AmountOfMoney), the same for dateparser (Time)."""
    ours = _scores(tested, right)
    peer = _scores([row for row in tested if row.dim == "Time"], dateparser_right)
    return {
        "per_dim": ours, "overall": _overall(ours), "dateparser": {
            "per_dim": peer, "overall": _overall(peer)},
    }


def _scores(rows: list[Row], judge: Callable[[Row], bool]) -> dict[str, dict[str, Any]]:
    counts: dict[str, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
    for row in track(rows, "values", console=Console(stderr=True)):
        count = counts[row.dim][row.language]
        count.n += 1
        count.right += judge(row)
    return {dim: {language: count.view() for language, count in sorted(each.items())}
            for dim, each in sorted(counts.items())}


def _overall(scores: dict[str, dict[str, Any]]) -> dict[str, float | int]:
    parts = [view for dim in OVERALL for view in scores.get(dim, {}).values()]
    n = sum(view["n"] for view in parts)
    right_rows = sum(view["accuracy"] * view["n"] for view in parts)
    return {"accuracy": round(right_rows / n, 4) if n else 0.0, "n": n}


def right(row: Row) -> bool:
    """Whether the reader finds exactly the expected value; see the rules above."""
    values = read(row.text, row.language, NOW[row.language], day_first=row.language != "en")
    kinds = KINDS[row.dim]
    if "Unnamed" in row.value or (row.dim == "Numeral"):
        kinds = ("number", "amount")
    found = [value for value in values if value.kind in kinds]
    return len(found) == 1 and MATCH[row.dim](row.value, found[0])


def _time(expected: str, value: Value) -> bool:
    assert isinstance(value.of, Time)  # noqa: S101
    time = value.of
    ends = list(moments(expected))
    if None in ends:
        return False  # a year before our calendar begins
    grain = grain_of(expected)
    if time.grain != grain:
        return False
    if "OpenInterval" in expected:
        after = "After" in expected
        found, other = (time.start, time.end) if after else (time.end, time.start)
        return other is None and found == ends[0]
    if "Interval" in expected:
        return time.interval and [time.start, time.end] == ends
    return not time.interval and time.start is not None and floor(time.start, grain) == ends[0]


def moments(expected: str) -> Iterator[datetime | None]:
    """The datetimes of a printed value; month 0 and day 0 are the first."""
    for parts in TUPLE.findall(expected):
        year, month, day, hour, minute, second = map(int, parts)
        yield datetime(year, max(month, 1), max(day, 1), hour, minute, second, tzinfo=ZONE) \
            if year > 0 else None


def grain_of(expected: str) -> Grain:
    found = re.search(r"(Second|Minute|Hour|Day|Week|Month|Quarter|Year)", expected)
    if found is None:
        raise BadInput(f"The value {expected!r} names no grain.")
    return found[1].lower()  # type: ignore[return-value]


def _amount(expected: str, value: Value) -> bool:
    bound, unit = re.match(r"\((\w+) (\w+)", expected).groups()  # type: ignore[union-attr]
    numbers = [Decimal(n) for n in NUMBER.findall(re.sub(r"\(Just .*?\)|Nothing", "", expected))]
    if isinstance(value.of, Number):
        return unit == "Unnamed" and bound == "simple" and value.of.value == numbers[0]
    assert isinstance(value.of, Amount)  # noqa: S101
    wanted = {"simple": (numbers[0], numbers[0]), "under": (None, numbers[0]),
              "above": (numbers[0], None), "between": tuple(numbers[:2])}[bound]
    unit = SAME_UNIT.get(unit.lower(), unit.lower())
    found = SAME_UNIT.get(value.of.unit.lower(), value.of.unit.lower())
    return (unit == "unnamed" or found == unit) and _near(wanted, (value.of.low, value.of.high))


def _near(wanted: tuple[Decimal | None, ...], found: tuple[Decimal | None, ...]) -> bool:
    """The same numbers but for rounding; None (an open end) equals None."""
    return all(
        a is b or (a is not None and b is not None and isclose(a, b, rel_tol=1e-6, abs_tol=1e-6))
        for a, b in zip(wanted, found, strict=True))


def _number(expected: str, value: Value) -> bool:
    number = Decimal(NUMBER.findall(expected)[0])
    found = value.of.value if isinstance(value.of, Number) else (
        value.of.low if isinstance(value.of, Amount) and value.of.implied else None)
    return _near((number,), (found,))


def _duration(expected: str, value: Value) -> bool:
    assert isinstance(value.of, Duration)  # noqa: S101
    number, unit = re.match(r"\(DurationData (\d+) (\w+)\)", expected).groups()  # type: ignore[union-attr]
    grain: Grain = unit.lower()  # type: ignore[assignment]
    months = MONTHS.get(grain, 0) * int(number)
    return value.of.total_seconds == int(number) * SECONDS[grain] or (
        bool(months) and value.of.months == months and not value.of.seconds)


MATCH: dict[str, Callable[[str, Value], bool]] = {
    "Time": _time, "AmountOfMoney": _amount, "Distance": _amount, "Volume": _amount,
    "Quantity": _amount, "Duration": _duration, "Numeral": _number, "Ordinal": _number}


def dateparser_right(row: Row) -> bool:
    """The same for dateparser alone, with its best settings."""
    import dateparser

    settings = {"RELATIVE_BASE": NOW[row.language].replace(tzinfo=None),
                "PREFER_DATES_FROM": "future",
                "DATE_ORDER": "MDY" if row.language == "en" else "DMY",
                "PREFER_DAY_OF_MONTH": "first", "PREFER_MONTH_OF_YEAR": "first"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = dateparser.parse(row.text, languages=[row.language], settings=settings)
    if found is None or "Interval" in row.value:
        return False
    grain = grain_of(row.value)
    return floor(found.replace(tzinfo=ZONE), grain) == next(moments(row.value))


def _print(result: dict[str, Any]) -> None:
    table = Table("dimension", "language", "accuracy", "n", "dateparser",
                  title="Values against Duckling's corpora")
    peer = result["dateparser"]["per_dim"]
    for dim, languages in result["per_dim"].items():
        for language, view in languages.items():
            other = peer.get(dim, {}).get(language)
            table.add_row(dim, language, f"{view['accuracy']:.3f}", str(view["n"]),
                          f"{other['accuracy']:.3f}" if other else "")
    table.caption = f"Time and money together: {result['overall']['accuracy']:.3f}"
    Console().print(table)

"""What is read: a typed value and where it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from nlu.values.grains import SECONDS, Grain

Kind = Literal["time", "duration", "amount", "quantity", "number", "ordinal"]


@dataclass(frozen=True, slots=True)
class Time:
    """A point of a grain (Monday = its whole day), or an interval; the end is exclusive.

    One end of an interval may be open (None). `either`: the text leaves open whether the hour is
    before or after noon, and the next one to come was taken. `holiday` is the key of a holiday.
    """

    start: datetime | None
    end: datetime | None
    grain: Grain
    interval: bool = False
    either: bool = False
    holiday: str | None = None
    dated: bool = True  # a day was said; else it is the next day that fits
    clock: bool = False  # an hour was said

    @property
    def canonical(self) -> str:
        """ISO text as precise as what was said: "2026-11", "2026-11-27", "2026-11-27T15:00"."""
        if not self.interval:
            return self._iso(self.start)
        return f"{self._iso(self.start)}/{self._iso(self.end)}"

    def _iso(self, moment: datetime | None) -> str:
        if moment is None:
            return ".."
        match self.grain:
            case "year":
                return f"{moment.year:04d}"
            case "month" | "quarter":
                return f"{moment.year:04d}-{moment.month:02d}"
            case "week" | "day":
                return moment.date().isoformat()
        return moment.replace(tzinfo=None).isoformat(
            timespec="seconds" if self.grain == "second" else "minutes")

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "from": self.start and self.start.isoformat(), "grain": self.grain,
            "until": self.end and self.end.isoformat(), "interval": self.interval,
            "dated": self.dated, "clock": self.clock}
        if self.either:
            found["either"] = True
        return found | ({"holiday": self.holiday} if self.holiday else {})


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: calendar months and seconds, said in a grain."""

    months: int
    seconds: Decimal
    grain: Grain

    @property
    def total_seconds(self) -> Decimal:
        """In seconds, a month taken as 30 days and a year as 365."""
        years, months = divmod(self.months, 12)
        return self.seconds + years * SECONDS["year"] + months * SECONDS["month"]

    @property
    def canonical(self) -> str:
        """ISO 8601: "P3D", "PT90M", "P2Y6M"."""
        years, months = divmod(self.months, 12)
        days, rest = divmod(self.seconds, 86400)
        hours, rest = divmod(rest, 3600)
        minutes, seconds = divmod(rest, 60)
        day_part = _joined((years, "Y"), (months, "M"), (days, "D"))
        time_part = _joined((hours, "H"), (minutes, "M"), (seconds, "S"))
        return f"P{day_part}{'T' + time_part if time_part or not day_part else ''}" \
            .removesuffix("T") or "PT0S"

    def as_json(self) -> dict[str, Any]:
        return {"iso": self.canonical, "seconds": float(self.total_seconds), "grain": self.grain}


@dataclass(frozen=True, slots=True)
class Amount:
    """Money (unit: ISO currency) or a quantity; low = high unless a range was said.

    A range may be open at one end (None). `implied`: the currency is the language's habit
    ("500k" in Vietnamese), not said.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    implied: bool = False

    @property
    def canonical(self) -> str:
        """"49.90 EUR", "10..20 EUR", "..7000 VND"."""
        if self.low == self.high:
            return f"{plain(self.low)} {self.unit}"
        return f"{plain(self.low)}..{plain(self.high)} {self.unit}"

    def as_json(self) -> dict[str, Any]:
        return {"low": None if self.low is None else str(self.low), "unit": self.unit,
                "high": None if self.high is None else str(self.high), "implied": self.implied}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or the place in a row that an ordinal names."""

    value: Decimal

    @property
    def canonical(self) -> str:
        return plain(self.value)

    def as_json(self) -> dict[str, Any]:
        return {"number": str(self.value)}


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a text: text[start:end] says it."""

    kind: Kind
    start: int
    end: int
    of: Time | Duration | Amount | Number

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "start": self.start, "end": self.end,
                "value": self.of.canonical, **self.of.as_json()}


def plain(number: Decimal | None) -> str:
    """A number as people write it: without exponent, money's cents kept ("49.90")."""
    return "" if number is None else f"{number:f}"


def _joined(*parts: tuple[Decimal | int, str]) -> str:
    return "".join(f"{plain(Decimal(n).normalize())}{sign}" for n, sign in parts if n)

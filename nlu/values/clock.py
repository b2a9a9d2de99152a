"""Times of day: "15:30", "halb drei", "3 giờ chiều", "quarter to six", "mittags"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from nlu.values.engine import Made, Match, Rule, Token, rule, token
from nlu.values.grains import Grain, Series, Span, count, shift, start_of

PODS: dict[str, tuple[int, int]] = {
    "early": (0, 9), "morning": (0, 12), "forenoon": (9, 12), "noon": (12, 14),
    "afternoon": (12, 19), "evening": (18, 24), "night": (18, 24), "late": (21, 24),
    "after_lunch": (13, 17), "after_school": (15, 21), "after_work": (17, 21)}
PODS_OF = {"de": {"morning": (3, 12), "early": (0, 9), "forenoon": (9, 12), "night": (0, 4)},
           "vi": {"morning": (4, 12)}, "en": {"noon": (12, 14)}}
BEFORE_NOON = {"early", "morning", "forenoon"}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `either` while the text leaves open which half of the day is meant."""

    hour: int
    minute: int = 0
    second: int = 0
    grain: Grain = "hour"
    either: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= 24 and 0 <= self.minute < 60 and 0 <= self.second < 60):
            raise ValueError(f"no clock shows {self}")

    def series(self) -> Series:
        """Every day at this time; twice a day where the half is open."""
        hours = (self.hour % 12, self.hour % 12 + 12) if self.either else (self.hour,)

        def at(number: int) -> tuple[Span, ...]:
            day = start_of("day", number)
            starts = (day + timedelta(hours=hour, minutes=self.minute, seconds=self.second)
                      for hour in hours)
            return tuple(Span(start, shift(start, self.grain, 1), self.grain, False, self.either,
                              clock=True) for start in starts)
        return Series(self.grain, count("day"), at, reach=4, daily=True)

    def half(self, pod: str) -> Clock:
        """With the half of the day a part of the day names: "3 giờ chiều", "nachts um 2"."""
        if not self.either:
            return self
        late = pod not in BEFORE_NOON
        if pod == "night":
            late = 6 <= self.hour < 12
        if pod == "noon":
            late = self.hour < 4 or self.hour == 12
        if pod in ("evening", "late") and self.hour == 12:
            return replace(self, hour=0, either=False)
        hour = self.hour % 12 + (12 if late else 0)
        return replace(self, hour=hour, either=False)

    def less(self, minutes: int) -> Clock:
        """So many minutes earlier (or later, if negative): "Viertel vor drei"."""
        total = (self.hour * 60 + self.minute - minutes) % 1440
        return replace(self, hour=total // 60, minute=total % 60, grain="minute")


def part_of_day(name: str, language: str) -> Series:
    """Every day's morning, noon, …"""
    first, last = PODS_OF.get(language, {}).get(name, PODS[name])

    def at(number: int) -> tuple[Span, ...]:
        day = start_of("day", number)
        return (Span(day + timedelta(hours=first), day + timedelta(hours=last), "hour", True),)
    return Series("hour", count("day"), at, reach=4, daily=True)


def hour(number: Decimal, minute: Decimal | int = 0, grain: Grain | None = None) -> Clock:
    """A clock from spoken numbers. Raises ValueError when no clock shows them."""
    if number != int(number) or minute != int(minute):
        raise ValueError(f"{number}:{minute} is no time")
    return Clock(int(number), int(minute), 0, grain or ("minute" if minute else "hour"),
                 1 <= number <= 12)


def _digits(match: Match) -> Made:
    parts, padded = match.one("clock_digits")
    second = parts[2] if len(parts) > 2 else 0
    grain: Grain = "second" if len(parts) > 2 else "minute"
    return "clock", Clock(parts[0], parts[1], second, grain,
                          1 <= parts[0] <= 12 and not padded and match.context.language != "de")


def _spoken(match: Match) -> Made:
    """"3 Uhr 15", "10.15 Uhr", "2 giờ 30 phút"."""
    first, *rest = match.all("num")
    raw = match.token("num").raw
    if "." in raw and not rest and len(raw.split(".")[1]) == 2:
        return "clock", hour(Decimal(raw.split(".")[0]), Decimal(raw.split(".")[1]), "minute")
    return "clock", hour(first, rest[0] if rest else 0, "minute" if rest else None)


def _half_past(match: Match) -> Made:
    return "clock", hour(match.one("num"), 30)


def _letter(match: Match) -> Made:
    """"15h": a clock from 13 on; below it is a duration unless "um" or "at" stands before."""
    at = match.has("at") or match.context.language == "vi"
    return ("clock", hour(match.one("num"))) if at or 13 <= match.one("num") <= 24 else None


def at_number(match: Match) -> Made:
    """"um 3", "at 1530", "at nine fifty"."""
    raw, numbers = match.token("num").raw, match.all("num")
    if len(numbers) == 1 and raw.isdecimal() and len(raw) in (3, 4):
        return "clock", hour(Decimal(raw[:-2]), Decimal(raw[-2:]), "minute")
    if len(numbers) == 1 and "." in raw:
        return _spoken(match)
    if len(numbers) > 1 and not 9 < numbers[1] < 60:
        return None
    return "clock", hour(*numbers)


def _half_of_day(match: Match) -> Made:
    """"3 pm", "3:30 a.m."; a lone letter only when glued: "7a"."""
    said = match.token("ampm")
    if said.raw in ("a", "p") and not match.glued:
        return None
    made = ("clock", match.one("clock")) if match.has("clock") else at_number(match)
    if made is None:  # "two four pm"
        return None
    clock = made[1]
    return "clock", replace(clock, either=True).half(
        "morning" if match.one("ampm") == "am" else "afternoon") if clock.hour <= 12 else clock


def _named_half(match: Match) -> Made:
    clock, pod = match.one("clock"), match.one("pod")
    return "clock", clock.half(pod)


def _german_half(match: Match) -> Made:
    """"halb drei" is half an hour before three."""
    return "clock", hour(match.one("num")).less(30)


def _before_hour(match: Match) -> Made:
    return _beside(match, 1)


def _after_hour(match: Match) -> Made:
    return _beside(match, -1)


def _beside(match: Match, sign: int) -> Made:
    """"Viertel vor drei", "ten past six", "fünf nach halb neun"."""
    numbers = match.all("num")
    if match.has("quarter"):
        minutes = match.one("quarter")
    elif match.has("half") and match.context.language == "en":
        minutes = 30
    else:
        minutes = numbers.pop(0)
    base = match.one("clock") if match.has("clock") else hour(numbers[0])
    if (minutes not in (5, 10, 15, 20, 25, 30, 45) and not match.has("unit") and (
            not match.has("clock"))) or not 0 < minutes < 60 or base.minute not in (0, 30):
        return None
    return "clock", base.less(int(minutes) * sign)


def _short_of(match: Match) -> Made:
    """"3 giờ kém 15" is 2:45."""
    return "clock", match.one("clock").less(int(match.one("num")))


def _zoned(match: Match) -> Made:
    """"9 am GMT" on the shop's own clock."""
    clock = match.one("clock")
    ahead = match.context.offset - match.one("timezone")
    return "clock", replace(clock.less(-ahead), either=False)


def _word(match: Match) -> Made:
    return "clock", Clock(match.one("clock_word"))


def _with_half(match: Match) -> Match:
    """The tokens with "halb neun" joined to a clock first."""
    base = Match(match.tokens[-2:], match.context)
    return Match([*match.tokens[:-2], _as_clock(base, _german_half(base))], match.context)


def _with_word(match: Match) -> Match:
    """The tokens with "noon" or "midnight" read as a clock."""
    if not match.has("clock_word"):
        return match
    base = Match(match.tokens[-1:], match.context)
    return Match([*match.tokens[:-1], _as_clock(base, _word(base))], match.context)


def _as_clock(base: Match, made: Made) -> Token:
    assert made is not None  # noqa: S101 (its rule matched the same tokens)
    return token({made[0]: made[1]}, base.tokens[0].start, base.tokens[-1].end)


DIGITS: tuple[Rule, ...] = (
    rule("clock_digits", _digits),
    rule("clock oclock", lambda m: ("clock", m.one("clock"))),
)
RULES: tuple[Rule, ...] = (
    rule("(?<!in|within) num oclock num unit", lambda m: _spoken(m)
         if m.one("unit") == "minute" and m.tokens[1].raw == "giờ" else None, "vi"),
    rule("(?<!in|within) num oclock half", _half_past, "vi"),
    rule("num oclock num (?!oclock|currency|measure|times|month|dash|to|dot)", lambda m: _spoken(m)
         if 0 <= m.all("num")[1] < 60 else None, "de en vi"),
    rule("at? num oclock", lambda m: _letter(m) if m.tokens[-1].raw in ("h", "g") else None),
    rule("(?<!within) num oclock (?=pod)", _spoken, "vi"),
    rule("num half (?=pod|pod_day)", _half_past, "vi"),
    rule("(?<!in|within|last|next) num oclock (?!ago|hence|last|next|unit)",
         lambda m: _spoken(m) if m.tokens[1].raw not in ("h", "g") else None),
    rule("num num? ampm", _half_of_day),
    rule("clock ampm", _half_of_day),
    rule("(quarter|num unit?) (before|after) half num", lambda m: _beside(
        _with_half(m), 1 if m.has("before") else -1), "de"),
    rule("half num (oclock | (?!unit|currency))", _german_half, "de"),
    rule("(quarter|num unit?) before (num|clock)", _before_hour, "de"),
    rule("(quarter|num unit?) after (num|clock)", _after_hour, "de"),
    rule("(?<!from|between|dash) (quarter|num unit?) to_hour (num|clock|clock_word)",
         lambda m: _before_hour(_with_word(m)), "en"),
    rule("(quarter|half|num unit?) past (num|clock|clock_word)", lambda m: _after_hour(
        _with_word(m)), "en"),
    rule("half num (?=ampm|on|pod|$)", _half_past, "en"),
    rule("quarter num (?!unit)", lambda m: ("clock", hour(m.one("num")).less(
        60 - m.one("quarter"))), "de"),
    rule("clock short_of num unit?", _short_of, "vi"),
    rule("at num num? ish? (?!currency|unit|measure|date_slash|times|month|kilo)", at_number),
    rule("num ish", at_number, "en"),
    rule("clock (the|bracket)? timezone bracket?", _zoned),
    rule("clock ish", lambda m: ("clock", m.one("clock"))),
    rule("clock_word", _word),
)
HALVES: tuple[Rule, ...] = (
    rule("clock on? (the|article)? pod", _named_half),
    rule("(on? the? pod) at? clock", _named_half),
    rule("at clock", lambda m: ("clock", m.one("clock"))),
)

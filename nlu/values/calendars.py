"""Dates of other calendars: Hebrew by arithmetic, Islamic and lunisolar by sun and moon.

Formulas: E. M. Reingold and N. Dershowitz, Calendrical Calculations (Hebrew molad and the
tabular Islamic year); J. Meeus, Astronomical Algorithms, ch. 25 and 47 (positions of sun and moon
by their largest terms, good to some minutes of a lunar phase).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from math import floor, radians, sin

HEBREW_EPOCH = -1373427  # ordinal of 1 Tishri 1, by date.toordinal's count
ISLAMIC_EPOCH = 227015  # ordinal of 1 Muharram 1 (civil)
SYNODIC = 29.530588861  # days from new moon to new moon
DAY_2000 = date(2000, 1, 1).toordinal()


def hebrew_new_year(year: int) -> int:
    """The ordinal of 1 Tishri: the molad, put off where the calendar forbids its weekday."""
    return HEBREW_EPOCH + _elapsed(year) + _correction(year)


def _elapsed(year: int) -> int:
    months = (235 * year - 234) // 19
    day = 29 * months + (12084 + 13753 * months) // 25920
    return day + 1 if 3 * (day + 1) % 7 < 3 else day


def _correction(year: int) -> int:
    before, this, after = _elapsed(year - 1), _elapsed(year), _elapsed(year + 1)
    if after - this == 356:
        return 2
    return 1 if this - before == 382 else 0


def hebrew(days: int, spring: bool = False) -> Callable[[int], date]:
    """A day counted from the New Year of a common year's autumn, or (spring) from 15 Nisan."""
    def find(year: int) -> date:
        base = hebrew_new_year(year + 3761)
        if spring:  # Passover is always 163 days before the next New Year
            return date.fromordinal(base - 163 + days)
        return date.fromordinal(base + days)
    return find


def hanukkah(year: int) -> date:
    """25 Kislev: Heshvan may have 29 or 30 days."""
    start = hebrew_new_year(year + 3761)
    length = hebrew_new_year(year + 3762) - start
    return date.fromordinal(start + 83 + (length % 10 == 5))


def shvat(day: int) -> Callable[[int], date]:
    """A day of Shvat, counted back from Passover: leap years have a month more between."""
    def find(year: int) -> date:
        start, after = hebrew_new_year(year + 3760), hebrew_new_year(year + 3761)
        leap = after - start > 380
        return date.fromordinal(after - 163 - 14 - 29 - 30 * (1 + leap) + day - 1)
    return find


def islamic(month: int, day: int) -> Callable[[int], list[date]]:
    """A day of the Islamic year, as often as it falls into a common year."""
    def find(year: int) -> list[date]:
        first = floor((year - 622) * 33 / 32)
        days = (islamic_day(first + n, month, day) for n in range(-1, 4))
        return [one for one in days if one.year == year]
    return find


def islamic_day(year: int, month: int, day: int) -> date:
    """A month begins on the day after the new moon; the tabular year says which moon.

    The day of a new moon ends at sunset in Mecca, nine hours before midnight in Greenwich.
    """
    first = (ISLAMIC_EPOCH + 354 * (year - 1) + (3 + 11 * year) // 30
             + 29 * (month - 1) + month // 2)
    return local_day(phase_near(first - DAY_2000 - 1), 9) + timedelta(days=day)


def sun(day: float) -> float:
    """Apparent longitude of the sun in degrees; day counts from 2000-01-01 00:00 UT."""
    t = (day - 0.5) / 36525
    mean = radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * sin(mean) + 0.019993 * sin(2 * mean) \
        + 0.000289 * sin(3 * mean)
    return (280.46646 + 36000.76983 * t + centre - 0.00569) % 360


def moon(day: float) -> float:
    """Longitude of the moon in degrees, by its fifteen largest terms."""
    t = (day - 0.5) / 36525
    d, m = radians(297.8502 + 445267.1115 * t), radians(357.5291 + 35999.0503 * t)
    n, f = radians(134.9634 + 477198.8676 * t), radians(93.2721 + 483202.0175 * t)
    terms = (
        6.288774 * sin(n) + 1.274027 * sin(2 * d - n) + 0.658314 * sin(2 * d)
        + 0.213618 * sin(2 * n) - 0.185116 * sin(m) - 0.114332 * sin(2 * f)
        + 0.058793 * sin(2 * d - 2 * n) + 0.057066 * sin(2 * d - m - n)
        + 0.053322 * sin(2 * d + n) + 0.045758 * sin(2 * d - m) - 0.040923 * sin(m - n)
        - 0.034720 * sin(d) - 0.030383 * sin(m + n) + 0.015327 * sin(2 * d - 2 * f)
        + 0.010980 * sin(n - 2 * f))
    return (218.3165 + 481267.8813 * t + terms) % 360


def elongation(day: float) -> float:
    """How far the moon is ahead of the sun: 0 at new moon, 180 at full moon."""
    return (moon(day) - sun(day)) % 360


def phase_near(day: float, wanted: float = 0.0) -> float:
    """The moment nearest to a day when the moon is so far ahead of the sun."""
    for _ in range(6):
        ahead = (wanted - elongation(day) + 180) % 360 - 180
        day += ahead / 360 * SYNODIC
    return day


@lru_cache(maxsize=512)
def new_moons(year: int) -> tuple[float, ...]:
    """The new moons from the December before a year to the January after it."""
    first = date(year, 1, 1).toordinal() - DAY_2000 - 35
    found: list[float] = []
    at = phase_near(first)
    while at < first + 440:
        found.append(at)
        at = phase_near(at + SYNODIC)
    return tuple(found)


def local_day(moment: float, hours: float) -> date:
    return date.fromordinal(DAY_2000 + floor(moment + hours / 24))


def lunar_new_year(hours: float) -> Callable[[int], date]:
    """Chinese (hours = 8) or Vietnamese (7) New Year: the second new moon after the solstice.

    The month that holds the solstice (sun at 270°) is the eleventh. A leap month between it and
    the new year (a lunar year of thirteen months, the month without a mid-sign) moves it by one.
    """
    def find(year: int) -> date:
        days = [local_day(m, hours) for m in new_moons(year)]
        holds = [n for n in range(len(days) - 1) if _holds_sign(days[n], days[n + 1], 270, hours)]
        eleventh = holds[0]
        place = eleventh + 2
        if not any(_holds_sign(days[eleventh + 1], days[eleventh + 2], s, hours)
                   for s in (300,)) and _has_leap(days, eleventh, hours):
            place += 1
        return days[place]
    return find


def _holds_sign(first: date, after: date, degrees: float, hours: float) -> bool:
    """Whether the sun passes a longitude in the days from first to (not including) after."""
    start, end = (sun(d.toordinal() - DAY_2000 - hours / 24) for d in (first, after))
    return (degrees - start) % 360 < (end - start) % 360


def _has_leap(days: list[date], eleventh: int, hours: float) -> bool:
    signs = [any(_holds_sign(days[n], days[n + 1], s, hours) for s in range(0, 360, 30))
             for n in range(eleventh, eleventh + 3)]
    return not signs[1]


def sidereal(day: float) -> float:
    """The sun's longitude among the stars (Lahiri ayanamsa), as Indian calendars count it."""
    return (sun(day) - 23.853 - day / 365.25 * 0.01396) % 360


def hindu(month: int, tithi: int, hour: float = 6.5) -> Callable[[int], date]:
    """The day of an Indian lunar date: month 1 is Chaitra, tithi 1 to 30 from new moon.

    hour: Indian time at which the tithi must be current (sunrise, or midnight for some feasts).
    """
    def find(year: int) -> date:
        moons = new_moons(year)
        months = [(floor(sidereal(m) / 30) + 1) % 12 + 1 for m in moons]
        start = max(m for m, name, after in zip(moons, months, [*months[1:], 0], strict=True)
                    if name == month and date(year - 1, 12, 31) < local_day(m + tithi - 1, 5.5)
                    and local_day(m + tithi - 1, 5.5).year == year and after != name)
        begins = phase_near(start + (tithi - 1) * SYNODIC / 30, 12.0 * (tithi - 1))
        ends = phase_near(start + tithi * SYNODIC / 30, (12.0 * tithi) % 360)
        for day in _days(begins, ends):
            if begins <= day.toordinal() - DAY_2000 + (hour - 5.5) / 24 < ends:
                return day
        return local_day(begins, 5.5)
    return find


def _days(first: float, last: float) -> Iterator[date]:
    day = local_day(first, 5.5)
    while day <= local_day(last, 5.5):
        yield day
        day += timedelta(days=1)


def ingress(sign: int) -> Callable[[int], date]:
    """The day the sun enters a sidereal sign (0: Mesha), by the evening in India."""
    def find(year: int) -> date:
        day = date(year, 1, 1)
        around = (sign * 30 - sidereal(day.toordinal() - DAY_2000)) % 360 / 360 * 365.2422
        moment = day.toordinal() - DAY_2000 + around
        for _ in range(4):
            moment += ((sign * 30 - sidereal(moment) + 180) % 360 - 180) / 360 * 365.2422
        return local_day(moment, 5.5 + 6)
    return find

"""When the shops are open, and so when an appointment can be: the week, and days they stay shut."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from actions.jobs import BOOKED_AHEAD

Hours = tuple[time, time]  # from, to
LENGTH = timedelta(minutes=30)  # of an appointment


def _from_to(opens: str, closes: str) -> Hours:
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _week(weekdays: Hours, saturday: Hours, sunday: Hours | None) -> tuple[Hours | None, ...]:
    return (*[weekdays] * 5, saturday, sunday)


WEEKS = {
    "hamburg": _week(_from_to("10:00", "19:00"), _from_to("10:00", "18:00"), None),
    "leipzig": _week(_from_to("11:00", "19:00"), _from_to("10:00", "17:00"), None),
    "muenchen": _week(_from_to("10:00", "19:00"), _from_to("10:00", "19:00"), None),
    "hanoi": (_from_to("09:00", "21:00"),) * 7,
    "hue": (_from_to("09:00", "20:30"),) * 7,
    "hcmc": (_from_to("09:00", "21:30"),) * 7,
}
STATES = {"hamburg": "HH", "leipzig": "SN", "muenchen": "BY"}  # of Germany
CHRISTMAS_EVE = (12, 24)
SHUT_EARLY = time(14)  # on Christmas Eve
NEW_YEAR = "Lunar New Year"
TET = (-1, 0, 1, 2)  # days from the lunar new year on which the shops are shut


def hours(shop: str, day: date) -> Hours | None:
    """From when to when a shop is open on a day; None when it is not."""
    german = shop in STATES
    if day in (_german(STATES[shop], day.year) if german else _tet(day.year)):
        return None
    week = WEEKS[shop][day.weekday()]
    if week and german and (day.month, day.day) == CHRISTMAS_EVE:
        return week[0], SHUT_EARLY
    return week


def last_start(of: Hours) -> time:
    """When the last appointment of such a day begins."""
    return (datetime.combine(date.min, of[1]) - LENGTH).time()


def bookable(shop: str | None, day: date, today: date) -> bool:
    """Appointments are made from tomorrow on, some weeks ahead, while the shop is open."""
    if not timedelta(days=1) <= day - today <= BOOKED_AHEAD:
        return False
    return shop is None or hours(shop, day) is not None


def fits(shop: str, day: date, clock: time) -> bool:
    """Whether an appointment may begin then: its end is before the shop closes."""
    of = hours(shop, day)
    return of is not None and of[0] <= clock <= last_start(of)


@cache
def _german(state: str, year: int) -> frozenset[date]:
    catholic = ("catholic",) if state == "BY" else ()  # Assumption Day, in Munich
    found = holidays.country_holidays(
        "DE", subdiv=state, years=year, categories=("public", *catholic))
    return frozenset(found)


@cache
def _tet(year: int) -> frozenset[date]:
    named = holidays.country_holidays("VN", years=year, language="en_US")
    [first] = named.get_named(NEW_YEAR, lookup="exact")
    return frozenset(first + timedelta(days=days) for days in TET)

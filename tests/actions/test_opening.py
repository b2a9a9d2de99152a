"""Appointments are made while the shop is open, and a refusal says why."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from actions import filling, opening
from actions.asking import days, times
from actions.facts import Known
from actions.hearing import Heard
from actions.jobs import SHOPS
from bot.texts import DEFAULT_FORM, Voice
from bot.words import Language

TODAY = date(2026, 11, 30)  # a Monday
ENGLISH = Voice(Language.EN, DEFAULT_FORM[Language.EN])
BOOKING = {"job": "appointment_book", "shop": "hamburg", "purpose": "curtains"}


@pytest.mark.parametrize(("shop", "day", "open_"), [
    ("hamburg", date(2026, 12, 5), True),
    ("hamburg", date(2026, 12, 6), False),  # Sunday
    ("hanoi", date(2026, 12, 6), True),
    ("muenchen", date(2026, 12, 25), False),
    ("hanoi", date(2026, 12, 25), True),
    ("leipzig", date(2026, 11, 18), False),  # Buß- und Bettag, in Saxony alone
    ("hamburg", date(2026, 11, 18), True),
    ("muenchen", date(2026, 6, 4), False),  # Corpus Christi
    ("muenchen", date(2028, 8, 15), False),  # Assumption Day
    ("hue", date(2027, 2, 5), False),  # the eve of Tết
    ("hue", date(2027, 2, 8), False),
    ("hue", date(2027, 2, 9), True),
])
def test_the_week_and_the_holidays(shop: str, day: date, open_: bool) -> None:
    assert (opening.hours(shop, day) is not None) is open_


@pytest.mark.parametrize(("shop", "day", "clock", "fits"), [
    ("hamburg", date(2026, 12, 4), "10:00", True),
    ("hamburg", date(2026, 12, 4), "18:30", True),
    ("hamburg", date(2026, 12, 4), "18:45", False),  # 30 minutes would end after closing
    ("hamburg", date(2026, 12, 4), "08:00", False),
    ("hamburg", date(2026, 12, 5), "18:00", False),  # Saturday
    ("leipzig", date(2026, 12, 24), "15:30", False),  # Christmas Eve
    ("hue", date(2026, 12, 24), "20:00", True),
])
def test_an_appointment_ends_before_the_shop_closes(
    shop: str, day: date, clock: str, fits: bool
) -> None:
    assert opening.fits(shop, day, time.fromisoformat(clock)) is fits


@pytest.mark.parametrize("shop", SHOPS)
def test_what_is_offered_can_be_had(shop: str) -> None:
    for today in (TODAY, date(2026, 12, 22), date(2027, 2, 3)):
        offered = days(ENGLISH, today, shop)
        assert len(offered) == 5
        for button in offered:
            day = date.fromisoformat(button.payload.split('"')[3])
            assert opening.bookable(shop, day, today)
            assert all(opening.fits(shop, day, time.fromisoformat(hour.title))
                       for hour in times(shop, day.isoformat()))


def booking(slots: dict[str, Any], text: str, *entities: dict[str, Any]) -> filling.Step:
    return filling.hear({**BOOKING, **slots}, Heard("inform", True, text, entities),
                        Known(1, None, TODAY))


def day_said(day: str) -> dict[str, Any]:
    return {"entity": "time", "value": day, "details": {
        "dated": True, "grain": "day", "from": f"{day}T00:00:00", "clock": False}}


def choice(value: str) -> dict[str, Any]:
    return {"entity": "choice", "value": value}


def why(step: filling.Step) -> list[str]:
    return [said["why"] for said in step.say]


def test_a_day_on_which_the_shop_is_shut_is_refused_with_the_reason() -> None:
    step = booking({"requested_slot": "day"}, "am Sonntag", day_said("2026-12-06"))
    assert (step.ask, step.slots.get("day"), why(step)) == ("day", None, ["shut"])
    step = booking({"requested_slot": "day"}, "heute", day_said("2026-11-30"))
    assert (step.ask, step.slots.get("day"), why(step)) == ("day", None, ["far"])
    step = booking({"requested_slot": "day"}, "Freitag", day_said("2026-12-04"))
    assert (step.ask, step.slots.get("day"), why(step)) == ("time", "2026-12-04", [])


def test_an_hour_after_closing_is_refused_and_the_day_stays() -> None:
    step = booking({"requested_slot": "time", "day": "2026-12-04"}, "22")
    assert (step.ask, step.slots["day"], step.slots.get("time")) == ("time", "2026-12-04", None)
    assert why(step) == ["hour"]


def test_another_shop_pressed_above_takes_back_a_day_it_is_shut_on() -> None:
    slots = {"shop": "hanoi", "requested_slot": "time", "day": "2026-12-06"}
    step = booking(slots, "Leipzig", choice("leipzig"))
    assert (step.slots["shop"], step.slots["day"], step.ask) == ("leipzig", None, "day")
    assert why(step) == ["shut"]


def test_a_button_of_another_question_is_no_answer_to_this_one() -> None:
    step = booking({"requested_slot": "day"}, "Leipzig", choice("leipzig"))
    assert (step.slots["shop"], step.slots.get("day"), step.ask) == ("leipzig", None, "day")
    step = booking({"requested_slot": "contact", "day": "2026-12-04", "time": "10:00"},
                   "damaged", choice("damaged"))
    assert (step.changes, step.ask) == ({}, "contact")


def test_a_day_that_has_passed_meanwhile_is_not_booked() -> None:
    slots = {"day": "2026-11-27", "time": "10:00", "contact": "Anna", "requested_slot": "confirmed"}
    step = filling.hear({**BOOKING, **slots}, Heard("affirm", True, "ja", ()),
                        Known(1, None, TODAY))
    assert (step.ask, step.slots["confirmed"], why(step)) == ("day", None, ["far"])
    step = filling.hear({**BOOKING, **slots}, Heard("deny", True, "nein", ()),
                        Known(1, None, TODAY))
    assert (step.ask, step.slots["confirmed"], why(step)) == (None, False, [])

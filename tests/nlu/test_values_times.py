"""Dates, hours and lengths of time as customers of three languages write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.values import Time, Value, read
from nlu.values.holidays import DAYS, easter, holiday, orthodox_easter
from nlu.values.lexicon import TABLES

WEDNESDAY = datetime(2026, 11, 25, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))

DE = [
    ("Ich komme morgen um 15 Uhr vorbei", "2026-11-26T15:00"),
    ("geht auch nächsten Freitag?", "2026-11-27"),
    ("uebermorgen um halb drei", "2026-11-27T14:30"),
    ("am 5.3. hätte ich Zeit", "2027-03-05"),
    ("bestellt am 12. Oktober 2026", "2026-10-12"),
    ("Lieferung bis zum 24.12.2026 möglich?", "../2026-12-24"),
    ("Dienstagabend würde passen", "2026-12-01T18:00/2026-12-02T00:00"),
    ("von Montag bis Mittwoch bin ich weg", "2026-11-30/2026-12-03"),
    ("zwischen 14 und 16 Uhr", "2026-11-25T14:00/2026-11-25T17:00"),
    ("letzte Woche kam nichts an", "2026-11-16"),
    ("seit Oktober warte ich", "2027-10/.."),
    ("Anfang Dezember", "2026-12-01/2026-12-11"),
    ("erster Montag im Januar", "2027-01-04"),
    ("vor drei Tagen bestellt", "2026-11-22T10:00"),
    ("die nächsten zwei Wochen", "2026-11-30/2026-12-14"),
    ("Viertel vor vier", "2026-11-25T15:45"),
    ("noch vor Weihnachten", "../2026-12-25"),
    ("Ostermontag habt ihr zu?", "2027-03-29"),
    ("heute Nachmittag", "2026-11-25T12:00/2026-11-25T19:00"),
    ("Mittwoch in zwei Wochen", "2026-12-09"),
    ("Fr., 27.11., 10.15 Uhr", "2026-11-27T10:15"),
    ("heute in 14 Tagen", "2026-12-09"),
]
VI = [
    ("mai lúc 9 giờ sáng mình qua nhé", "2026-11-26T09:00"),
    ("thứ sáu tuần sau", "2026-12-04"),
    ("thu sau tuan sau", "2026-12-04"),
    ("3h chiều mai", "2026-11-26T15:00"),
    ("ngày 5 tháng 3 năm 2027", "2027-03-05"),
    ("5/3", "2027-03-05"),
    ("3 ngày trước em có đặt", "2026-11-22T10:00"),
    ("chủ nhật này", "2026-11-29"),
    ("tuần trước chưa nhận được", "2026-11-16"),
    ("hai giờ rưỡi chiều", "2026-11-25T14:30"),
    ("từ thứ hai đến thứ tư", "2026-11-30/2026-12-03"),
    ("giao trước tết được không", "../2027-02-06"),
    ("mùng 3 tháng 12", "2026-12-03"),
    ("cuối tháng này", "2026-11-21/2026-12-01"),
    ("tối mai", "2026-11-26T18:00/2026-11-27T00:00"),
    ("t7 tuần này", "2026-11-28"),
    ("hom qua", "2026-11-24"),
    ("8h toi mai", "2026-11-26T20:00"),
    ("2 ngay nua", "2026-11-27T10:00"),
    ("cuối tháng", "2026-11-21/2026-12-01"),
    ("3 rưỡi chiều mai", "2026-11-26T15:30"),
    ("toi thu 7", "2026-11-28T18:00/2026-11-29T00:00"),
]
EN = [
    ("can I come in tomorrow at 3pm", "2026-11-26T15:00"),
    ("the parcel should arrive in two days", "2026-11-27T10:00"),
    ("next Friday would suit me", "2026-11-27"),
    ("I ordered it on 12 October", "2027-10-12"),
    ("on 5/3", "2027-03-05"),
    ("between Monday and Wednesday", "2026-11-30/2026-12-03"),
    ("half past six this evening", "2026-11-25T18:30"),
    ("first Monday of January", "2027-01-04"),
    ("last week", "2026-11-16"),
    ("by the end of November", "2026-11-25T10:30:00/2026-12-01T00:00:00"),
    ("after 2 pm", "2026-11-25T14:00/.."),
    ("Good Friday", "2027-03-26"),
    ("Christmas Eve at noon", "2026-12-24T12:00"),
    ("the day after tomorrow", "2026-11-27"),
    ("a quarter to five", "2026-11-25T16:45"),
    ("three weeks ago", "2026-11-04"),
    ("2026-12-01", "2026-12-01"),
]
LENGTHS = [
    ("de", "eine halbe Stunde", "PT30M"), ("de", "anderthalb Stunden", "PT1H30M"),
    ("de", "14 Tage", "P14D"), ("de", "2 Jahre und 6 Monate", "P2Y6M"),
    ("de", "eine Dreiviertelstunde", "PT45M"),
    ("vi", "hai tiếng rưỡi", "PT2H30M"), ("vi", "3 ngày", "P3D"), ("vi", "nửa tiếng", "PT30M"),
    ("en", "an hour and a half", "PT1H30M"), ("en", "2 weeks", "P14D"),
    ("en", "three quarters of an hour", "PT45M"), ("en", "1 hour 30", "PT1H30M"),
]
NOTHING = [
    ("de", "Guten Morgen"), ("en", "may I return it?"), ("en", "Good evening, I have a question"),
    ("vi", "chị Mai ơi"), ("vi", "toi muon doi sang mau khac"), ("de", "bis die Tage"),
    ("de", "zum ersten Mal hier"), ("vi", "lấy cái kia"), ("de", "der dritte Artikel"),
    ("de", "die Hose in 38"), ("de", "am 31.2."), ("de", "um 27 Uhr"),
    ("de", "LM-10234"), ("en", "iphone12 case"), ("de", "Hausnummer 12"), ("en", "I won 5 times"),
]


def times(text: str, language: str) -> list[Value]:
    return [v for v in read(text, language, WEDNESDAY) if v.kind == "time"]


@pytest.mark.parametrize(("language", "text", "value"), [
    *(("de", *row) for row in DE), *(("vi", *row) for row in VI), *(("en", *row) for row in EN)])
def test_times(language: str, text: str, value: str) -> None:
    assert [v.of.canonical for v in times(text, language)] == [value]


@pytest.mark.parametrize(("language", "text", "value"), LENGTHS)
def test_lengths(language: str, text: str, value: str) -> None:
    found = read(text, language, WEDNESDAY)
    assert [(v.kind, v.of.canonical) for v in found] == [("duration", value)]


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_no_time_where_none_is_said(language: str, text: str) -> None:
    assert times(text, language) == []


def test_a_span_and_the_zone_of_the_shop() -> None:
    found = times("Ich komme morgen um 15 Uhr vorbei", "de")[0]
    assert "Ich komme morgen um 15 Uhr vorbei"[found.start : found.end] == "morgen um 15 Uhr"
    assert isinstance(found.of, Time)
    assert found.of.start == datetime(2026, 11, 26, 15, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (found.of.grain, found.of.dated, found.of.clock) == ("hour", True, True)


def test_what_was_not_said_is_marked() -> None:
    at_three, friday = times("at 3", "en")[0].of, times("on Friday", "en")[0].of
    assert isinstance(at_three, Time)
    assert isinstance(friday, Time)
    assert (at_three.dated, at_three.clock, at_three.either) == (False, True, True)
    assert (friday.dated, friday.clock, friday.either) == (True, False, False)


def test_the_order_of_day_and_month_is_a_setting() -> None:
    british, american = (read("5/3", "en", WEDNESDAY, day_first=first)[0].of.canonical
                         for first in (True, False))
    assert (british, american) == ("2027-03-05", "2027-05-03")
    assert read("13/3", "en", WEDNESDAY, day_first=False)[0].of.canonical == "2027-03-13"


@pytest.mark.parametrize(("name", "day"), [
    ("easter", date(2026, 4, 5)), ("orthodox_easter", date(2026, 4, 12)),
    ("tet", date(2026, 2, 17)), ("tet", date(2007, 2, 17)), ("chinese_new_year", date(2007, 2, 18)),
    ("mid_autumn", date(2026, 9, 25)), ("advent", date(2026, 11, 29)),
    ("thanksgiving", date(2026, 11, 26)), ("passover", date(2026, 4, 1)),
    ("rosh_hashanah", date(2026, 9, 11)), ("diwali", date(2026, 11, 8)),
    ("eid_al_fitr", date(2026, 3, 20)), ("mothers_day", date(2026, 5, 10)),
])
def test_holidays(name: str, day: date) -> None:
    year = datetime(day.year, 1, 1)
    assert next(holiday(name).after(year)).start.date() == day


def test_every_holiday_comes_every_year_or_nearly() -> None:
    for name in DAYS:
        assert any(holiday(name).group(year) for year in (2025, 2026, 2027)), name
    assert easter(2027) == date(2027, 3, 28)
    assert orthodox_easter(2027) == date(2027, 5, 2)


NIGHT = datetime(2026, 11, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))


def test_an_open_end_stays_open_at_night() -> None:
    (found,) = read("anything after four o'clock today", "en", NIGHT)
    assert found.of.canonical == "2026-11-25T16:00/.."


ODD = ["0", "24:00", "31.12.9999", "29.2.", "1.1.0001", "9999-12-31", "99/99", "3h", "12,5", "4",
       "10" * 10]


@st.composite
def jumbled(draw: st.DrawFn) -> tuple[str, str]:
    """Words that mean times, with odd numbers between them, in any order."""
    language = draw(st.sampled_from(list(TABLES)))
    known = [phrase for words in TABLES[language] for entries in words.values()
             for phrase in entries]
    picked = draw(st.lists(st.one_of(st.sampled_from(known), st.sampled_from(ODD)), max_size=6))
    return " ".join(picked), language


@given(jumbled(), st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)))
def test_no_words_at_any_hour_break_the_reader(jumble: tuple[str, str], now: datetime) -> None:
    for value in read(*jumble, now):
        assert value.start < value.end

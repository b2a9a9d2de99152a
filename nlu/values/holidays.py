"""Holidays by rule: fixed days, weekdays of a month, days around Easter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from nlu.values.calendars import (
    DAY_2000,
    SYNODIC,
    hanukkah,
    hebrew,
    hindu,
    ingress,
    islamic,
    local_day,
    lunar_new_year,
    phase_near,
    shvat,
)
from nlu.values.grains import Series, Span, count

Rule = Callable[[int], date]


def easter(year: int) -> date:
    """Western Easter Sunday (Gregorian computus, Meeus, Astronomical Algorithms, ch. 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Eastern Easter Sunday (Julian computus, the same source), as a Gregorian date."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=year // 100 - year // 400 - 2)


def on(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def nth(month: int, weekday: int, number: int) -> Rule:
    """The first, second, … (1, 2, …) or last (-1) weekday of a month."""
    def find(year: int) -> date:
        if number > 0:
            first = date(year, month, 1)
            return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return find


def around(base: Rule, days: int) -> Rule:
    return lambda year: base(year) + timedelta(days=days)


def advent(number: int) -> Rule:
    """The fourth Sunday of Advent is the last before Christmas."""
    def find(year: int) -> date:
        eve = date(year, 12, 24)
        return eve - timedelta(days=(eve.weekday() + 1) % 7 + 7 * (4 - number))
    return find


def holiday(name: str) -> Series:
    """Every year's holiday, as a day or an interval of days. Raises KeyError."""
    return Series("day", count("year"), lambda year: _spans(name, year), reach=5, holiday=name)


@lru_cache(maxsize=4096)
def _spans(name: str, year: int) -> tuple[Span, ...]:
    """A holiday's spans in a year; kept, because sun and moon take a while."""
    found = DAYS[name](year)
    days = found if isinstance(found, list) else [found]
    length = LENGTHS.get(name, 1)
    return tuple(_span(name, datetime(d.year, d.month, d.day), length) for d in days)


def _span(name: str, day: datetime, length: int) -> Span:
    if name == "earth_hour":
        return Span(day + timedelta(hours=20, minutes=30),
                    day + timedelta(hours=21, minutes=31), "minute", True)
    if name == "ramadan":
        month = day + timedelta(days=31)
        length = next(((eid - day.date()).days for eid in islamic(10, 1)(month.year)
                       if 28 < (eid - day.date()).days < 32), length)
    return Span(day, day + timedelta(days=length), "day", length > 1)


def _weekday_near(day: date) -> date:
    """A Saturday's day is kept on Friday, a Sunday's on Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _earth_hour(year: int) -> date:
    """The last Saturday of March, a week earlier when it is the day before Easter."""
    day = nth(3, 5, -1)(year)
    return day - timedelta(days=7) if day == easter(year) - timedelta(days=1) else day


def _friday_before(day: date) -> date:
    return day - timedelta(days=(day.weekday() - 4) % 7 or 7)


def _yom_hashoah(year: int) -> date:
    """The eve of 27 Nisan, kept away from the Sabbath."""
    day = PASSOVER(year) + timedelta(days=12)
    return day + timedelta(days={4: -1, 6: 1}.get(day.weekday(), 0) - 1)


def _yom_haatzmaut(year: int) -> date:
    """The eve of 5 Iyar, moved off Friday, Saturday and Monday."""
    day = PASSOVER(year) + timedelta(days=20)
    return day + timedelta(days={4: -1, 5: -2, 0: 1}.get(day.weekday(), 0) - 1)


def _tisha_bav(year: int) -> date:
    """The eve of 9 Av; of 10 Av when the ninth is a Sabbath."""
    day = PASSOVER(year) + timedelta(days=112)
    return day + timedelta(days=(day.weekday() == 5) - 1)


def _lunar(year: int, month: int, day: int) -> date:
    """A day of the Vietnamese lunar year; leap months (one year in three) are not counted."""
    start = TET(year).toordinal() - DAY_2000
    moon = phase_near(start + SYNODIC * (month - 1))
    return local_day(moon, 7) + timedelta(days=day - 1)


def _mid_autumn(year: int) -> date:
    """15 of the eighth month: the full moon nearest to a week after the September equinox."""
    middle = date(year, 9, 23).toordinal() - DAY_2000
    begins = phase_near(phase_near(middle, 180.0) - SYNODIC / 2)
    return local_day(begins, 7) + timedelta(days=14)


def _full_moon(year: int, month: int) -> date:
    moment = phase_near(date(year, month, 15).toordinal() - DAY_2000, 180.0)
    return local_day(moment, 8)


def _rabindra(year: int) -> date:
    return ingress(0)(year) + timedelta(days=25)


def _onam(year: int) -> date:
    return ingress(4)(year) + timedelta(days=10)


def _parsi(year: int) -> date:
    """The Shahenshahi year has 365 days and no leap day."""
    return date(2018, 8, 17) + timedelta(days=365 * (year - 2018))


CHRISTMAS = on(12, 25)
PASSOVER = hebrew(0, spring=True)
TET = lunar_new_year(7)
NEW_MOON_TO_DIWALI = hindu(7, 30, 18.5)
DAYS: dict[str, Rule | Callable[[int], list[date]]] = {
    "new_year": on(1, 1), "epiphany": on(1, 6), "valentine": on(2, 14), "womens_day": on(3, 8),
    "patrick": on(3, 17), "april_fool": on(4, 1), "labour_day": on(5, 1),
    "reunification_vn": on(4, 30), "national_vn": on(9, 2), "teachers_vn": on(11, 20),
    "vn_womens_day": on(10, 20), "german_unity": on(10, 3), "reformation": on(10, 31),
    "halloween": on(10, 31), "all_saints": on(11, 1), "all_souls": on(11, 2),
    "martin": on(11, 11), "nicholas": on(12, 6), "christmas_eve": on(12, 24),
    "christmas": CHRISTMAS, "boxing_day": on(12, 26), "new_years_eve": on(12, 31),
    "assumption": on(8, 15), "independence_us": on(7, 4), "veterans_day": on(11, 11),
    "vegan_day": on(11, 1), "childrens_day": on(6, 1), "earth_day": on(4, 22),
    "kings_day_nl": lambda y: date(y, 4, 27) - timedelta(days=date(y, 4, 27).weekday() == 6),
    "bosses_day": lambda y: _weekday_near(date(y, 10, 16)),
    "austria_national": on(10, 26), "swiss_national": on(8, 1), "guy_fawkes": on(11, 5),
    "mothers_day": nth(5, 6, 2), "fathers_day": nth(6, 6, 3), "mlk": nth(1, 0, 3),
    "presidents_day": nth(2, 0, 3), "memorial_day": nth(5, 0, -1), "labor_day_us": nth(9, 0, 1),
    "columbus": nth(10, 0, 2), "thanksgiving": nth(11, 3, 4),
    "black_friday": around(nth(11, 3, 4), 1), "cyber_monday": around(nth(11, 3, 4), 4),
    "early_may_bank": nth(5, 0, 1), "spring_bank": nth(5, 0, -1), "summer_bank": nth(8, 0, -1),
    "thanksgiving_ca": nth(10, 0, 2), "earth_hour": _earth_hour,
    "advent": advent(1), "advent2": advent(2), "advent3": advent(3), "advent4": advent(4),
    "totensonntag": around(advent(1), -7), "repentance": around(advent(1), -11),
    "easter": easter, "easter_monday": around(easter, 1), "good_friday": around(easter, -2),
    "maundy_thursday": around(easter, -3), "holy_saturday": around(easter, -1),
    "palm_sunday": around(easter, -7), "ash_wednesday": around(easter, -46),
    "shrove_tuesday": around(easter, -47), "rose_monday": around(easter, -48),
    "ascension": around(easter, 39), "fathers_day_de": around(easter, 39),
    "pentecost": around(easter, 49), "whit_monday": around(easter, 50),
    "trinity": around(easter, 56), "corpus_christi": around(easter, 60),
    "orthodox_easter": orthodox_easter, "orthodox_monday": around(orthodox_easter, 1),
    "orthodox_friday": around(orthodox_easter, -2), "lazarus": around(orthodox_easter, -8),
    "orthodox_saturday": around(orthodox_easter, -1),
    "orthodox_palm": around(orthodox_easter, -7), "clean_monday": around(orthodox_easter, -48),
    "rosh_hashanah": hebrew(-1), "yom_kippur": hebrew(8), "sukkot": hebrew(13),
    "shemini": hebrew(20), "simchat_torah": hebrew(21), "hanukkah": around(hanukkah, -1),
    "tu_bishvat": around(shvat(15), -1), "purim": around(PASSOVER, -31),
    "shushan_purim": around(PASSOVER, -30), "passover": around(PASSOVER, -1),
    "yom_hashoah": _yom_hashoah, "yom_haatzmaut": _yom_haatzmaut,
    "lag_baomer": around(PASSOVER, 32), "shavuot": around(PASSOVER, 49),
    "tisha_bav": _tisha_bav,
    "islamic_new_year": islamic(1, 1), "ashura": islamic(1, 10), "mawlid": islamic(3, 12),
    "isra": islamic(7, 27), "ramadan": islamic(9, 1), "laylat_al_qadr": islamic(9, 27),
    "eid_al_fitr": islamic(10, 1), "eid_al_adha": islamic(12, 10),
    "jumuatul_wida": lambda y: [_friday_before(d) for d in islamic(10, 1)(y)],
    "tet": TET, "tet_eve": around(TET, -1), "chinese_new_year": lunar_new_year(8),
    "mid_autumn": _mid_autumn, "hung_kings": lambda y: _lunar(y, 3, 10),
    "vu_lan": lambda y: _lunar(y, 7, 15), "vesak": lambda y: _full_moon(y, 5),
    "pongal": ingress(9), "bhogi": around(ingress(9), -1), "mattu_pongal": around(ingress(9), 1),
    "kaanum_pongal": around(ingress(9), 2), "vaisakhi": ingress(0),
    "diwali": NEW_MOON_TO_DIWALI, "dhanteras": hindu(7, 28, 18.5),
    "naraka": around(NEW_MOON_TO_DIWALI, -1), "govardhan": hindu(8, 1), "bhai_dooj": hindu(8, 2),
    "chhath": hindu(8, 6), "karva_chauth": hindu(7, 19, 20), "holi": around(hindu(12, 15, 18), 1),
    "holika": hindu(12, 15, 18), "maha_shivaratri": hindu(11, 29, 24),
    "vasant_panchami": hindu(11, 5, 9), "rama_navami": hindu(1, 9, 12),
    "mahavir": hindu(1, 13), "ugadi": hindu(1, 1), "raksha_bandhan": hindu(5, 15, 9),
    "janmashtami": hindu(5, 23, 24), "ganesh": hindu(6, 4, 12), "navaratri": hindu(7, 1),
    "maha_saptami": hindu(7, 7), "maha_navami": hindu(7, 9), "vijayadashami": hindu(7, 10, 14),
    "ratha_yatra": hindu(4, 2), "guru_ravidass": hindu(11, 15), "pargat_diwas": hindu(7, 15),
    "dayananda": hindu(11, 25), "guru_gobind": hindu(10, 7),
    "parsi_new_year": _parsi,
    "rabindra": _rabindra, "onam": _onam,
    "youth_service": nth(4, 4, 3),
}
LENGTHS = {  # days of those that are longer than one
    "rosh_hashanah": 3, "sukkot": 9, "hanukkah": 8, "passover": 9, "shavuot": 3, "ramadan": 30,
    "navaratri": 10, "lent": 46, "great_lent": 40, "youth_service": 3}
DAYS["lent"] = DAYS["ash_wednesday"]
DAYS["great_lent"] = DAYS["clean_monday"]

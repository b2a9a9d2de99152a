"""Numbers, ordinals, money and quantities; and any text without an exception or a long wait."""

from __future__ import annotations

import random
import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.values import read

NOW = datetime(2026, 11, 25, 10, 30)

NUMBERS = [
    ("de", "zweiundzwanzig", "22"), ("de", "dreitausendfünfhundert", "3500"),
    ("de", "1.250", "1250"), ("de", "3,5", "3.5"), ("de", "drei Komma fünf", "3.5"),
    ("de", "zwoelf", "12"), ("de", "zwei Millionen", "2000000"),
    ("vi", "hai mươi mốt", "21"), ("vi", "hai muoi mot", "21"), ("vi", "mười lăm", "15"),
    ("vi", "một trăm linh năm", "105"), ("vi", "ba trăm năm mươi", "350"),
    ("en", "twenty-one", "21"), ("en", "three hundred and five", "305"),
    ("en", "1,250.5", "1250.5"), ("en", "two dozen", "24"), ("en", "-7", "-7"),
]
ORDINALS = [("de", "der dritte Artikel", "3"), ("de", "das zweiundzwanzigste", "22"),
            ("en", "the second one", "2"), ("en", "my 3rd order", "3"),
            ("en", "twenty-first", "21")]
MONEY = [
    ("de", "49,90 €", "49.90 EUR"), ("de", "kostet 1.250 Euro", "1250 EUR"),
    ("de", "zwischen 10 und 20 Euro", "10..20 EUR"), ("de", "unter 50 Euro", "..50 EUR"),
    ("de", "mindestens 30 €", "30.. EUR"), ("de", "20 Euro 50", "20.50 EUR"),
    ("de", "zwanzig Franken", "20 CHF"),
    ("vi", "1,2 triệu", "1200000 VND"), ("vi", "2tr5", "2500000 VND"), ("vi", "500k", "500000 VND"),
    ("vi", "1.290.000đ", "1290000 VND"), ("vi", "tu 200k den 500k", "200000..500000 VND"),
    ("vi", "dưới 300 nghìn đồng", "..300000 VND"), ("vi", "khoảng 20 đô", "20 USD"),
    ("vi", "hai trăm ngàn đồng", "200000 VND"),
    ("en", "$49.90", "49.90 USD"), ("en", "twenty pounds", "20 GBP"),
    ("en", "more than £30", "30.. GBP"), ("en", "10-20 euros", "10..20 EUR"),
    ("en", "$20 and 43 cents", "20.43 USD"), ("en", "five bucks", "5 USD"),
    ("vi", "2 triệu 5 được không", "2500000 VND"), ("vi", "một triệu hai", "1200000 VND"),
    ("vi", "2 triệu 5 cái", "2000000 VND"), ("vi", "200 đến 300k", "200000..300000 VND"),
    ("de", "49,- Euro", "49 EUR"), ("de", "1,2 Mio VND", "1200000 VND"),
]
NO_MONEY = [("vi", "em cao 1m60 nặng 50kg"), ("de", "am Fr. 20 Uhr"), ("de", "Fr. 20. Dezember")]
QUANTITIES = [
    ("de", "2 kg Reis", "2000 gram"), ("de", "1,80 m lang", "1.80 metre"),
    ("vi", "3 mét vải", "3 metre"), ("en", "6 feet 2 inches", "74 inch"),
    ("en", "half a litre", "0.5 litre"),
]


def said(text: str, language: str, kind: str) -> list[str]:
    return [v.of.canonical for v in read(text, language, NOW) if v.kind == kind]


@pytest.mark.parametrize(("language", "text", "value"), NUMBERS)
def test_numbers(language: str, text: str, value: str) -> None:
    assert said(text, language, "number") == [value]


@pytest.mark.parametrize(("language", "text", "value"), ORDINALS)
def test_ordinals(language: str, text: str, value: str) -> None:
    assert said(text, language, "ordinal") == [value]


@pytest.mark.parametrize(("language", "text", "value"), MONEY)
def test_money(language: str, text: str, value: str) -> None:
    assert said(text, language, "amount") == [value]


@pytest.mark.parametrize(("language", "text"), NO_MONEY)
def test_no_money(language: str, text: str) -> None:
    assert said(text, language, "amount") == []


@pytest.mark.parametrize(("language", "text", "value"), QUANTITIES)
def test_quantities(language: str, text: str, value: str) -> None:
    found = read(text, language, NOW)
    assert [v.of.canonical.rstrip("0") if "." in v.of.canonical.split()[0] else v.of.canonical
            for v in found if v.kind == "quantity"] == [value]


def test_an_implied_currency_is_marked() -> None:
    details = [read(text, "vi", NOW)[0].as_json() for text in ("500k", "500k đồng")]
    assert [d["implied"] for d in details] == [True, False]
    assert details[0]["value"] == "500000 VND"


PIECES = [
    "monday", "morgen", "thứ", "sáu", "tuần", "sau", "5", "10:30", "€", "bis", "from", "to", "next",
    "last", "3.", "märz", "may", "heute", "in", "zwei", "Tagen", "2tr5", "500k", "-", "/", ",",
    "ostern", "first", "of", "the", "tết", "năm", "31.12.9999", "999999999999", "hundert", "ago",
]


@given(st.text(st.characters(codec=None), max_size=300), st.sampled_from(["de", "vi", "en", "xx"]))
def test_any_text_is_read(text: str, language: str) -> None:
    for value in read(text, language, NOW):
        assert 0 <= value.start < value.end <= len(text)
        assert value.as_json()["value"]


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["de", "vi", "en"]))
def test_any_words_of_time_are_read(words: list[str], language: str) -> None:
    text = " ".join(words)
    for value in read(text, language, NOW):
        assert text[value.start : value.end].strip()
        assert value.of.canonical


@pytest.mark.parametrize("language", ["de", "vi", "en"])
@pytest.mark.parametrize("text", [
    "1 " * 1000, "Fri 13 July " * 180, "9" * 2000, "1/2" * 660, "12:30 - 13:40 " * 140,
    "thứ sáu tuần sau lúc 3 giờ chiều " * 60, "monday " * 280, "und" * 660, "((((" * 500,
    "x1y2z3" * 330, " ".join(random.Random(1).choices(PIECES, k=400))])
def test_a_long_text_takes_no_long_time(text: str, language: str) -> None:
    """20 ms on a machine at rest; the limit here leaves room for a busy one."""
    spent = []
    for _ in range(5):
        started = time.process_time()
        read(text[:2000], language, NOW)
        spent.append(time.process_time() - started)
    assert min(spent) < 0.06

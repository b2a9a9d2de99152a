"""What customers' words mean for a job's questions, in three languages."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import hearing
from actions.hearing import Heard
from actions.jobs import PURPOSES, REASONS, SHOPS
from nlu.components.values import read
from tests.actions.talk import heard

WEDNESDAY = datetime(2026, 11, 25, 10, 30, tzinfo=ZoneInfo("Europe/Berlin"))
DRESS = {"sku": "A", "names": ["Leinenkleid Heide", "Đầm lanh Heide", "Heide linen dress"]}
CUSHION = {"sku": "B", "names": ["Kissenbezug Lila", "Vỏ gối Lila", "Lila cushion cover"]}


def spoken(text: str, language: str) -> Heard:
    """A message with the values that Rasa's entity extractor reads in it."""
    found = read(text, language, WEDNESDAY)
    return Heard("inform", True, text, tuple(entity.as_dict() for entity in found))


@pytest.mark.parametrize(("slot", "text", "value"), [
    ("reason", "ist mir leider zu klein", "too_small"),
    ("reason", "viel zu weit an den Schultern", "too_big"),
    ("reason", "hat ein Loch", "damaged"),
    ("reason", "hab's mir anders überlegt", "changed_mind"),
    ("reason", "gefällt mir nicht", "not_as_expected"),
    ("reason", "áo chật quá", "too_small"),
    ("reason", "rộng quá mặc không vừa", "too_big"),
    ("reason", "shop giao nhầm rồi", "wrong_item"),
    ("reason", "ao bi rach", "damaged"),
    ("reason", "it's too big on me", "too_big"),
    ("reason", "I just don't like it", "not_as_expected"),
    ("reason", "keine Ahnung", None),
    ("shop", "in München wäre gut", "muenchen"),
    ("shop", "Munich please", "muenchen"),
    ("shop", "ở Sài Gòn", "hcmc"),
    ("shop", "Ha Noi", "hanoi"),
    ("shop", "in Paris", None),
    ("purpose", "Vorhänge ausmessen", "curtains"),
    ("purpose", "I want a hem shortened", "alteration"),
    ("purpose", "tư vấn đồ gỗ", "furniture"),
])
def test_keywords(slot: str, text: str, value: str | None) -> None:
    assert hearing.keyword(slot, text) == value


@pytest.mark.parametrize(("text", "skus"), [
    ("das Kleid", ["A"]), ("nur der Kissenbezug", ["B"]), ("beide", ["A", "B"]),
    ("alles bitte", ["A", "B"]), ("the dress", ["A"]), ("both of them", ["A", "B"]),
    ("cái đầm", ["A"]), ("vỏ gối", ["B"]), ("cả hai", ["A", "B"]), ("the second one", ["B"]),
    ("das erste", ["A"]), ("weiß nicht", None), ("", None),
])
def test_items_of_an_order(text: str, skus: list[str] | None) -> None:
    assert hearing.items(text, [DRESS, CUSHION]) == skus


@pytest.mark.parametrize(("language", "text", "day"), [
    ("de", "morgen", date(2026, 11, 26)), ("de", "übermorgen", date(2026, 11, 27)),
    ("de", "am Freitag", date(2026, 11, 27)), ("de", "am 3.12.", date(2026, 12, 3)),
    ("en", "on Wednesday", date(2026, 12, 2)), ("en", "tomorrow at 3", date(2026, 11, 26)),
    ("vi", "thứ sáu", date(2026, 11, 27)), ("vi", "ngày mai", date(2026, 11, 26)),
    ("vi", "chủ nhật", date(2026, 11, 29)), ("vi", "05/12", date(2026, 12, 5)),
    ("en", "2026-12-01", date(2026, 12, 1)), ("de", "31.2.", None), ("de", "irgendwann", None),
    ("de", "um 15 Uhr", None), ("de", "Guten Morgen", None), ("en", "next week", None),
    ("de", "in drei Tagen", date(2026, 11, 28)), ("vi", "thứ sáu tuần sau", date(2026, 12, 4)),
    ("de", "Dienstag oder Mittwoch", date(2026, 12, 1)),
])
def test_days(language: str, text: str, day: date | None) -> None:
    assert hearing.day(spoken(text, language)) == day


@pytest.mark.parametrize(("language", "text", "time"), [
    ("de", "um 15 Uhr", "15:00"), ("en", "3 pm", "15:00"), ("de", "15:30", "15:30"),
    ("vi", "3 giờ chiều", "15:00"), ("vi", "9h30 sáng", "09:30"), ("de", "10.15 Uhr", "10:15"),
    ("de", "egal", None), ("de", "um 27 Uhr", None), ("de", "morgen um 3", "15:00"),
    ("en", "tomorrow at 3", "15:00"), ("de", "halb drei", "14:30"), ("en", "at 9", "09:00"),
    ("de", "in drei Tagen", None), ("de", "15", "15:00"), ("vi", "3", "15:00"),
    ("de", "am Dienstag", None),
])
def test_times(language: str, text: str, time: str | None) -> None:
    assert hearing.clock_time(spoken(text, language)) == time


def test_the_last_number_named_is_the_one_meant() -> None:
    two = Heard("correct", True, "nicht 10234, 10235",
                ({"entity": "order_number", "value": "10234"},
                 {"entity": "order_number", "value": "10235"}))
    assert hearing.order_number(two) == "10235"


def test_the_orders_own_number_proves_nothing() -> None:
    assert hearing.proof(heard("10115", postcode="10115"), "10115") is None
    assert hearing.proof(heard("20099", postcode="20099"), "10115") == "20099"
    assert hearing.proof(heard("a@b.org", email="a@b.org"), "10115") == "a@b.org"


@pytest.mark.parametrize(("what", "interrupts"), [
    (heard("Was kostet der Versand?", "ask_shipping_cost"), True),
    (heard("Hauptstraße 5, 20099 Hamburg", "order_change_address"), False),
    (heard("Hauptstraße 5, 20099 Hamburg", "ask_store_location", sure=False), False),
    (heard("ein Mensch bitte", "request_human"), True),
    (heard("wo ist mein Paket", "order_status"), True),
])
def test_interruptions(what: Heard, interrupts: bool) -> None:
    assert hearing.interrupts(what, "order_change_address") is interrupts


@given(st.text(max_size=300))
def test_anything_typed_is_read_without_a_stumble(text: str) -> None:
    assert hearing.keyword("reason", text) in (None, *REASONS)
    assert hearing.keyword("shop", text) in (None, *SHOPS)
    assert hearing.keyword("purpose", text) in (None, *PURPOSES)
    hearing.items(text, [DRESS, CUSHION])
    hearing.day(spoken(text, "vi"))
    hearing.clock_time(spoken(text, "en"))
    hearing.free_text("wish", heard(text), "exchange_item")


@pytest.mark.parametrize(("text", "language", "size"), [
    ("L statt M", "de", "L"), ("statt M lieber L", "de", "L"),
    ("nicht in M, sondern in L", "de", "L"),
    ("in Größe L, nicht M", "de", "L"), ("instead of M, do you have L", "en", "L"),
    ("L instead of M please", "en", "L"), ("not M but L", "en", "L"),
    ("thay vì size M thì còn size L không", "vi", "L"), ("size L chứ không phải size M", "vi", "L"),
    ("M hoặc L", "vi", None), ("M or L", "en", None), ("gibt es das nicht in M?", "de", "M"),
])
def test_which_of_several_sizes_is_meant(text: str, language: str, size: str | None) -> None:
    assert hearing.meant(spoken(text, language), "size") == size

"""What customers' words mean for a job's questions, in three languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import hearing
from actions.hearing import Heard
from actions.jobs import PURPOSES, REASONS, SHOPS

WEDNESDAY = date(2026, 11, 25)
DRESS = {"sku": "A", "names": ["Leinenkleid Heide", "Đầm lanh Heide", "Heide linen dress"]}
CUSHION = {"sku": "B", "names": ["Kissenbezug Lila", "Vỏ gối Lila", "Lila cushion cover"]}


def heard(text: str, intent: str = "inform", sure: bool = True, **values: str) -> Heard:
    return Heard(intent, sure, text, tuple({"entity": k, "value": v} for k, v in values.items()))


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


@pytest.mark.parametrize(("text", "day"), [
    ("morgen", date(2026, 11, 26)), ("übermorgen", date(2026, 11, 27)),
    ("am Freitag", date(2026, 11, 27)), ("am 3.12.", date(2026, 12, 3)),
    ("on Wednesday", date(2026, 12, 2)), ("tomorrow at 3", date(2026, 11, 26)),
    ("thứ sáu", date(2026, 11, 27)), ("ngày mai", date(2026, 11, 26)),
    ("chủ nhật", date(2026, 11, 29)), ("05/12", date(2026, 12, 5)),
    ("2026-12-01", date(2026, 12, 1)), ("31.2.", None), ("irgendwann", None),
])
def test_days(text: str, day: date | None) -> None:
    assert hearing.day(text, WEDNESDAY) == day


@pytest.mark.parametrize(("text", "time"), [
    ("um 15 Uhr", "15:00"), ("3 pm", "15:00"), ("15:30", "15:30"), ("3 giờ chiều", "15:00"),
    ("9h30 sáng", "09:30"), ("10.15 Uhr", "10:15"), ("egal", None), ("um 27 Uhr", None),
])
def test_times(text: str, time: str | None) -> None:
    assert hearing.clock_time(text) == time


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
    hearing.day(text, WEDNESDAY)
    hearing.clock_time(text)
    hearing.free_text("wish", heard(text), "exchange_item")

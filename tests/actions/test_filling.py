"""How a job is filled: facts, corrections, changes of mind, and what must never leak."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.filling import Proof
from actions.hearing import Heard
from actions.jobs import FACTS, JOBS, OrderFacts, next_need, obstacle
from tests.actions.talk import KNOWN, ORDER, TODAY, Dialogue, heard


def test_an_order_is_told_after_its_proof() -> None:
    talk = Dialogue()
    assert talk.hear(heard("wo ist 10235", "order_status", order_number="10235")).ask == "proof"
    assert talk.slots.get("proof") is None
    assert talk.hear(heard("22303", postcode="22303"), Proof.RIGHT).ask is None
    assert (talk.slots["proof"], talk.slots.get("outcome")) == ("right", None)


def test_a_wrong_proof_says_so_and_asks_again() -> None:
    talk = Dialogue()
    talk.hear(heard("wo ist 10235", "order_status", order_number="10235"))
    step = talk.hear(heard("11111", postcode="11111"), Proof.WRONG)
    assert (step.ask, [s["say"] for s in step.say]) == ("proof", ["proof_wrong"])


def test_too_many_wrong_proofs_end_the_job() -> None:
    talk = Dialogue()
    talk.hear(heard("wo ist 10235", "order_status", order_number="10235"))
    step = talk.hear(heard("11111", postcode="11111"), Proof.EXHAUSTED)
    assert (step.ask, talk.slots["outcome"]) == (None, "proof_failed")


def test_whether_an_order_exists_is_never_told_before_the_proof() -> None:
    there, nowhere = Dialogue(), Dialogue(order=None)
    for talk in (there, nowhere):
        talk.hear(heard("storniere 10235", "order_cancel", order_number="10235"))
    assert there.slots == nowhere.slots


def test_a_return_from_reason_to_confirmation() -> None:
    talk = Dialogue()
    assert talk.hear(heard("zurückschicken", "return_start")).ask == "order_number"
    assert talk.hear(heard("10235", order_number="10235", postcode="10235")).ask == "proof"
    assert talk.hear(heard("22303", postcode="22303"), Proof.RIGHT).ask == "items"
    assert talk.hear(heard("das Kleid"), Proof.RIGHT).ask == "reason"
    before = dict(talk.slots)
    step = talk.hear(heard("wie lange dauert die Erstattung?", "ask_refund_time"), Proof.RIGHT)
    assert step.changes == {}  # Rasa answers the question and comes back
    assert talk.slots == before
    assert talk.hear(heard("zu klein"), Proof.RIGHT).ask == "confirmed"
    assert talk.hear(heard("ja", "affirm"), Proof.RIGHT).ask is None
    assert talk.slots["items"] == ["A"]
    assert (talk.slots["reason"], talk.slots["confirmed"]) == ("too_small", True)


def test_a_change_of_mind_keeps_the_order_and_drops_the_rest() -> None:
    talk = Dialogue()
    talk.hear(heard("zurück", "return_start", order_number="10235"), Proof.MISSING)
    talk.hear(heard("22303", postcode="22303"), Proof.RIGHT)
    talk.hear(heard("das Kleid"), Proof.RIGHT)
    step = talk.hear(heard("ach nein, lieber umtauschen", "exchange_item"), Proof.RIGHT)
    assert (talk.slots["job"], step.ask) == ("exchange_item", "items")
    assert talk.slots["order_number"] == "10235"


def test_too_small_answers_why_and_starts_no_exchange() -> None:
    talk = Dialogue()
    talk.slots = {"job": "return_start", "order_number": "10235", "proof": "right",
                  "items": ["A"], "requested_slot": "reason"}
    talk.hear(heard("zu klein, bräuchte L", "exchange_item"), Proof.RIGHT)
    assert (talk.slots["job"], talk.slots["reason"]) == ("return_start", "too_small")


def test_the_other_one() -> None:
    talk = Dialogue(replace(KNOWN, customer_id=7, recent_orders=("10234", "10235")))
    talk.slots = {"job": "order_status", "order_number": "10234", "proof": "right",
                  "requested_slot": None}
    talk.hear(heard("nein, die andere", "correct"), Proof.RIGHT)
    assert talk.slots["order_number"] == "10235"


def test_a_corrected_number_asks_for_its_own_proof() -> None:
    talk = Dialogue()
    talk.slots = {"job": "order_status", "order_number": "10234", "proof": "right",
                  "requested_slot": None}
    step = talk.hear(heard("falsch, 10999", "correct", order_number="10999"), Proof.MISSING)
    assert (talk.slots["order_number"], step.ask) == ("10999", "proof")


def test_a_postcode_in_a_new_address_is_no_other_order() -> None:
    proved = {"job": "order_change_address", "order_number": "10235", "proof": "right",
              "requested_slot": "new_address"}
    talk = Dialogue(order=replace(ORDER, state="placed"))
    talk.slots = dict(proved)
    step = talk.hear(heard("warschauer str 12, 10245 berlin", order_number="10245",
                           postcode="10245"), Proof.RIGHT)
    assert (talk.slots["order_number"], talk.slots["proof"]) == ("10235", "right")
    assert (step.ask, talk.slots["new_address"]) == ("confirmed", "warschauer str 12, 10245 berlin")
    talk.slots = dict(proved)
    called = {"entity": "order_number", "value": "10999", "details": {"called": True}}
    step = talk.hear(Heard("correct", True, "nein, Bestellung 10999", (called,)))
    assert (talk.slots["order_number"], step.ask) == ("10999", "proof")


def test_stop_ends_a_job() -> None:
    talk = Dialogue()
    talk.hear(heard("zurück", "return_start"))
    step = talk.hear(heard("vergiss es", "stop"))
    assert (step.ask, talk.slots["outcome"]) == (None, "stopped")


def test_a_known_customer_with_one_order_is_not_asked_which() -> None:
    talk = Dialogue(replace(KNOWN, customer_id=7, recent_orders=("10235",)))
    assert talk.hear(heard("wo ist mein paket", "order_status"), Proof.RIGHT).ask is None
    assert talk.slots["order_number"] == "10235"


@pytest.mark.parametrize(("job", "order", "why"), [
    ("order_cancel", replace(ORDER, state="placed"), None),
    ("order_cancel", replace(ORDER, state="shipped"), "too_late"),
    ("order_cancel", replace(ORDER, state="cancelled"), "cancelled"),
    ("return_start", ORDER, None),
    ("return_start", replace(ORDER, state="shipped"), "not_delivered"),
    ("return_start", replace(ORDER, state="refunded"), "already_returned"),
    ("return_start", replace(ORDER, delivered_on=date(2026, 10, 1)), "deadline_over"),
    ("return_start", replace(ORDER, currency="VND", delivered_on=date(2026, 11, 8)),
     "deadline_over"),
    ("return_start", replace(ORDER, items=({"sku": "A", "final_sale": True},)), "final_sale"),
    ("order_status", replace(ORDER, state="lost"), None),
])
def test_what_stands_in_the_way(job: str, order: OrderFacts, why: str | None) -> None:
    assert obstacle(JOBS[job], order, TODAY) == why


INTENTS = [*JOBS, "inform", "correct", "affirm", "deny", "stop", "ask_sizes", "request_human"]
MESSAGES = st.builds(
    heard, st.sampled_from(["10235", "22303", "das Kleid", "zu klein", "ja", "", "morgen", "x y"]),
    st.sampled_from(INTENTS), st.booleans())


@given(st.lists(st.tuples(MESSAGES, st.sampled_from(Proof)), max_size=12))
def test_any_conversation_keeps_what_always_holds(said: list[tuple[Heard, Proof]]) -> None:
    talk = Dialogue()
    for what, proof in said:
        step = talk.hear(what, proof)
        job = JOBS[talk.slots["job"]]
        assert set(step.changes) <= {"job", *FACTS}
        assert step.ask is None or step.ask in job.needs
        assert step.ask == next_need(job, talk.slots)
        if "proof" in job.needs and step.ask not in ("order_number", "proof"):
            assert talk.slots.get("proof") == "right" or talk.slots.get("outcome")


def test_a_name_after_a_finished_job_is_no_question_about_its_order() -> None:
    talk = Dialogue()
    talk.hear(heard("wo ist 10235", "order_status", order_number="10235"))
    talk.hear(heard("22303", postcode="22303"), Proof.RIGHT)
    step = talk.hear(heard("Ich heiße Jürgen Müller", person_name="Jürgen Müller"))
    assert step.slots["job"] == "none"
    assert step.ask is None
    assert step.slots["order_number"] == "10235"  # still what the next question is about


def test_it_is_the_product_named_before_and_another_name_is_another() -> None:
    talk = Dialogue()
    assert talk.hear(heard("was kostet das Kleid", "product_price", product="A")).ask is None
    assert talk.hear(heard("und habt ihr es in L", "product_availability")).ask is None
    assert talk.slots["product"] == "A"
    talk.hear(heard("und gibt es das Kissen", "product_availability", product="B"))
    assert talk.slots["product"] == "B"
    assert talk.hear(heard("ist das Sofa da", "product_availability")).ask == "product"


def test_size_and_colour_are_kept_until_the_product_is_named() -> None:
    talk = Dialogue()
    asked = heard("habt ihr das in L und blau?", "product_availability", size="L", colour="blue")
    assert talk.hear(asked).ask == "product"
    assert talk.hear(heard("das Kleid, lieber in rot", product="A", colour="red")).ask is None
    assert (talk.slots["size"], talk.slots["colour"]) == ("L", "red")
    talk.hear(heard("und gibt es das Kissen", "product_availability", product="B"))
    assert (talk.slots["size"], talk.slots["colour"]) == (None, None)


def test_a_colour_by_itself_asks_for_the_product_before() -> None:
    talk = Dialogue()
    talk.hear(heard("gibt es das Kleid in L?", "product_availability", product="A", size="L"))
    step = talk.hear(colour("und in Rot?", "Rot"))
    assert (step.ask, step.slots["job"]) == (None, "product_availability")
    assert [talk.slots[name] for name in ("product", "size", "colour")] == ["A", "L", "red"]
    step = talk.hear(colour("und Kissen in Rot?", "Rot"))
    assert (step.slots["job"], step.slots["product"]) == ("none", None)


def colour(text: str, word: str) -> Heard:
    at = text.index(word)
    return Heard("inform", True, text, (
        {"entity": "colour", "value": "red", "start": at, "end": at + len(word)},))


def test_an_hour_and_a_number_given_at_once_are_not_asked_for() -> None:
    talk = Dialogue()
    text = "Termin in Leipzig am Montag um halb vier für Vorhänge, 0170 1234567"
    time = {"entity": "time", "value": "2026-11-30T15:30", "details": {
        "from": "2026-11-30T15:30:00", "grain": "minute", "dated": True, "clock": True}}
    phone = {"entity": "phone", "value": "+491701234567"}
    step = talk.hear(Heard("appointment_book", True, text, (time, phone)))
    assert (talk.slots["time"], talk.slots["contact"]) == ("15:30", "+491701234567")
    assert step.ask == "confirmed"


@pytest.mark.parametrize(("text", "said"), [
    ("ich habe am Montag um neun angerufen und will einen Termin",
     {"from": "2026-11-23T09:00:00", "dated": True}),  # a day that is over
    ("Termin am Montag, bin ab 17 Uhr erreichbar",
     {"from": "2026-11-30T17:00:00", "dated": False, "interval": True}),
])
def test_an_hour_told_in_passing_is_no_wish(text: str, said: dict[str, Any]) -> None:
    talk = Dialogue()
    time = {"entity": "time", "value": "", "details": {"grain": "hour", "clock": True, **said}}
    talk.hear(Heard("appointment_book", True, text, (time,)))
    assert talk.slots.get("time") is None

"""What is said inside a job is answered: offers, questions, other variants, old buttons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions import filling
from actions.hearing import Heard
from tests.actions.talk import ORDER, Dialogue, heard

CANCELLING = {"job": "order_cancel", "order_number": "10235", "proof": "right",
              "requested_slot": "confirmed"}


def test_a_yes_to_the_offer_of_a_person_confirms_nothing() -> None:
    """"I'm not sure." – "Shall someone take over?" – "Yes": the order is not cancelled."""
    yes = heard("ja bitte", "affirm")
    talk = Dialogue(order=replace(ORDER, state="placed"))
    talk.slots = {**CANCELLING, "person_offered": True}
    assert talk.hear(yes).changes == {}
    talk.slots = {**CANCELLING, "person_offered": True}
    assert talk.hear(heard("nein", "deny")).changes == {"confirmed": False}
    talk.slots = dict(CANCELLING)
    assert talk.hear(yes).changes == {"confirmed": True}


def test_no_person_and_no_number_ends_the_job() -> None:
    talk = Dialogue()
    talk.hear(heard("Rechnung bitte", "invoice_request"))
    talk.slots["person_offered"] = True
    assert talk.hear(heard("nein danke", "deny")).ask is None
    assert talk.slots["outcome"] == "stopped"


def test_who_wants_a_person_gets_one_whatever_else_is_said() -> None:
    talk = Dialogue()
    talk.hear(heard("ist das noch da?", "product_availability"))
    step = talk.hear(heard("ein Mensch bitte, es geht um das blaue", "request_human",
                           colour="blue", product="A"))
    assert step.changes == {}


@pytest.mark.parametrize("intent", ["ask_sizes", "dont_know", "complaint"])
def test_a_question_in_between_keeps_no_colour_so_that_it_is_answered(intent: str) -> None:
    talk = Dialogue()
    talk.hear(heard("ist das noch da?", "product_availability"))
    assert talk.hear(heard("fällt das blaue klein aus?", intent, colour="blue")).changes == {}


def test_other_colours_are_not_about_the_one_before() -> None:
    talk = Dialogue()
    talk.slots = {"job": "product_availability", "product": "A", "size": "M", "colour": "navy"}
    step = talk.hear(heard("gibt es das noch in anderen Farben?", "product_availability"))
    assert [step.slots[name] for name in ("product", "size", "colour")] == ["A", None, None]


def test_one_of_two_colours_takes_back_the_one_before() -> None:
    talk = Dialogue()
    talk.slots = {"job": "product_availability", "product": "A", "colour": "red"}
    two = ({"entity": "colour", "value": "white", "start": 7, "end": 11},
           {"entity": "colour", "value": "sage", "start": 17, "end": 23})
    step = talk.hear(Heard("inform", True, "und in Weiß oder Salbei?", two))
    assert (step.slots["product"], step.slots["colour"]) == ("A", None)


@pytest.mark.parametrize(("what", "again"), [
    (heard("ich möchte ein Kleid zurückschicken", "return_start"), True),
    (heard("das Kleid", "inform"), True),
    (heard("ja", "affirm"), False),  # a rule of its own answers this
])
def test_what_only_the_form_can_answer_is_asked_again(what: Heard, again: bool) -> None:
    talk = Dialogue()
    talk.hear(heard("ich will was retournieren", "return_start"))
    step = talk.hear(what)
    assert (step.changes, step.ask) == ({}, "order_number")
    assert filling.unanswered(step) == ({"job": "return_start"} if again else {})


def test_an_old_button_is_no_proof_and_no_item() -> None:
    talk = Dialogue()
    talk.hear(heard("wo ist 10235", "order_status", order_number="10235"))
    assert talk.hear(heard('/inform{"choice": "2026-12-01"}', choice="2026-12-01")).proof is None
    talk.slots = {"job": "return_start", "order_number": "10235", "proof": "right",
                  "requested_slot": "items"}
    assert talk.hear(heard("x", choice="hamburg")).ask == "items"
    assert talk.hear(heard("x", choice="A,B")).slots["items"] == ["A", "B"]

"""What whole and parts say together: one intent, or several."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlu.components.parts import Part
from nlu.components.wishes import BESIDE, Decision, Reading, combine, wishing


def part(text: str, asks: bool = True) -> Part:
    return Part(text, 0, len(text), asks=asks)


def sure(intent: str, confidence: float = 0.95) -> Reading:
    return Reading(intent, confidence, "sure")


def unsure(intent: str) -> Reading:
    return Reading(intent, 0.4, "unsure")


A, B, C = part("a a a"), part("b b b"), part("c c c")
TOLD = part("d d d", asks=False)


def intents(decision: Decision) -> list[str]:
    return [wish.reading.intent for wish in decision.wishes]


def test_two_sure_parts_are_two_wishes() -> None:
    found = combine(unsure("x"), [A, B], [sure("order_status"), sure("ask_sizes")])
    assert (found.chosen, intents(found)) == (0, ["order_status", "ask_sizes"])


def test_parts_that_wish_the_same_are_one() -> None:
    whole = sure("order_status")
    assert combine(whole, [A, B], [sure("order_status"), sure("order_status")]) == Decision(None)


def test_a_sure_whole_stands_unless_its_parts_together_are_surer() -> None:
    parts = [sure("order_status", 0.9), sure("ask_sizes", 0.9)]
    assert combine(sure("refund_status", 0.95), [A, B], parts) == Decision(None)
    assert combine(sure("refund_status", 0.6), [A, B], parts).chosen == 0
    assert combine(sure("refund_status", 0.999), [A, B], [
        sure("order_status", 0.997), sure("ask_sizes", 0.998)]).chosen == 0
    mixed = [sure("order_status", 0.99), sure("ask_sizes", 0.61)]
    assert intents(combine(sure("exchange_item", 0.62), [A, B], mixed)) == [
        "order_status", "ask_sizes"]


def test_circumstances_are_no_wish_beside_a_sure_whole() -> None:
    parts = [sure("report_wrong_item"), sure("order_cancel")]
    assert combine(sure("order_cancel"), [TOLD, B], parts) == Decision(None)
    assert len(combine(sure("report_wrong_item"), [TOLD, B], parts).wishes) == 2


def test_a_complaint_beside_a_wish_is_its_mood() -> None:
    parts = [sure("order_status"), sure("complaint", 0.8)]
    assert combine(sure("order_status"), [A, B], parts) == Decision(None)
    assert combine(unsure("complaint"), [A, B], parts) == Decision(0)
    assert combine(sure("complaint"), [A, B], parts).chosen == 1
    assert combine(unsure("x"), [A], [sure("complaint")]).chosen == 0


def test_a_greeting_never_wins_over_a_wish() -> None:
    assert combine(sure("greet"), [A], [sure("order_status")]).chosen == 0
    assert combine(sure("greet"), [A, B], [sure("thank"), unsure("ask_care")]).chosen == 1
    assert combine(sure("greet"), [A], [Reading("ask_care", 0.1, "lost")]).chosen is None


def test_a_question_half_understood_is_asked_back_beside_a_clear_one() -> None:
    found = combine(unsure("x"), [A, B], [unsure("ask_sizes"), sure("order_status")])
    assert (found.chosen, intents(found)) == (1, ["ask_sizes", "order_status"])
    assert combine(unsure("x"), [A, B], [unsure("y"), unsure("z")]) == Decision(None)


def test_what_is_said_again_clearly_takes_the_place_of_the_half_understood() -> None:
    said = [unsure("return_start"), sure("return_start"), unsure("order_status")]
    found = combine(unsure("x"), [A, B, C], said)
    assert (found.chosen, [wish.part for wish in found.wishes]) == (1, [B, C])
    said = [unsure("return_start"), unsure("order_status"), sure("return_start")]
    found = combine(unsure("x"), [A, B, C], said)
    assert (found.chosen, [wish.part for wish in found.wishes]) == (2, [B, C])
    said = [sure("return_start"), sure("return_start", 0.99), sure("order_status")]
    found = combine(unsure("x"), [A, B, C], said)
    assert (found.chosen, [wish.part for wish in found.wishes]) == (0, [A, C])


def test_who_asks_for_a_person_gets_one() -> None:
    found = combine(sure("order_status"), [A, B], [sure("order_status"), sure("request_human")])
    assert found == Decision(1)


def test_a_yes_or_a_number_is_no_second_wish() -> None:
    for intent in ("affirm", "inform", "out_of_scope", "stop"):
        found = combine(sure("order_status"), [A, B], [sure("order_status"), sure(intent)])
        assert found == Decision(None)


def test_a_number_by_itself_goes_to_the_wish_that_names_none() -> None:
    number = part("Nr. 10234.", asks=False)
    said = [number, A, part("und 10235 b b"), C]
    readings = [unsure("inform"), sure("order_status"), sure("return_start"), sure("ask_care")]
    found = combine(unsure("x"), said, readings)
    texts = [wish.part.text for wish in found.wishes]
    assert texts == ["Nr. 10234. a a a", "und 10235 b b", "c c c"]


def test_only_a_message_with_several_parts_is_read_in_parts() -> None:
    hello = Part("hallo", 0, 5, courtesy=True)
    assert wishing([A]) == []
    assert wishing([hello]) == []
    assert wishing([hello, A]) == [A]


READINGS = st.builds(
    Reading, st.sampled_from(["p", "q", "r", "greet", "affirm", "out_of_scope", "request_human"]),
    st.floats(0, 1), st.sampled_from(["sure", "unsure", "lost"]))


@given(READINGS, st.lists(st.tuples(st.booleans(), READINGS), max_size=6))
def test_what_always_holds(whole: Reading, told: list[tuple[bool, Reading]]) -> None:
    parts = [Part("x", n, n + 1, asks=asks) for n, (asks, _) in enumerate(told)]
    readings = [reading for _, reading in told]
    found = combine(whole, parts, readings)
    names = intents(found)
    assert len(names) == len(set(names)) != 1
    assert not BESIDE & set(names)
    assert [w.part.start for w in found.wishes] == sorted(w.part.start for w in found.wishes)
    if names:  # who speaks is one of the wishes, and is sure
        assert found.chosen is not None
        assert readings[found.chosen].intent in names
        assert readings[found.chosen].certainty == "sure"
    elif whole.certainty == "sure" and whole.intent not in BESIDE and found.chosen is not None:
        assert readings[found.chosen].intent == "request_human"

"""The plan of a turn with several wishes: none is lost, none is taken twice, one job at a time."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.rasa import Answer, Memory, Understanding, Wish
from bot.wishes import Agenda, Heard, Step, commands_of

JOBS = ("order_status", "return_start", "appointment_book")
QUESTIONS = ("ask_care", "ask_sizes", "ask_express")
NAMES = st.sampled_from(JOBS + QUESTIONS)


def wish(intent: str) -> Wish:
    return Wish(intent, f"words of {intent}")


def answer(intent: str, *commands: dict[str, Any], loop: str | None = None,
           **slots: Any) -> Answer:
    return Answer(commands, Understanding(intent, 0.9, "sure"), Memory(slots, loop))


def take_all(names: list[str], open_forms: set[str]) -> tuple[list[str], list[str]]:
    """Intents in the order they are taken in one turn, and those that wait afterwards."""
    left = Agenda.of([wish(name) for name in names], JOBS)
    taken, busy = list[str](), False
    while found := left.next(busy):
        taken.append(found.intent)
        busy = busy or found.intent in open_forms
        left = left.after(found.intent, answer(found.intent))
    return taken, [w.intent for w in left.waiting]


@given(st.lists(NAMES, max_size=6), st.sets(st.sampled_from(JOBS)))
def test_nothing_is_lost_and_nothing_taken_twice(names: list[str], open_forms: set[str]) -> None:
    taken, waiting = take_all(names, open_forms)
    assert sorted(taken + waiting) == sorted(set(names))
    assert len([name for name in taken if name in open_forms]) <= 1  # one form at a time
    assert all(name in JOBS for name in waiting)
    if not open_forms.intersection(taken):
        assert waiting == []


@given(st.lists(NAMES, unique=True, max_size=6))
def test_questions_first_then_jobs_in_their_order(names: list[str]) -> None:
    taken, _ = take_all(names, set())
    assert taken == sorted(names, key=lambda name: (name in JOBS, names.index(name)))


def test_with_a_person_nothing_waits() -> None:
    said = answer("request_human", {"do": "hand_over", "reason": "asked_for_person"})
    left = Agenda.of([wish("order_status"), wish("ask_care")], JOBS)
    assert left.after("request_human", said).waiting == ()


def test_who_stops_one_job_does_not_get_the_next() -> None:
    said = answer("stop", {"do": "finish_job"}, outcome="stopped")
    left = Agenda.of([wish("return_start"), wish("ask_care")], JOBS)
    assert left.after("stop", said).waiting == (wish("ask_care"),)


def test_a_job_put_off_is_announced_once() -> None:
    left = Agenda.of([wish("return_start")], JOBS)
    assert left.put_off([]) == "return_start"
    assert left.put_off([wish("return_start")]) is None
    assert Agenda.of([wish("ask_care")], JOBS).put_off([]) is None


def test_only_the_last_wish_asks_and_names_what_comes_after() -> None:
    ask = {"do": "ask", "slot": "proof"}
    one = Step("a", answer("order_status", ask))
    other = Step("b", answer("ask_care", {"do": "search"}, ask))
    assert commands_of(Heard((one, other), then="return_start")) == [
        [], [{"do": "search"}, {**ask, "then": "return_start"}]]
    assert commands_of(Heard((one,))) == [[ask]]

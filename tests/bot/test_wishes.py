"""The plan of a turn with several wishes: none is lost, none is taken twice, one job at a time."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.rasa import Answer, Memory, Understanding, Wish
from bot.wishes import Step, agenda, begins_with, commands_of, own_words

JOBS = ("order_status", "return_start", "appointment_book")
QUESTIONS = ("ask_care", "ask_sizes", "ask_express")
NAMES = st.sampled_from(JOBS + QUESTIONS)


def wish(intent: str) -> Wish:
    return Wish(intent, f"words of {intent}")


def answer(intent: str, *commands: dict[str, Any], parts: tuple[str, ...] = (),
           loop: str | None = None, **slots: Any) -> Answer:
    heard = Understanding(intent, 0.9, "sure", parts=tuple(map(wish, parts)))
    return Answer(commands, heard, Memory(slots, loop))


def take_all(remembered: list[str], parts: list[str], first: str,
             open_forms: set[str]) -> tuple[list[str], list[str]]:
    """Intents in the order they are taken in one turn, and those that wait afterwards."""
    said = answer(first)
    left = agenda([wish(n) for n in remembered], [wish(n) for n in parts], said, JOBS)
    taken, busy = [first], first in open_forms
    while found := left.next(busy):
        left = left.without(found)
        taken.append(found.intent)
        busy = busy or found.intent in open_forms
    return taken, [w.intent for w in left.waiting]


@given(st.lists(NAMES, max_size=3), st.lists(NAMES, unique=True, max_size=5), NAMES,
       st.sets(st.sampled_from(JOBS)))
def test_nothing_is_lost_and_nothing_taken_twice(
    remembered: list[str], parts: list[str], first: str, open_forms: set[str]
) -> None:
    taken, waiting = take_all(remembered, parts, first, open_forms)
    assert sorted(taken + waiting) == sorted({*remembered, *parts, first})
    assert all(name in JOBS for name in waiting)
    opened = [name for name in taken if name in open_forms]
    assert len(opened) <= 1  # one form at a time
    if opened:  # and after it only questions, which a form survives
        assert all(name in QUESTIONS for name in taken[taken.index(opened[0]) + 1 :])
    else:
        assert waiting == []


@given(st.lists(NAMES, unique=True, max_size=5))
def test_questions_are_answered_before_the_next_job_begins(parts: list[str]) -> None:
    taken, _ = take_all([], parts, "greet", set())
    assert taken[1:] == sorted(parts, key=lambda name: (name in JOBS, parts.index(name)))


def test_with_a_person_nothing_waits() -> None:
    said = answer("request_human", {"do": "hand_over", "reason": "asked_for_person"})
    assert agenda([wish("order_status")], [wish("ask_care")], said, JOBS).waiting == ()


def test_who_stops_one_job_does_not_get_the_next() -> None:
    said = answer("stop", {"do": "finish_job"}, outcome="stopped")
    left = agenda([wish("return_start"), wish("ask_care")], [], said, JOBS)
    assert left.waiting == (wish("ask_care"),)


def test_of_two_jobs_the_one_named_first_begins() -> None:
    both = ("order_status", "ask_care", "return_start")
    assert begins_with(answer("return_start", parts=both), JOBS) == wish("order_status")
    assert begins_with(answer("order_status", parts=both), JOBS) is None
    assert begins_with(answer("ask_care", parts=both), JOBS) is None
    assert begins_with(answer("return_start"), JOBS) is None


def test_the_words_of_an_answer_are_those_of_its_part() -> None:
    said = answer("ask_care", parts=("order_status", "ask_care"))
    assert own_words(said, "everything") == "words of ask_care"
    assert own_words(answer("ask_care"), "everything") == "everything"


def test_only_the_last_wish_asks_and_names_what_comes_after() -> None:
    ask = {"do": "ask", "slot": "proof"}
    steps = [Step("a", answer("order_status", ask)), Step("b", answer("ask_care", {"do": "search"},
                                                                    ask))]
    assert commands_of(steps, [wish("return_start")]) == [
        [], [{"do": "search"}, {**ask, "then": "return_start"}]]
    assert commands_of(steps[:1], []) == [[ask]]

"""Several wishes in one message: which is taken when, so that none is lost or asked twice.

Pure. Questions are answered first, since an answer never has to wait for a form; of several jobs
one is done at a time, and the others wait in the conversation's memory.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.rasa import Answer, Frustration, Wish

SEVERAL = "several"  # the intent of a message that has to be taken apart first
GIVEN_UP = ("stopped", "proof_failed")  # ends of a job after which no other one begins by itself


@dataclass(frozen=True, slots=True)
class Step:
    """One wish of a message taken: its words, Rasa's answer, and what commands prepared."""

    text: str
    answer: Answer
    prepared: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn before anything is written: its steps, at least one, and the wishes that wait."""

    steps: tuple[Step, ...]
    waiting: tuple[Wish, ...] = ()
    then: str | None = None  # the job put off in this very turn: the customer is told
    frustration: Frustration | None = None  # of the message as a whole


@dataclass(frozen=True, slots=True)
class Agenda:
    """The wishes still to be taken, the oldest first; `jobs` are those that open a form."""

    waiting: tuple[Wish, ...]
    jobs: Collection[str]

    @classmethod
    def of(cls, wishes: Sequence[Wish], jobs: Collection[str]) -> Agenda:
        """Each intent once: who repeats a wish has one wish."""
        once = dict[str, Wish]()
        for wish in wishes:
            once.setdefault(wish.intent, wish)
        return cls(tuple(once.values()), jobs)

    def next(self, busy: bool) -> Wish | None:
        """A question at any time; a job when no other is under way."""
        ready = sorted((wish for wish in self.waiting if not (busy and wish.intent in self.jobs)),
                       key=lambda wish: wish.intent in self.jobs)
        return ready[0] if ready else None

    def after(self, intent: str, answer: Answer) -> Agenda:
        """What remains once this was answered: nothing with a person, no job when one was given
        up by the customer or for want of proof."""
        if any(command.get("do") == "hand_over" for command in answer.commands):
            return replace(self, waiting=())
        given_up = answer.memory.slots.get("outcome") in GIVEN_UP
        return replace(self, waiting=tuple(
            wish for wish in self.waiting
            if wish.intent != intent and not (given_up and wish.intent in self.jobs)))

    def put_off(self, remembered: Sequence[Wish]) -> str | None:
        """The next job that waits, if it has not waited before."""
        before = {wish.intent for wish in remembered}
        return next((wish.intent for wish in self.waiting
                     if wish.intent in self.jobs and wish.intent not in before), None)


def commands_of(heard: Heard) -> list[list[Mapping[str, Any]]]:
    """What is said for each step: only the last one asks, and names the job that comes after."""
    said: list[list[Mapping[str, Any]]] = [
        [command for command in step.answer.commands if command.get("do") != "ask"]
        for step in heard.steps[:-1]
    ]
    return [*said, [
        {**command, "then": heard.then} if heard.then and command.get("do") == "ask" else command
        for command in heard.steps[-1].answer.commands
    ]]

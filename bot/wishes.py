"""Several wishes in one message: which is taken when, so that none is lost or asked twice.

Pure. Questions are answered first, since an answer never has to wait for a form; of several jobs
one is done at a time, and the others wait in the conversation's memory.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.rasa import Answer, Wish

TOGETHER = 3  # wishes taken in one turn: more would be a wall of text
GIVEN_UP = ("stopped", "proof_failed")  # ends of a job after which no other one begins by itself


@dataclass(frozen=True, slots=True)
class Step:
    """One wish of a message taken: its words, Rasa's answer, and what commands prepared."""

    text: str
    answer: Answer
    prepared: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The wishes still to be taken, the oldest first; `jobs` are those that open a form."""

    waiting: tuple[Wish, ...]
    jobs: Collection[str]

    def next(self, busy: bool) -> Wish | None:
        """A question at any time; a job when no other is under way."""
        ready = sorted((wish for wish in self.waiting if not (busy and wish.intent in self.jobs)),
                       key=lambda wish: wish.intent in self.jobs)
        return ready[0] if ready else None

    def without(self, wish: Wish) -> Agenda:
        return replace(self, waiting=tuple(w for w in self.waiting if w.intent != wish.intent))

    def after(self, answer: Answer) -> Agenda:
        """What remains once this was said: nothing with a person, no job when one was given up."""
        if any(command.get("do") == "hand_over" for command in answer.commands):
            return replace(self, waiting=())
        if answer.memory.slots.get("outcome") in GIVEN_UP:
            return replace(self, waiting=tuple(
                wish for wish in self.waiting if wish.intent not in self.jobs))
        return self


def agenda(
    remembered: Sequence[Wish], parts: Sequence[Wish], first: Answer, jobs: Collection[str]
) -> Agenda:
    """What waits after the first answer: wishes of before and of this message, each once."""
    waiting = dict[str, Wish]()
    for wish in (*remembered, *parts):
        if wish.intent != first.understanding.intent:
            waiting.setdefault(wish.intent, wish)
    return Agenda(tuple(waiting.values()), jobs).after(first)


def begins_with(answer: Answer, jobs: Collection[str]) -> Wish | None:
    """The job to begin with, when the message names one before the job that was answered.

    Which intent speaks for a message is not a matter of order; what is done first is.
    """
    heard = answer.understanding
    named = [wish for wish in heard.parts if wish.intent in jobs]
    return named[0] if heard.intent in jobs and named and named[0].intent != heard.intent else None


def own_words(answer: Answer, text: str) -> str:
    """The words of the wish an answer is for: of several in a message, its part."""
    heard = answer.understanding
    return next((wish.text for wish in heard.parts if wish.intent == heard.intent), text)


def commands_of(steps: Sequence[Step], waiting: Sequence[Wish]) -> list[list[Mapping[str, Any]]]:
    """What is said for each step: only the last one asks, and names the job that comes after."""
    said: list[list[Mapping[str, Any]]] = [
        [command for command in step.answer.commands if command.get("do") != "ask"]
        for step in steps[:-1]
    ]
    last = steps[-1].answer.commands
    then = waiting[0].intent if waiting else None
    return [*said, [
        {**command, "then": then} if then and command.get("do") == "ask" else command
        for command in last
    ]]

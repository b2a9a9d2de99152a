"""From the words that wait to what Rasa answers: one wish after the other, before any writing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from bot.errors import RasaUnavailable
from bot.rasa import Answer, Memory, Rasa, Understanding, Wish
from bot.replies import Commands
from bot.wishes import SEVERAL, Agenda, Heard, Step
from bot.words import Language, Reason

UNHEARD = Understanding(intent="", confidence=0.0, certainty="lost")


class Hearing:
    """Plays the wishes of a message to Rasa; the dialogue's state travels from one to the next."""

    def __init__(self, rasa: Rasa, commands: Commands, jobs: Collection[str]) -> None:
        self.rasa = rasa
        self.commands = commands
        self.jobs = jobs

    async def hear(
        self, conversation: str, text: str, payload: str | None, about: Mapping[str, str],
        memory: Memory, remembered: tuple[Wish, ...],
    ) -> Heard:
        """Take a message, and of several wishes one after the other. Writes nothing.

        `about`: the `language` decided on, and `now`, the shop's time in ISO format.
        """
        language = Language(about["language"])
        words = payload or spoken_text(text)
        first = await self._answer(conversation, words, about, memory, apart=True)
        if first.understanding is UNHEARD:
            return Heard((Step(text, first),), remembered)
        if first.understanding.intent == SEVERAL and first.understanding.parts:
            parts = Agenda.of(first.understanding.parts, self.jobs)
            wish = parts.next(busy=False)  # a new job takes the place of one under way
            steps, left = [], Agenda.of((*remembered, *parts.waiting), self.jobs)
        else:
            steps = [await self._step(text, first, language)]
            left = Agenda.of(remembered, self.jobs).after(first.understanding.intent, first)
            wish, memory = left.next(first.memory.loop is not None), first.memory
        while wish:
            answer = await self._answer(conversation, spoken_text(wish.text), about, memory)
            steps.append(await self._step(wish.text, answer, language))
            left, memory = left.after(wish.intent, answer), answer.memory
            wish = left.next(memory.loop is not None)
        return Heard(tuple(steps), left.waiting, left.put_off(remembered),
                     first.understanding.frustration)

    async def _answer(
        self, conversation: str, text: str, about: Mapping[str, str], memory: Memory,
        apart: bool = False,
    ) -> Answer:
        """`apart`: of several wishes only say which they are."""
        try:
            return await self.rasa.turn(conversation, text, {**about, "apart": apart}, memory)
        except RasaUnavailable:
            command = {"do": "hand_over", "reason": Reason.ASSISTANT_DOWN}
            return without_rasa(text, memory, command).answer

    async def _step(self, text: str, answer: Answer, language: Language) -> Step:
        prepared = {}
        for name in {str(command["do"]) for command in answer.commands if "do" in command}:
            if prepare := self.commands[name].prepare:
                prepared[name] = await prepare(text, language, answer.understanding)
        return Step(text, answer, prepared)


def without_rasa(text: str, memory: Memory, command: dict[str, Any]) -> Step:
    """A step that needs no understanding."""
    return Step(text, Answer((command,), UNHEARD, memory))


def spoken_text(text: str) -> str:
    """A customer's text for Rasa: a leading slash would be read as a command of ours."""
    return text.lstrip("/ \t\n") or text.strip("/")

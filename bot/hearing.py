"""From the words that wait to what Rasa answers: one wish after the other, before any writing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from bot import wishes
from bot.errors import RasaUnavailable
from bot.rasa import Answer, Memory, Rasa, Understanding, Wish
from bot.replies import Commands
from bot.wishes import Step
from bot.words import Language, Reason

UNHEARD = Understanding(intent="", confidence=0.0, certainty="lost")


class Hearing:
    """Plays the wishes of a message to Rasa; the dialogue's state travels from one to the next."""

    def __init__(self, rasa: Rasa, commands: Commands, jobs: Collection[str]) -> None:
        self.rasa = rasa
        self.commands = commands
        self.jobs = jobs

    async def hear(
        self, conversation: str, text: str, payload: str | None, language: Language,
        memory: Memory, remembered: tuple[Wish, ...],
    ) -> tuple[list[Step], tuple[Wish, ...]]:
        """The steps of a turn, at least one, and the wishes that wait for a later one."""
        first = await self._answer(conversation, payload or spoken_text(text), language, memory)
        if first.understanding is UNHEARD:
            return [Step(text, first)], remembered
        parts, words = first.understanding.parts, wishes.own_words(first, text)
        if earlier := wishes.begins_with(first, self.jobs):
            words = earlier.text
            first = await self._answer(conversation, spoken_text(words), language, memory)
        steps = [await self._step(words, first, language)]
        left = wishes.agenda(remembered, parts, first, self.jobs)
        while len(steps) < wishes.TOGETHER and (
                wish := left.next(busy=steps[-1].answer.memory.loop is not None)):
            left = left.without(wish)
            answer = await self._answer(
                conversation, spoken_text(wish.text), language, steps[-1].answer.memory)
            steps.append(await self._step(wish.text, answer, language))
            left = left.after(answer)
        return steps, left.waiting

    async def _answer(
        self, conversation: str, text: str, language: Language, memory: Memory
    ) -> Answer:
        try:
            return await self.rasa.turn(conversation, text, {"language": language}, memory)
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

"""What Rasa asked for, carried out: commands become replies, one wish after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import shorten
from typing import Any

from bot.replies import Commands, Reply, TurnContext
from bot.texts import Voice
from bot.wishes import Heard, commands_of
from bot.words import Outcome

QUOTED = 80  # characters of a customer's own words said back
UNCLEAR = (Outcome.ASKED_BACK, Outcome.NOT_UNDERSTOOD)


async def carry_out(
    heard: Heard, context: TurnContext, commands: Commands
) -> list[Reply]:
    """Replies of all steps, each with its own facts. After a handover nothing more is said."""
    replies, given = list[Reply](), dict[str, Any]()
    for number, wanted in enumerate(commands_of(heard)):
        if context.handed_over:
            break
        step, before = heard.steps[number], context.outcome
        context.understanding = step.answer.understanding
        context.slots = carried_on(given, context.slots, step.answer.memory.slots)
        given = step.answer.memory.slots
        context.prepared, context.outcome = step.prepared, Outcome.ANSWERED
        said = await carry_out_one(wanted, context, commands)
        if number and context.outcome in UNCLEAR:
            said = quoting(step.text, said, context.voice)
        replies += said
        context.outcome = max(before, context.outcome, key=list(Outcome).index)
    return replies


def carried_on(
    given: Mapping[str, Any], left: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:
    """Slots for the next wish: what commands made of the last one's holds, unless Rasa changed it.

    A finished job, for instance, leaves only its order behind.
    """
    untouched = {name for name in given if now.get(name) == given[name]}
    return {
        **{name: value for name, value in now.items() if name not in untouched},
        **{name: left[name] for name in untouched if name in left},
    }


async def carry_out_one(
    wanted: Sequence[Mapping[str, Any]], context: TurnContext, commands: Commands
) -> list[Reply]:
    """Replies for Rasa's commands, in order, up to a handover."""
    replies: list[Reply] = []
    for command in wanted:
        if "say" in command:
            facts = {key: value for key, value in command.items() if key != "say"}
            replies.append(Reply(context.voice.say(command["say"], **facts)))
            # A question asked again after something in between says what it goes back to.
            context.interrupted |= not command.get("form")
        elif "do" in command:
            replies += await commands[command["do"]].run(context, command)
            context.interrupted |= not command.get("form")
        else:
            raise ValueError(f"Rasa said something the app does not know: {command!r}")
        if context.handed_over:
            break
    return replies


def quoting(text: str, replies: Sequence[Reply], voice: Voice) -> list[Reply]:
    """Replies that do not say by themselves which of several questions they are about."""
    first, *others = replies
    quoted = shorten(text, QUOTED, placeholder="…")
    return [replace(first, text=voice.say("about", text=quoted, reply=first.text)), *others]

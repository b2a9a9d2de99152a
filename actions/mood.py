"""What a customer's frustration changes: a calm sentence before the answer, or a person at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from rapidfuzz import fuzz

from actions.hearing import fold
from actions.talking import hand_over_now, missed_before, offer_person, person_button
from bot.replies import Reply, TurnContext
from bot.words import Outcome, Reason

LIKELY = 0.6  # enough where the conversation speaks for frustration too
RECENT = 3  # turns within which a second frustrated message is "again"
ALIKE, LONG_ENOUGH = 88, 10  # likeness of two texts in percent; shorter ones repeat by chance
SINCE = "since_frustrated"  # in the conversation's memory: turns after the last frustrated one
WARM = ("thank", "praise")  # from somebody frustrated this is sarcasm
FINDINGS = ("article", "order")  # replies that hold what was asked for


class Care(Enum):
    """What to do about a customer's mood."""

    NONE = auto()
    SOOTHE = auto()
    HAND_OVER = auto()


@dataclass(frozen=True, slots=True)
class Signs:
    """Everything the decision reads of one turn."""

    score: float
    certain: bool
    repeats: int = 0  # messages right before this one that said the same
    missed_before: bool = False
    missed: bool = False  # this message was not understood
    since: int | None = None  # turns after the last frustrated message; None: none lately
    in_job: bool = False


def decide(signs: Signs) -> Care:
    """A person for who is frustrated again or not understood; a running job needs both clear."""
    if not frustrated(signs):
        return Care.NONE
    again = signs.since is not None and signs.since < RECENT
    if signs.in_job:
        return Care.HAND_OVER if again and signs.certain else Care.SOOTHE
    return Care.HAND_OVER if again or signs.missed else Care.SOOTHE


def frustrated(signs: Signs) -> bool:
    """By the text alone, by text and conversation together, or by saying it a third time."""
    trouble = signs.repeats > 0 or signs.missed_before
    return signs.certain or (trouble and signs.score >= LIKELY) or signs.repeats > 1


def repeats(text: str, earlier: Sequence[str]) -> int:
    """How many of the earlier messages, newest first, said the same without a break."""
    plain = fold(text)
    if len(plain) < LONG_ENOUGH:
        return 0
    alike = [fuzz.ratio(plain, fold(other)) >= ALIKE for other in earlier]
    return alike.index(False) if False in alike else len(alike)


def last_word(context: TurnContext, replies: list[Reply]) -> list[Reply]:
    """The replies of a turn as a frustrated customer should get them (see bot.replies.LastWord)."""
    signs = read(context)
    if signs is None:
        return replies
    if context.handed_over:
        return say_sorry(context, replies) if frustrated(signs) else replies
    remember(context, signs)
    match decide(signs):
        case Care.HAND_OVER:
            text = context.voice.say(f"hand_over.{Reason.FRUSTRATED}")
            return [*findings(context, replies),
                    *hand_over_now(context, Reason.FRUSTRATED, text)]
        case Care.SOOTHE:
            return soothe(context, replies)
        case Care.NONE:
            return replies


def say_sorry(context: TurnContext, replies: list[Reply]) -> list[Reply]:
    """Who asks for a person in anger does not hear a cheerful "of course"."""
    usual, sorry = (context.voice.say(f"hand_over.{reason}")
                    for reason in (Reason.ASKED_FOR_PERSON, Reason.FRUSTRATED))
    return [replace(reply, text=sorry) if reply.text == usual else reply for reply in replies]


def read(context: TurnContext) -> Signs | None:
    """The signs of this turn; None where no mood was judged, as with a pressed button."""
    mood = context.frustration
    if mood is None:
        return None
    strange = context.understanding.intent == "out_of_scope" and not context.answered
    return Signs(
        mood.score, mood.certain, repeats(context.text, context.earlier),
        missed_before(context), strange or context.outcome is Outcome.NOT_UNDERSTOOD,
        context.conversation.memory.get(SINCE), context.in_job,
    )


def remember(context: TurnContext, signs: Signs) -> None:
    """Count the turns since the last frustrated message, as far as that matters."""
    before = signs.since
    since = 0 if frustrated(signs) else before + 1 if before is not None else None
    kept = {key: value for key, value in context.conversation.memory.items() if key != SINCE}
    lately = since is not None and since < RECENT
    context.conversation.memory = {**kept, SINCE: since} if lately else kept


def findings(context: TurnContext, replies: list[Reply]) -> list[Reply]:
    """What is still worth saying before a person takes over: answers, no questions."""
    if context.in_job:
        return [reply for reply in replies if reply.kind in FINDINGS]
    return replies if context.answered and not context.person_offered else []


def soothe(context: TurnContext, replies: list[Reply]) -> list[Reply]:
    """The same answer after one calm sentence, with the way to a person."""
    if context.person_offered:
        return replies  # it says so already
    if context.understanding.intent in WARM or not replies:
        return offer_person(context, context.voice.say("insult"))
    # Inside a job a plain "yes" answers the job's own question.
    context.person_offered = not context.in_job
    first, *others = replies
    buttons = first.buttons
    if person_button(context.voice) not in buttons:
        buttons = (*buttons, person_button(context.voice))
    text = f"{context.voice.say('soothe')}\n{first.text}"
    return [replace(first, text=text, buttons=buttons), *others]

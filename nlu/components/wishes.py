"""One intent or several: what the whole message and its parts together say it wishes.

Pure: readings in, a decision out. Knows no intents but the courtesies; a model trained on other
data has none of these names, and then the whole message speaks unless its parts clearly differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean
from typing import Any

from nlu.components.parts import Part

# Said beside a wish, these are manners; alone they are what the message is about.
MANNERS = {"greet", "goodbye", "thank", "smalltalk", "praise"}
# About the talk itself, or a bare answer: never a second wish either.
TALK = {"affirm", "deny", "inform", "correct", "stop", "ask_repeat", "ask_capabilities", "insult",
        "change_language", "feedback_give", "dont_know", "wait"}
OUTSIDE = {"out_of_scope", "oos", "nlu_fallback"}
BESIDE = MANNERS | TALK | OUTSIDE
GRIEVANCE = "complaint"  # beside a wish it says how that is meant; the mood is judged apart
PERSON = "request_human"  # wins over everything beside it
FACT = re.compile(r"\d{4}|@")  # an order, a postcode, an address
CLEAR = 0.6  # a part says little: it must say that clearly to be a second wish
NEARLY = 0.02  # near one, whole and parts differ by chance
HALF = 0.3  # of a question to be asked back beside a clear one


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier says of one text."""

    intent: str
    confidence: float
    certainty: str  # sure, unsure, lost


@dataclass(frozen=True, slots=True)
class Wish:
    """One of several wishes, and where it stands in the message."""

    part: Part
    reading: Reading

    def as_json(self) -> dict[str, Any]:
        """{text, start, end, intent, confidence, certainty}; places are in the cleaned text, and
        of the part alone when facts from beside it were added to its words."""
        place = {"text": self.part.text, "start": self.part.start, "end": self.part.end}
        return place | asdict(self.reading)


@dataclass(frozen=True, slots=True)
class Decision:
    """`chosen`: the part that speaks for the message, None for the whole; then all wishes."""

    chosen: int | None
    wishes: tuple[Wish, ...] = ()


def wishing(parts: Sequence[Part]) -> list[Part]:
    """The parts worth reading beside the whole: none when the message is of one piece."""
    return [part for part in parts if not part.courtesy] if len(parts) > 1 else []


def combine(whole: Reading, parts: Sequence[Part], readings: Sequence[Reading]) -> Decision:
    """Who speaks for a message, and which wishes it holds if there are several.

    `readings` are of `parts`, in their order. A sure whole keeps its intent, so that dividing
    never makes a message with one wish worse; a courtesy never speaks beside a wish; who asks for
    a person gets one, and the person reads the rest.
    """
    settled = whole.certainty == "sure" and whole.intent not in MANNERS
    wishes = _different(whole if settled else None, parts, readings)
    intents = [readings[place].intent for place in wishes]
    if PERSON in intents:
        return Decision(wishes[intents.index(PERSON)])
    surer = whole.intent not in intents and len(wishes) > 1 and fmean(
        readings[place].confidence for place in wishes) > whole.confidence - NEARLY
    if len(wishes) > 1 and (not settled or whole.intent in intents or surer):
        clear = [readings[place].certainty == "sure" for place in wishes]
        chosen = intents.index(whole.intent) if settled and not surer else clear.index(True)
        told = _with_facts(parts, wishes)
        return Decision(wishes[chosen],
                        tuple(Wish(told[place], readings[place]) for place in wishes))
    if wishes and not settled:
        return Decision(wishes[0])
    return Decision(_beside_manners(whole, readings))


def _different(
    settled: Reading | None, parts: Sequence[Part], readings: Sequence[Reading]
) -> list[int]:
    """Places of the parts that wish something, each intent once; none when none is clear.

    Beside a settled whole, what only tells circumstances is a wish when the whole means it too.
    Otherwise a question that is half understood counts beside a clear wish, to be asked back.
    """
    met: dict[str, int] = {}
    clear: set[str] = set()
    for place, (part, reading) in enumerate(zip(parts, readings, strict=True)):
        sure = reading.certainty == "sure" and reading.confidence >= CLEAR
        meant = part.asks or settled is None or reading.intent == settled.intent
        guessed = reading.certainty != "lost" and reading.confidence >= HALF
        half = settled is None and part.asks and guessed
        if reading.intent not in BESIDE and (half or (sure and meant)):
            if reading.intent not in met or (sure and reading.intent not in clear):
                met[reading.intent] = place  # said again, clearly: that speaks for the wish
            if sure:
                clear.add(reading.intent)
    if clear - {GRIEVANCE} and not (settled and settled.intent == GRIEVANCE):
        met.pop(GRIEVANCE, None)
    return sorted(met.values()) if clear else []


def _with_facts(parts: Sequence[Part], wishes: Sequence[int]) -> dict[int, Part]:
    """The parts that wish; a number said by itself goes to the nearest that names none."""
    told = {place: parts[place] for place in wishes}
    for place, part in enumerate(parts):
        lacking = [wish for wish in wishes if not FACT.search(told[wish].text)]
        if place not in told and lacking and FACT.search(part.text):
            near = min(lacking, key=lambda wish: abs(wish - place))
            texts = sorted([(place, part.text), (near, told[near].text)])
            told[near] = replace(told[near], text=" ".join(text for _, text in texts))
    return told


def _beside_manners(whole: Reading, readings: Sequence[Reading]) -> int | None:
    """A greeting with something half understood beside it: ask about that, don't greet."""
    if whole.intent not in MANNERS:
        return None
    others = [(reading.confidence, place) for place, reading in enumerate(readings)
              if reading.certainty != "lost" and reading.intent not in BESIDE]
    return max(others)[1] if others else None

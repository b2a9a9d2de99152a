"""How a message fills a job's facts: pure decisions, from what was heard to what to ask."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from actions import facts, hearing
from actions.facts import Known
from actions.hearing import FREE_TEXT, Heard
from actions.jobs import AFTER, FACTS, JOBS, KEPT, ORDER, VARIANT, Job, next_need, obstacle
from actions.referring import bare, refers


class Proof(Enum):
    """What became of the fact that shows an order is the customer's own."""

    RIGHT = auto()
    WRONG = auto()
    MISSING = auto()
    EXHAUSTED = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """What a message changes, and what to ask next."""

    slots: dict[str, Any]
    changes: dict[str, Any]
    ask: str | None
    number: str | None = None  # the order to look at
    proof: str | None = None  # the postcode or e-mail to compare
    heard: Heard | None = None
    say: tuple[dict[str, Any], ...] = field(default=())


def hear(slots: dict[str, Any], heard: Heard, known: Known) -> Step:
    """Read one message: which job, which order, which proof. Orders are looked at after this."""
    changes = _job(slots, heard)
    if "job" in changes:  # a new job: the question asked for the last one is void
        slots = {**slots, "requested_slot": None}
    merged = {**slots, **changes}
    job, asked = JOBS[merged["job"]], slots.get("requested_slot")
    if asked and heard.intent == "request_human" and heard.sure:  # nothing it says matters more
        return _step(merged, {}, heard)
    if asked and (heard.intent == "stop" or _gives_up(slots, heard)):
        return _step(merged, {**changes, "outcome": "stopped"}, heard)
    changes |= _taken(job, heard)
    if "order_number" in job.needs:
        changes |= _order(merged, heard, known)
    merged = {**merged, **changes}
    number = merged.get("order_number") if "order_number" in job.needs else None
    if number is None:
        changes |= facts.requested(merged, heard, known, None)
        void, why = facts.shut({**merged, **changes}, changes, known)
        return replace(_step(merged, {**changes, **void}, heard), say=why)
    given = hearing.proof(heard, number) if merged.get("proof") is None else None
    if given is not None and given == hearing.order_number(heard) and "order_number" in changes:
        given = None
    if given is None and merged.get("requested_slot") == "proof":
        given = _bare_code(heard)
    return Step(merged, changes, None, number, given, heard)


def settle(step: Step, known: Known, proof: Proof) -> Step:
    """The second half, once the order was looked at."""
    assert step.heard is not None  # noqa: S101
    changes = dict(step.changes)
    if step.slots.get("proof") is None or proof is not Proof.MISSING:
        match proof:
            case Proof.EXHAUSTED if step.slots.get("proof") is None:
                return _step(step.slots, {**changes, "outcome": "proof_failed"}, step.heard)
            case Proof.WRONG:
                # The number may be the mistake as well as the fact: nothing is revealed.
                said = ({"say": "proof_wrong", "form": True},)
                changes["proof"] = None
                return replace(_step(step.slots, changes, step.heard), say=said)
            case Proof.RIGHT if step.slots.get("proof") is None:
                changes["proof"] = "right"
    slots = {**step.slots, **changes}
    if slots.get("proof") is None:
        return _step(slots, changes, step.heard)
    why = obstacle(JOBS[slots["job"]], known.order, known.today)
    if why:
        return _step(slots, {**changes, "outcome": why}, step.heard)
    changes |= facts.requested(slots, step.heard, known, known.order)
    changes |= facts.single_item({**slots, **changes}, known.order)
    return _step({**slots, **changes}, changes, step.heard)


def _step(slots: dict[str, Any], changes: dict[str, Any], heard: Heard) -> Step:
    merged = {**slots, **changes}
    return Step(merged, changes, next_need(JOBS[merged["job"]], merged), heard=heard)


def unanswered(step: Step) -> dict[str, Any]:
    """Told again where nothing was usable and only the form itself can answer.

    A form that changes nothing steps back for the dialogue's rules; for these intents there is no
    other rule than the form's, and the customer would get no answer at all.
    """
    assert step.heard is not None  # noqa: S101
    for_the_form = step.heard.intent in JOBS or step.heard.intent in ("inform", "correct")
    return {"job": step.slots["job"]} if for_the_form and step.slots.get("requested_slot") else {}


def _job(slots: dict[str, Any], heard: Heard) -> dict[str, Any]:
    """The job this message is about: a new one clears what belonged to the last."""
    current, active = slots.get("job"), slots.get("requested_slot") is not None
    wanted = heard.intent if heard.intent in JOBS else None
    if active and current in JOBS:
        if wanted is None or wanted == current or not heard.sure:
            return {}
        if _answers(slots, heard):  # "too small" sounds like an exchange, and answers "why?"
            return {}
        return _fresh(wanted, slots, heard)
    if wanted is None and hearing.introduces(heard):
        wanted = "none"
    if wanted is None:  # a correction or a bare fact after a job is about that job
        if current in JOBS and current != "none" and "order_number" in JOBS[current].needs:
            return _fresh(current, slots, heard)
        if slots.get("product") and heard.intent == "inform" and bare(heard):  # "und in Rot?"
            return _fresh("product_availability", slots, heard)
        wanted = "order_status" if hearing.order_number(heard) else "none"
    return _fresh(wanted, slots, heard)


def _gives_up(slots: dict[str, Any], heard: Heard) -> bool:
    """Whether neither order nor person is wanted: "I don't have the number." – "No, thanks"."""
    return (heard.intent == "deny" and heard.sure and bool(slots.get("person_offered"))
            and slots["requested_slot"] in ORDER)


def _fresh(job: str, slots: dict[str, Any], heard: Heard) -> dict[str, Any]:
    kept = set(AFTER if refers(heard) else KEPT)
    if not any(heard.values(name) for name in VARIANT):  # "other colours?" is not about this one
        kept -= set(VARIANT)
    cleared = {name: None for name in FACTS if name not in kept and slots.get(name) is not None}
    return {"job": job, **cleared}


def _taken(job: Job, heard: Heard) -> dict[str, Any]:
    """What the job uses without asking: said with the question, or once the product is named.

    "In white or sage?" takes back an earlier colour; "a person, it's about the blue one" takes
    nothing, since it must be answered.
    """
    if hearing.interrupts(heard, job.name):
        return {}
    return {name: hearing.meant(heard, name) for name in job.takes if heard.values(name)}


def _answers(slots: dict[str, Any], heard: Heard) -> bool:
    match slots.get("requested_slot"):
        case "reason" | "purpose" | "shop" as slot:
            return hearing.keyword(slot, heard.text) is not None
        case "items" | "product":
            return False
        case "order_number":
            return False
        case slot:
            return slot in FREE_TEXT and not hearing.interrupts(heard, str(slots.get("job")))


def _order(slots: dict[str, Any], heard: Heard, known: Known) -> dict[str, Any]:
    """The order a message names, corrects, or leaves to us because there is only one."""
    said, current = hearing.order_number(heard), slots.get("order_number")
    asked = slots.get("requested_slot")
    if asked == "proof" and said and heard.intent != "correct" and _is_bare(heard, said):
        said = None  # five digits after "your postcode?" are a postcode
    if asked == "new_address":
        said = _called(heard)  # "Warschauer Straße 12, 10245 Berlin" names no other order
    if said and said != current:
        return _other_order(said, slots)
    if heard.intent == "correct" and current and not said and not heard.values("postcode"):
        others = [number for number in known.recent_orders if number != current]
        if len(others) == 1:
            return _other_order(others[0], slots)
        return _other_order(None, slots)
    if current is None and len(known.recent_orders) == 1:
        return _other_order(known.recent_orders[0], slots)
    return {}


def _called(heard: Heard) -> str | None:
    """The last order that a word called one, as in "Bestellung 10234"."""
    return next((str(e["value"]) for e in reversed(heard.entities) if e["entity"] == "order_number"
                 and (e.get("details") or {}).get("called")), None)


def _is_bare(heard: Heard, number: str) -> bool:
    """Whether a message is little more than this number."""
    return len(heard.text.replace(number, "").split()) <= 1


def _other_order(number: str | None, slots: dict[str, Any]) -> dict[str, Any]:
    cleared = {name: None for name in ("proof", "items", "confirmed") if slots.get(name)}
    return {"order_number": number, **cleared}


def _bare_code(heard: Heard) -> str | None:
    """What was typed after "your postcode or e-mail?", if it looks like either."""
    text = heard.text.strip()
    if heard.value("choice"):
        return None
    looks = "@" in text or any(c.isdigit() for c in text)
    short = len(text.split()) <= 3  # a sentence is about something else
    return text if looks and short and not hearing.interrupts(heard, "") else None

"""How a message fills a job's facts: pure decisions, from what was heard to what to ask."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto
from typing import Any

from actions import hearing
from actions.hearing import FREE_TEXT, Heard
from actions.jobs import AFTER, FACTS, JOBS, KEPT, Job, OrderFacts, next_need, obstacle
from actions.referring import bare, refers
from bot.tables import Customer


class Proof(Enum):
    """What became of the fact that shows an order is the customer's own."""

    RIGHT = auto()
    WRONG = auto()
    MISSING = auto()
    EXHAUSTED = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """What the app knows before it decides."""

    conversation_id: int
    customer_id: int | None
    today: date
    own_orders: tuple[str, ...] = ()
    recent_orders: tuple[str, ...] = ()
    products: tuple[dict[str, Any], ...] = ()
    owner: Customer | None = None  # of the order named
    order: OrderFacts | None = None


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


def with_order(known: Known, owner: Customer, order: OrderFacts) -> Known:
    return replace(known, owner=owner, order=order)


def hear(slots: dict[str, Any], heard: Heard, known: Known) -> Step:
    """Read one message: which job, which order, which proof. Orders are looked at after this."""
    changes = _job(slots, heard)
    if "job" in changes:  # a new job: the question asked for the last one is void
        slots = {**slots, "requested_slot": None}
    merged = {**slots, **changes}
    job = JOBS[merged["job"]]
    if heard.intent == "stop" and slots.get("requested_slot"):
        return _step(merged, {**changes, "outcome": "stopped"}, heard)
    changes |= _taken(job, heard)
    if "order_number" in job.needs:
        changes |= _order(merged, heard, known)
    merged = {**merged, **changes}
    number = merged.get("order_number") if "order_number" in job.needs else None
    if number is None:
        changes |= _requested(merged, heard, known, None)
        return _step({**merged, **changes}, changes, heard)
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
    changes |= _requested(slots, step.heard, known, known.order)
    changes |= _single_item({**slots, **changes}, known.order)
    return _step({**slots, **changes}, changes, step.heard)


def _step(slots: dict[str, Any], changes: dict[str, Any], heard: Heard) -> Step:
    merged = {**slots, **changes}
    return Step(merged, changes, next_need(JOBS[merged["job"]], merged), heard=heard)


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


def _fresh(job: str, slots: dict[str, Any], heard: Heard) -> dict[str, Any]:
    kept = AFTER if refers(heard) else KEPT
    cleared = {name: None for name in FACTS if name not in kept and slots.get(name) is not None}
    return {"job": job, **cleared}


def _taken(job: Job, heard: Heard) -> dict[str, Any]:
    """What the job uses without asking: said with the question, or once the product is named."""
    return {name: value for name in job.takes if (value := hearing.meant(heard, name)) is not None}


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
    looks = "@" in text or any(c.isdigit() for c in text)
    short = len(text.split()) <= 3  # a sentence is about something else
    return text if looks and short and not hearing.interrupts(heard, "") else None


def _requested(
    slots: dict[str, Any], heard: Heard, known: Known, order: OrderFacts | None
) -> dict[str, Any]:
    """The value of the fact just asked for, if the message gives one."""
    slot = slots.get("requested_slot")
    if slot is None or slot in ("order_number", "proof", "job") or slot not in FACTS:
        return _volunteered(slots, heard, known, order)
    value = _value(slot, slots, heard, known, order)
    return _reachable(slots, heard) | ({} if value is None else {slot: value})


def _reachable(slots: dict[str, Any], heard: Heard) -> dict[str, Any]:
    """A number or an address given before it is asked for."""
    needed = "contact" in JOBS[slots["job"]].needs and slots.get("contact") is None
    given = heard.value("email") or heard.value("phone")
    return {"contact": given} if needed and given else {}


def _value(
    slot: str, slots: dict[str, Any], heard: Heard, known: Known, order: OrderFacts | None
) -> Any:
    chosen = heard.value("choice")
    if chosen is not None:
        return _choice(slot, chosen)
    if slot in FREE_TEXT:
        return hearing.free_text(slot, heard, str(slots["job"]))
    match slot:
        case "items":
            return hearing.items(heard.text, _offered(order, known))
        case "reason" | "shop" | "purpose":
            return hearing.keyword(slot, heard.text)
        case "day":
            found = hearing.day(heard)
            return found.isoformat() if found and bookable(found, known.today) else None
        case "time":
            return hearing.clock_time(heard)
        case "product":
            return heard.value("product")
        case "confirmed":
            return hearing.confirmed(heard)
    return None


def _choice(slot: str, chosen: str) -> Any:
    if slot == "items":
        return chosen.split(",")
    return chosen if hearing.known_value(slot, chosen) else None


def _volunteered(
    slots: dict[str, Any], heard: Heard, known: Known, order: OrderFacts | None
) -> dict[str, Any]:
    """Facts given in the first sentence need not be asked for."""
    job, found = JOBS[slots["job"]], _reachable(slots, heard)
    for slot in ("shop", "purpose", "day", "time", "product", "reason"):
        if slot == "time" and not ("day" in found and hearing.timed(heard)):
            continue
        if slot in job.needs and slots.get(slot) is None:
            value = _value(slot, slots, heard, known, order)
            if value is not None:
                found[slot] = value
    return found


def _single_item(slots: dict[str, Any], order: OrderFacts | None) -> dict[str, Any]:
    """An order with one item needs no question which one."""
    needs = JOBS[slots["job"]].needs
    if order and "items" in needs and slots.get("items") is None and len(order.items) == 1:
        return {"items": [order.items[0]["sku"]]}
    return {}


def _offered(order: OrderFacts | None, known: Known) -> list[dict[str, Any]]:
    names = {product["sku"]: product["names"] for product in known.products}
    return [
        {"sku": item["sku"], "names": names.get(item["sku"], [])}
        for item in (order.items if order else ())
    ]


def bookable(wanted: date, today: date) -> bool:
    """Appointments are made from tomorrow on, up to four weeks ahead."""
    return 1 <= (wanted - today).days <= 28

"""The value of the fact a job asks for, read from a message: pure, with what the app knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from actions import hearing, opening
from actions.hearing import FREE_TEXT, Heard
from actions.jobs import FACTS, JOBS, OrderFacts
from bot.tables import Customer


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


def with_order(known: Known, owner: Customer, order: OrderFacts) -> Known:
    return replace(known, owner=owner, order=order)


def requested(
    slots: dict[str, Any], heard: Heard, known: Known, order: OrderFacts | None
) -> dict[str, Any]:
    """The value of the fact just asked for, if the message gives one."""
    slot = slots.get("requested_slot")
    if slot is None or slot in ("order_number", "proof", "job") or slot not in FACTS:
        return _volunteered(slots, heard, known, order)
    chosen = heard.value("choice")
    if chosen is not None:
        return _chosen(slot, chosen, slots, order)
    value = _value(slot, slots, heard, known, order)
    return _reachable(slots, heard) | ({} if value is None else {slot: value})


def _chosen(
    asked: str, chosen: str, slots: dict[str, Any], order: OrderFacts | None
) -> dict[str, Any]:
    """What a pressed button answers: the question just asked, or one before it."""
    offered = {item["sku"] for item in order.items} if order else set()
    before = [need for need in JOBS[slots["job"]].needs if slots.get(need) is not None]
    for slot in (asked, *before):
        if slot == "items" and offered.issuperset(chosen.split(",")):
            return {slot: chosen.split(",")}
        if hearing.known_value(slot, chosen):
            return {slot: chosen}
    return {}


def _reachable(slots: dict[str, Any], heard: Heard) -> dict[str, Any]:
    """A number or an address given before it is asked for."""
    needed = "contact" in JOBS[slots["job"]].needs and slots.get("contact") is None
    given = heard.value("email") or heard.value("phone")
    return {"contact": given} if needed and given else {}


def _value(
    slot: str, slots: dict[str, Any], heard: Heard, known: Known, order: OrderFacts | None
) -> Any:
    if slot in FREE_TEXT:
        return hearing.free_text(slot, heard, str(slots["job"]))
    match slot:
        case "items":
            return hearing.items(heard.text, _offered(order, known))
        case "reason" | "shop" | "purpose":
            return hearing.keyword(slot, heard.text)
        case "day":
            found = hearing.day(heard)
            return found.isoformat() if found and _asks_for(found, slots, heard, known) else None
        case "time":
            return hearing.clock_time(heard)
        case "product":
            return heard.value("product")
        case "confirmed":
            said = hearing.confirmed(heard)
            # "Shall someone take over?" was asked last: that is what the "yes" is to.
            return None if said and slots.get("person_offered") else said
    return None


def _asks_for(day: date, slots: dict[str, Any], heard: Heard, known: Known) -> bool:
    """Whether a day is one wanted for the appointment, be it a possible one or not."""
    if opening.bookable(slots.get("shop"), day, known.today):
        return True
    return day >= known.today and not hearing.interrupts(heard, str(slots["job"]))


def shut(
    slots: dict[str, Any], changes: dict[str, Any], known: Known
) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """A day or an hour at which there can be no appointment is taken back, and it is said why."""
    shop, day, clock = (slots.get(name) for name in ("shop", "day", "time"))
    said_no = changes.get("confirmed") is False
    if day is None or said_no or not changes.keys() & {"shop", "day", "time", "confirmed"}:
        return {}, ()
    on, void = date.fromisoformat(day), {"day", "time", "confirmed"}
    if not opening.bookable(None, on, known.today):
        why = "far"
    elif shop and opening.hours(shop, on) is None:
        why = "shut"
    elif shop and clock and not opening.fits(shop, on, time.fromisoformat(clock)):
        why, void = "hour", void - {"day"}
    else:
        return {}, ()
    said = {"do": "explain_hours", "why": why, "shop": shop, "day": day, "form": True}
    return {name: None for name in void if slots.get(name) is not None}, (said,)


def _volunteered(
    slots: dict[str, Any], heard: Heard, known: Known, order: OrderFacts | None
) -> dict[str, Any]:
    """Facts given in the first sentence need not be asked for."""
    job, found = JOBS[slots["job"]], _reachable(slots, heard)
    for slot in ("shop", "purpose", "day", "time", "product", "reason"):
        if slot == "time" and not ("day" in found and hearing.timed(heard)):
            continue
        if slot in job.needs and slots.get(slot) is None:
            value = _value(slot, {**slots, **found}, heard, known, order)
            if value is not None:
                found[slot] = value
    return found


def single_item(slots: dict[str, Any], order: OrderFacts | None) -> dict[str, Any]:
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

"""The jobs the assistant does: what each must know before it can be done. To add one, add a row.

A job is an intent of the same name (nlu/examples), a row here, and a function in actions/doing.py;
its texts stand in bot/texts under job.NAME.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ORDER = ("order_number", "proof")
VARIANT = ("size", "colour")
OPEN_STATES = {"placed", "payment_pending"}
RETURN_DAYS = {"VND": 14, "EUR": 30}
SALE_RETURN_DAYS = {"VND": 7, "EUR": 14}
BOOKED_AHEAD = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Job:
    """One thing the assistant can do: the facts it needs, in the order they are asked for."""

    name: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()  # facts it uses where they were said, and never asks for
    cancellable_only: bool = False  # only while the order is not yet packed
    delivered_only: bool = False  # only for goods that have arrived


JOBS = {
    job.name: job
    for job in (
        Job("order_status", ORDER),
        Job("refund_status", ORDER),
        Job("invoice_request", ORDER),
        Job("points_balance", ORDER),
        Job("order_cancel", (*ORDER, "confirmed"), cancellable_only=True),
        Job("order_change_address", (*ORDER, "new_address", "confirmed"), cancellable_only=True),
        Job("return_start", (*ORDER, "items", "reason", "confirmed"), delivered_only=True),
        Job("exchange_item", (*ORDER, "items", "wish", "confirmed"), delivered_only=True),
        Job("report_damaged", (*ORDER, "items", "description")),
        Job("report_wrong_item", (*ORDER, "items", "description")),
        Job("report_missing_item", (*ORDER, "items")),
        Job("delivery_problem", ORDER),
        Job("payment_problem", (*ORDER, "description")),
        Job("appointment_book", ("shop", "purpose", "day", "time", "contact", "confirmed")),
        Job("appointment_change", ("confirmed",)),
        Job("product_availability", ("product",), takes=VARIANT),
        Job("product_price", ("product",)),
        Job("none", ()),
    )
}

# What stays known when a job is done: the next question may be about the same order.
KEPT = ("job", "order_number", "proof")
# "It" in the next question may be the product of this one, in the size or colour asked for.
AFTER = (*KEPT, "product", *VARIANT)
FACTS = ("order_number", "proof", "items", "reason", "wish", "description", "new_address", "shop",
         "purpose", "day", "time", "contact", "product", *VARIANT, "confirmed", "outcome")

REASONS = ("too_small", "too_big", "not_as_expected", "damaged", "wrong_item", "changed_mind")
SHOPS = ("hamburg", "leipzig", "muenchen", "hanoi", "hue", "hcmc")
PURPOSES = ("curtains", "furniture", "alteration")


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What a job must know of an order to decide whether it can be done."""

    number: str
    state: str
    currency: str
    delivered_on: date | None
    items: tuple[dict[str, Any], ...]


def obstacle(job: Job, order: OrderFacts | None, today: date) -> str | None:
    """Why a job cannot be done for this order: the key of the sentence that says so, or None."""
    if order is None:
        return None
    if job.cancellable_only and order.state not in OPEN_STATES:
        return "cancelled" if order.state == "cancelled" else "too_late"
    if job.delivered_only:
        if order.state in ("return_requested", "returned", "refunded"):
            return "already_returned"
        if order.state != "delivered":
            return "not_delivered"
        if order.delivered_on and today - order.delivered_on > _allowed(order):
            return "deadline_over"
        if all(item.get("final_sale") for item in order.items):
            return "final_sale"
    return None


def _allowed(order: OrderFacts) -> timedelta:
    reduced = all(item.get("sale") for item in order.items)
    days = (SALE_RETURN_DAYS if reduced else RETURN_DAYS)[order.currency]
    return timedelta(days=days)


def next_need(job: Job, slots: dict[str, Any], known: Iterable[str] = ()) -> str | None:
    """The first fact a job still lacks; `known` are facts that need not be asked."""
    if slots.get("outcome"):
        return None
    known = set(known)
    return next((need for need in job.needs if slots.get(need) is None and need not in known), None)

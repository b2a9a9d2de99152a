"""A customer's side of a job, message by message, as Rasa would keep its slots."""

from __future__ import annotations

from datetime import date
from typing import Any

from actions import facts, filling
from actions.facts import Known
from actions.filling import Proof, Step
from actions.hearing import Heard
from actions.jobs import OrderFacts
from bot.tables import Customer

TODAY = date(2026, 11, 25)
ORDER = OrderFacts("10235", "delivered", "EUR", date(2026, 11, 20), (
    {"sku": "A", "size": "M"}, {"sku": "B", "size": None}))
PRODUCTS = ({"sku": "A", "names": ["Leinenkleid Heide"]}, {"sku": "B", "names": ["Kissen Lila"]})
KNOWN = Known(1, None, TODAY, products=PRODUCTS)
OWNER = Customer(id=7, name="Katharina Brandt")


def heard(text: str, intent: str = "inform", sure: bool = True, **values: str) -> Heard:
    return Heard(intent, sure, text, tuple({"entity": k, "value": v} for k, v in values.items()))


class Dialogue:
    """Keeps the slots between messages, as Rasa does."""

    def __init__(self, known: Known = KNOWN, order: OrderFacts | None = ORDER) -> None:
        self.slots: dict[str, Any] = {}
        self.known, self.order = known, order

    def hear(self, what: Heard, proof: Proof = Proof.MISSING) -> Step:
        step = filling.hear(self.slots, what, self.known)
        if step.number is not None:
            known = facts.with_order(self.known, OWNER, self.order) if self.order else self.known
            step = filling.settle(step, known, proof)
        self.slots = {**self.slots, **step.changes, "requested_slot": step.ask}
        return step

"""Rasa's one question to the app in a turn: what does this message mean for the job under way?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from actions import facts, filling
from actions.hearing import Heard
from actions.jobs import OrderFacts
from bot import linking
from bot.services import Services
from bot.tables import Conversation
from handoff import crm
from handoff.tables import Order, ProofTry


class ValidateJobForm(Action):  # type: ignore[misc]
    """The rasa-sdk action behind Rasa's job_form; the deciding is done in actions.filling."""

    def __init__(self, here: Services) -> None:
        self.here = here

    def name(self) -> str:
        return "validate_job_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        """Slots that changed, and the slot to ask for next (None ends the form)."""
        heard = Heard.of(tracker.latest_message)
        async with self.here.database.write() as session:
            known = await look(session, tracker.sender_id, self.here)
            step = filling.hear(dict(tracker.slots), heard, known)
            if step.number is not None:
                known = await look_at_order(session, known, step.number)
                checked = await self._check_proof(session, known, step)
                step = filling.settle(step, known, checked)
        for said in step.say:
            dispatcher.utter_message(json_message=said)
        changes = step.changes or filling.unanswered(step)
        events = [SlotSet(name, value) for name, value in changes.items()]
        return [*events, SlotSet("requested_slot", step.ask)]

    async def _check_proof(
        self, session: AsyncSession, known: facts.Known, step: filling.Step
    ) -> filling.Proof:
        """Compare a given postcode or e-mail; wrong ones are counted, and end at some point."""
        number, given = step.number, step.proof
        assert number is not None  # noqa: S101 (the caller asks only with a number)
        settings, now = self.here.settings, self.here.clock()
        owner = known.owner
        if owner is not None and known.customer_id is not None and owner.id in (
                await linking.together(session, known.customer_id)):
            return filling.Proof.RIGHT  # their own order, and we know who they are
        here, order = await crm.wrong_proofs(session, known.conversation_id, number, now)
        if here >= settings.proof_tries or order >= settings.order_tries_a_day:
            return filling.Proof.EXHAUSTED
        if given is None:
            return filling.Proof.MISSING
        if owner is not None and crm.proves(owner, given):
            conversation = await session.get_one(Conversation, known.conversation_id)
            await crm.link_customer(session, conversation, owner, now)
            return filling.Proof.RIGHT
        await remember_try(session, known.conversation_id, number, given, now)
        last = here + 1 >= settings.proof_tries or order + 1 >= settings.order_tries_a_day
        return filling.Proof.EXHAUSTED if last else filling.Proof.WRONG


async def remember_try(
    session: AsyncSession, conversation_id: int, number: str, given: str, now: datetime
) -> None:
    """Count a wrong proof once, however often the same turn is tried."""
    try:
        async with session.begin_nested():
            session.add(ProofTry(conversation_id=conversation_id, order_number=number,
                                 message_text=given[:200], at=now))
    except IntegrityError:
        return


async def look(session: AsyncSession, public_id: str, here: Services) -> facts.Known:
    """What is known before the message is read: the person, their orders, the catalogue."""
    conversation = await session.scalar(
        select(Conversation).where(Conversation.public_id == public_id)
    )
    assert conversation is not None, public_id  # noqa: S101 (the app itself sent this id)
    today = here.clock().astimezone(ZoneInfo(here.settings.shop_timezone)).date()
    orders = (
        await crm.orders_of(session, conversation.customer_id)
        if conversation.customer_id else []
    )
    catalogue = await crm.catalogue(session)
    return facts.Known(
        conversation_id=conversation.id,
        customer_id=conversation.customer_id,
        today=today,
        own_orders=tuple(order.number for order in orders),
        recent_orders=tuple(order.number for order in crm.recent(orders, today)),
        products=tuple({"sku": p.sku, "names": crm.names_of(p)} for p in catalogue),
    )


async def look_at_order(
    session: AsyncSession, known: facts.Known, number: str
) -> facts.Known:
    """What is known once an order is named; whether it exists is not told to anybody yet."""
    order = await crm.order_by_number(session, number)
    if order is None:
        return known
    return facts.with_order(known, order.customer, facts_of(order))


def facts_of(order: Order) -> OrderFacts:
    return OrderFacts(
        order.number, order.state, order.currency, order.delivered_on, tuple(order.items)
    )

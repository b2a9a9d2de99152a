"""Jobs carried out: each function does one, inside the turn's own transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from actions.asking import item_names, order_in_hand
from actions.jobs import AFTER
from actions.stock import product_availability, product_price
from actions.talking import hand_over_now, offer_person
from bot.replies import Reply, TurnContext
from bot.words import Language, Reason
from handoff import crm
from handoff.tables import Appointment, Order, Return

Doing = Callable[[TurnContext], Awaitable[list[Reply]]]
CASES = {
    "report_damaged", "report_wrong_item", "report_missing_item", "delivery_problem",
    "payment_problem",
}


async def finish_job(context: TurnContext, _: Mapping[str, Any]) -> list[Reply]:
    """{do: finish_job}: everything needed is known (or the job ended early); do it."""
    job, outcome = str(context.slots["job"]), context.slots.get("outcome")
    if outcome:
        replies = await _ended_early(context, job, str(outcome))
    elif job in CASES:
        replies = await open_case(context)
    elif "confirmed" in context.slots and context.slots["confirmed"] is False:
        replies = [Reply(context.voice.say("not_confirmed"))]
    else:
        replies = await DOING[job](context)
        context.answered = True
    context.slots = {key: value for key, value in context.slots.items() if key in AFTER}
    return replies


async def _ended_early(context: TurnContext, job: str, outcome: str) -> list[Reply]:
    voice = context.voice
    if outcome == "stopped":
        return [Reply(voice.say("stopped"))]
    if outcome == "proof_failed":
        context.slots["order_number"] = None
        return offer_person(context, voice.say("proof_failed"))
    order = await order_in_hand(context)
    key = f"obstacle.{outcome}"
    text = voice.say(key, number=order.number, state=voice.say(f"states.{order.state}"))
    return offer_person(context, text)


async def order_status(context: TurnContext) -> list[Reply]:
    order = await order_in_hand(context)
    products = await crm.products_of(context.session, order)
    lines = [crm.item_title(item, products.get(item["sku"]), context.voice.language)
             for item in order.items]
    card = {
        "order": order.number, "state": order.state, "lines": lines,
        "title": context.voice.say("order_title", number=order.number),
        "total": context.voice.money(crm.total(order)),
    }
    return [Reply(status_sentence(context, order), kind="order", card=card)]


def status_sentence(context: TurnContext, order: Order) -> str:
    """State, carrier and expected day in one or two sentences."""
    key = f"status.{order.state}"
    today = _today(context)
    if order.state in ("shipped", "out_for_delivery", "delayed") and not order.expected_on:
        key = "status.shipped_no_day"
    if order.state == "out_for_delivery" and order.expected_on == today:
        key = "status.out_today"
    return context.voice.say(
        key, number=order.number, carrier=order.carrier or "", tracking=order.tracking or "",
        day=order.expected_on or "", delivered=order.delivered_on or "",
        sent=order.sent_on or "", placed=order.placed_on,
    )


async def refund_status(context: TurnContext) -> list[Reply]:
    order = await order_in_hand(context)
    if not order.returns:
        return offer_person(context, context.voice.say("refund.none", number=order.number))
    latest = max(order.returns, key=lambda r: r.requested_on)
    step = ("refunded" if latest.refunded_on else "received" if latest.received_on else "requested")
    return [Reply(context.voice.say(
        f"refund.{step}", number=latest.number, requested=latest.requested_on,
        received=latest.received_on or "", refunded=latest.refunded_on or "",
    ))]


async def order_cancel(context: TurnContext) -> list[Reply]:
    order = await order_in_hand(context)
    order.state = "cancelled"
    return [Reply(context.voice.say(f"done.order_cancel_{_paid(order)}", number=order.number))]


def _paid(order: Order) -> str:
    return "unpaid" if order.payment in ("cod", "klarna", "prepayment") else "paid"


async def order_change_address(context: TurnContext) -> list[Reply]:
    order = await order_in_hand(context)
    order.ship_to = str(context.slots["new_address"])
    return [Reply(context.voice.say(
        "done.order_change_address", number=order.number, address=order.ship_to))]


async def return_start(context: TurnContext) -> list[Reply]:
    return await _take_back(context, wish=None)


async def exchange_item(context: TurnContext) -> list[Reply]:
    return await _take_back(context, wish=str(context.slots["wish"]))


async def _take_back(context: TurnContext, wish: str | None) -> list[Reply]:
    order = await order_in_hand(context)
    new = Return(
        number=await crm.next_return_number(context.session), order_id=order.id,
        items=list(context.slots["items"]),
        reason=context.slots.get("reason") or "exchange", wish=wish,
        requested_on=_today(context),
    )
    context.session.add(new)
    order.state = "return_requested"
    way = "vn" if order.currency == "VND" else "de" if order.customer.country in (
        "DE", "AT") else "eu"
    kind = "exchange" if wish else "return"
    names = await item_names(context, new.items)
    return [Reply(context.voice.say(
        f"done.{kind}", number=new.number, items=names, order=order.number,
        way=context.voice.say(f"way_back.{way}")))]


async def points_balance(context: TurnContext) -> list[Reply]:
    order = await order_in_hand(context)
    person = order.customer
    level = context.voice.say(f"levels.{person.level}")
    return [Reply(context.voice.say("done.points_balance", points=person.points, level=level))]


async def invoice_request(context: TurnContext) -> list[Reply]:
    order = await order_in_hand(context)
    hint = masked(order.customer.email or "")
    return offer_person(
        context, context.voice.say("done.invoice_request", number=order.number, email=hint))


async def open_case(context: TurnContext) -> list[Reply]:
    """What a person must decide: the case goes to the queue with every fact collected."""
    job = str(context.slots["job"])
    text = context.voice.say(f"case.{job}", number=str(context.slots["order_number"]))
    return hand_over_now(context, Reason.CASE, text)


async def appointment_book(context: TurnContext) -> list[Reply]:
    slots, voice = context.slots, context.voice
    booked = Appointment(
        conversation_id=context.conversation.id, customer_id=context.conversation.customer_id,
        shop=slots["shop"], purpose=slots["purpose"], day=date.fromisoformat(slots["day"]),
        time=slots["time"], contact=slots["contact"],
    )
    context.session.add(booked)
    return [Reply(voice.say(
        "done.appointment_book", shop=voice.say(f"shops.{booked.shop}"), day=booked.day,
        time=booked.time, purpose=voice.say(f"purposes.{booked.purpose}")))]


async def appointment_change(context: TurnContext) -> list[Reply]:
    """Cancel what was booked in this chat; anything else is for a person."""
    booked = await context.session.scalar(
        select(Appointment)
        .where(Appointment.conversation_id == context.conversation.id,
               Appointment.cancelled_at.is_(None))
        .order_by(Appointment.id.desc()).limit(1)
    )
    if booked is None:
        return hand_over_now(context, Reason.CASE, context.voice.say("case.appointment_change"))
    booked.cancelled_at = context.now
    return [Reply(context.voice.say("done.appointment_change", day=booked.day, time=booked.time))]


async def unclear(context: TurnContext) -> list[Reply]:
    """A bare fact or a correction with nothing it could belong to; a name is greeted."""
    said = context.understanding.entities
    if name := next((str(e["value"]) for e in said if e["entity"] == "person_name"), None):
        name = called(name, context.voice.language)
        return [Reply(context.voice.say("greet_by_name", name=name))]
    return [Reply(context.voice.say("unclear_fact"))]


def called(name: str, language: Language) -> str:
    """How one addresses somebody who gave this name; Vietnamese uses the last word."""
    told = name.title() if name.islower() else name
    return told.split()[-1] if language is Language.VI else told


def masked(email: str) -> str:
    """k…@example.org: enough to recognise one's own address, too little to learn another's."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}" if host else ""



def _today(context: TurnContext) -> date:
    return context.now.astimezone(ZoneInfo(context.timezone)).date()


DOING: dict[str, Doing] = {
    "order_status": order_status,
    "refund_status": refund_status,
    "order_cancel": order_cancel,
    "order_change_address": order_change_address,
    "return_start": return_start,
    "exchange_item": exchange_item,
    "points_balance": points_balance,
    "invoice_request": invoice_request,
    "appointment_book": appointment_book,
    "appointment_change": appointment_change,
    "product_availability": product_availability,
    "product_price": product_price,
    "none": unclear,
}

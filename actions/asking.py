"""How the assistant asks for a fact: the sentence, and buttons where there is a choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from actions import opening
from actions.jobs import BOOKED_AHEAD, PURPOSES, REASONS, SHOPS
from bot.replies import Button, Reply, TurnContext
from bot.texts import Voice
from handoff import crm
from handoff.tables import Order

TIMES = ("10:00", "11:30", "14:00", "15:30", "17:00")


async def ask(context: TurnContext, command: Mapping[str, Any]) -> list[Reply]:
    """{do: ask, slot, then}: the next question of the job under way; `then` waits behind it."""
    if context.resting:
        return []
    if command["slot"] == "confirmed":  # asked last: a "yes" is to this, not to an earlier offer
        context.person_offered = False
    text, buttons = await _question(context, str(command["slot"]))
    return [Reply(_led_up_to(text, context, command.get("then")), tuple(buttons))]


def _led_up_to(question: str, context: TurnContext, then: str | None) -> str:
    """The question with what it belongs to, where that is not plain."""
    voice, job = context.voice, str(context.slots["job"])
    begins, facts = job != context.job_before, {"job": voice.say(f"job_names.{job}")}
    if then:
        facts["then"] = voice.say(f"job_names.{then}")
        return voice.say("one_by_one", question=question, **facts)
    if context.interrupted:
        key = "on_to_job" if begins else "back_to_job"
        return voice.say(key, question=question, **facts)
    return question


async def _question(context: TurnContext, slot: str) -> tuple[str, list[Button]]:
    voice, job = context.voice, str(context.slots.get("job"))
    match slot:
        case "order_number":
            return await _which_order(context)
        case "items":
            return await _which_items(context)
        case "confirmed":
            return await confirmation(context), yes_or_no(voice)
        case "reason":
            return voice.say("ask.reason"), choices(voice, "reasons", REASONS)
        case "shop":
            return voice.say("ask.shop"), choices(voice, "shops", SHOPS)
        case "purpose":
            return voice.say("ask.purpose"), choices(voice, "purposes", PURPOSES)
        case "day":
            return voice.say("ask.day"), days(voice, _today(context), str(context.slots["shop"]))
        case "time":
            return voice.say("ask.time"), times(str(context.slots["shop"]), context.slots["day"])
        case "description":
            return voice.say(f"ask.description_{job}"), []
        case _:
            return voice.say(f"ask.{slot}"), []


async def _which_order(context: TurnContext) -> tuple[str, list[Button]]:
    voice = context.voice
    if context.conversation.customer_id is None:
        return voice.say("ask.order_number"), []
    orders = crm.recent(
        await crm.orders_of(context.session, context.conversation.customer_id), _today(context)
    )[:4]
    if not orders:
        return voice.say("ask.order_number"), []
    buttons = [
        Button(
            f"{order.number} · {voice.say(f'states.{order.state}')}",
            "/inform" + json.dumps({"order_number": order.number}),
        )
        for order in orders
    ]
    return voice.say("ask.which_order"), buttons


async def _which_items(context: TurnContext) -> tuple[str, list[Button]]:
    order = await order_in_hand(context)
    products = await crm.products_of(context.session, order)
    language = context.voice.language
    buttons = [
        Button(crm.item_title(item, products.get(item["sku"]), language), choice(item["sku"]))
        for item in order.items
    ]
    everything = ",".join(item["sku"] for item in order.items)
    buttons.append(Button(context.voice.say("ask.all_items"), choice(everything)))
    return context.voice.say(f"ask.items_{context.slots['job']}"), buttons


async def order_in_hand(context: TurnContext) -> Order:
    """The order the job is about; its proof was right, so it exists."""
    order = await crm.order_by_number(context.session, str(context.slots["order_number"]))
    if order is None:
        raise LookupError(f"order {context.slots['order_number']} is gone")
    return order


async def confirmation(context: TurnContext) -> str:
    """The sum of what will be done, before it is done."""
    voice, slots = context.voice, context.slots
    job = str(slots["job"])
    facts: dict[str, Any] = {"number": slots.get("order_number", "")}
    if slots.get("items"):
        facts["items"] = await item_names(context, slots["items"])
    if slots.get("reason"):
        facts["reason"] = voice.say(f"reasons.{slots['reason']}")
    if job == "appointment_book":
        facts |= {
            "shop": voice.say(f"shops.{slots['shop']}"),
            "purpose": voice.say(f"purposes.{slots['purpose']}"),
            "day": date.fromisoformat(slots["day"]), "time": slots["time"],
        }
    facts |= {name: slots[name] for name in ("wish", "new_address") if slots.get(name)}
    return voice.say(f"confirm.{job}", **facts)


async def item_names(context: TurnContext, skus: list[str]) -> str:
    """The items in the customer's language, joined."""
    order = await order_in_hand(context)
    products = await crm.products_of(context.session, order)
    names = [
        crm.item_title(item, products.get(item["sku"]), context.voice.language)
        for item in order.items if item["sku"] in skus
    ]
    return context.voice.listed(names)


def choice(value: str) -> str:
    """The payload of a button that answers a question of the form."""
    return "/inform" + json.dumps({"choice": value}, ensure_ascii=False)


def choices(voice: Voice, group: str, values: tuple[str, ...]) -> list[Button]:
    return [Button(voice.say(f"{group}.{value}"), choice(value)) for value in values]


def yes_or_no(voice: Voice) -> list[Button]:
    return [Button(voice.say("yes"), "/affirm"), Button(voice.say("no"), "/deny")]


def days(voice: Voice, today: date, shop: str) -> list[Button]:
    """The next five days on which the shop is open."""
    ahead = (today + timedelta(days=n) for n in range(1, BOOKED_AHEAD.days + 1))
    is_open = islice((day for day in ahead if opening.bookable(shop, day, today)), 5)
    return [Button(voice.day(day), choice(day.isoformat())) for day in is_open]


def times(shop: str, day: str) -> list[Button]:
    """Hours to choose from while the shop is open."""
    on = date.fromisoformat(day)
    return [Button(hour, choice(hour)) for hour in TIMES
            if opening.fits(shop, on, time.fromisoformat(hour))]


async def explain_hours(context: TurnContext, command: Mapping[str, Any]) -> list[Reply]:
    """{do: explain_hours, why, day, shop}: why there can be no appointment then."""
    voice, why, day = context.voice, command["why"], date.fromisoformat(command["day"])
    if why == "far":
        return [Reply(voice.say("no_appointment.far"))]
    shop = voice.say(f"shops.{command['shop']}")
    of = opening.hours(command["shop"], day)
    if of is None:
        return [Reply(voice.say("no_appointment.shut", shop=shop, day=day))]
    return [Reply(voice.say("no_appointment.hour", shop=shop, day=day, opens=of[0], closes=of[1],
                            last=opening.last_start(of)))]


def _today(context: TurnContext) -> date:
    return context.now.astimezone(ZoneInfo(context.timezone)).date()

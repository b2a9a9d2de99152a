"""What the shop knows of its customers and orders, read for the assistant and for agents."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot import linking
from bot.linking import Evidence
from bot.tables import Conversation, Customer, Identity
from bot.texts import Money
from handoff.tables import Order, Product, ProofTry, Return

RESTING = {"delivered", "cancelled", "returned", "refunded"}


async def order_by_number(session: AsyncSession, number: str) -> Order | None:
    """An order with its customer and returns."""
    return await session.scalar(
        select(Order).where(Order.number == number)
        .options(selectinload(Order.customer), selectinload(Order.returns))
    )


async def orders_of(session: AsyncSession, customer_id: int) -> Sequence[Order]:
    """The orders of a person, of all their records, newest first."""
    rows = await session.scalars(
        select(Order).where(Order.customer_id.in_(await linking.together(session, customer_id)))
        .options(selectinload(Order.returns), selectinload(Order.customer))
        .order_by(Order.placed_on.desc(), Order.number.desc())
    )
    return rows.all()


def recent(orders: Sequence[Order], today: date, days: int = 60) -> list[Order]:
    """The orders a customer most likely means: under way, or placed lately."""
    return [
        order for order in orders
        if order.state not in RESTING or today - order.placed_on <= timedelta(days=days)
    ]


async def products_of(session: AsyncSession, order: Order) -> dict[str, Product]:
    """The products of an order by sku."""
    skus = [item["sku"] for item in order.items]
    rows = await session.scalars(select(Product).where(Product.sku.in_(skus)))
    return {product.sku: product for product in rows}


async def catalogue(session: AsyncSession) -> Sequence[Product]:
    """Everything the shop sells."""
    return (await session.scalars(select(Product).order_by(Product.sku))).all()


def names_of(product: Product) -> list[str]:
    """Every name customers may call a product by."""
    return [*product.names.values(), *product.aliases]


def proper_names(products: Iterable[Product]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Of each product's names the words that all languages have, and the words of one:
    ({"elbe"}, {"leinenhemd", "áo", "linen", "shirt", …})."""
    told = []
    for product in products:
        names = [frozenset(name.lower().split()) for name in product.names.values()]
        shared = frozenset.intersection(*names)
        if shared:
            told.append((shared, frozenset.union(*names) - shared))
    return told


def write_names(products: Iterable[Product], path: Path) -> bool:
    """The catalogue's names for what understands (nlu.components.catalogue); False: no news."""
    rows = [{"value": p.sku, "names": names_of(p)} for p in products]
    text = json.dumps(rows, ensure_ascii=False, indent=0)
    if path.exists() and path.read_text("utf-8") == text:
        return False
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)  # a reader finds the old file or the new one, whole
    return True


def total(order: Order) -> Money:
    """What the customer paid, shipping included."""
    goods = sum((Decimal(item["price"]) * item["qty"] for item in order.items), Decimal(0))
    return Money(goods + order.shipping, order.currency)


def proves(customer: Customer, given: str) -> bool:
    """Whether a postcode or an e-mail address is this customer's."""
    if "@" in given:
        return given.strip().casefold() == (customer.email or "").casefold()
    own = _code(customer.postcode or "")
    return bool(own) and _code(given) == own


def _code(postcode: str) -> str:
    return "".join(postcode.split()).upper()


async def wrong_proofs(
    session: AsyncSession, conversation_id: int, number: str, now: datetime
) -> tuple[int, int]:
    """Wrong proofs so far: in this conversation, and for this order in the last day."""
    here = await session.scalar(
        select(func.count()).select_from(ProofTry)
        .where(ProofTry.conversation_id == conversation_id)
    )
    order = await session.scalar(
        select(func.count()).select_from(ProofTry)
        .where(ProofTry.order_number == number, ProofTry.at > now - timedelta(days=1))
    )
    return here or 0, order or 0


async def link_customer(
    session: AsyncSession, conversation: Conversation, customer: Customer, now: datetime
) -> None:
    """Somebody proved an order: who was unknown is its customer; who was known stays themselves."""
    identity = await session.get_one(Identity, conversation.identity_id)
    if identity.customer_id is None or await linking.only_ours(session, identity.customer_id):
        await linking.join(session, identity, customer, Evidence.PROOF, "customer", now)
    if identity.customer_id in await linking.together(session, customer.id):
        await linking.link(  # what was but an agent's or the messenger's word is proved now
            session, identity, identity.customer_id, Evidence.PROOF, "customer", now)


async def next_return_number(session: AsyncSession) -> str:
    """R-20001 and on."""
    last = await session.scalar(select(func.max(Return.number)))
    return f"R-{int(last.removeprefix('R-')) + 1 if last else 20001}"


def item_title(item: dict[str, Any], product: Product | None, language: str) -> str:
    """Elbe linen shirt, M"""
    name = product.names[language] if product else item["sku"]
    return f"{name}, {item['size']}" if item.get("size") else str(name)

"""Is it in stock, and what does it cost? Answered from the shop's own products."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select

from bot.replies import Reply, TurnContext
from bot.texts import Money, Voice
from handoff.tables import Product

# Customers say plain colours; products have shades. "xanh" is both blue and green.
SHADES = {
    "blue": ("navy", "indigo"), "green": ("sage", "olive"),
    "blue_or_green": ("navy", "indigo", "sage", "olive"),
    "brown": ("rust", "terracotta"), "red": ("terracotta", "rust"),
    "beige": ("sand", "natural", "cream"),
}


async def product_availability(context: TurnContext) -> list[Reply]:
    """The job of the same name: its product is known."""
    product = await _product(context)
    size, colour = context.slots.get("size"), context.slots.get("colour")
    said = Reply(sentence(context.voice, product, size, colour))
    context.slots |= made(product, size, colour)
    return [said]


def made(product: Product, size: str | None, colour: str | None) -> dict[str, str | None]:
    """What of a variant exists: the next question is not about what does not."""
    return {
        "size": size if size in product.sizes else None,
        "colour": colour if shades(product, colour) else None,
    }


def shades(product: Product, colour: str | None) -> list[str]:
    """The product's own colours that a customer may mean."""
    return [c for c in product.colours if c in SHADES.get(colour or "", (colour,))]


async def product_price(context: TurnContext) -> list[Reply]:
    """The job of the same name: its product is known."""
    return [Reply(price(context.voice, await _product(context)))]


async def _product(context: TurnContext) -> Product:
    product = await context.session.scalar(
        select(Product).where(Product.sku == context.slots["product"]))
    if product is None:
        raise LookupError(f"product {context.slots['product']} is gone")
    return product


def price(voice: Voice, product: Product) -> str:
    """What it costs in each of the shop's currencies; which one applies depends on the country."""
    amounts = {currency.lower(): Money(Decimal(amount), currency)
               for currency, amount in product.prices.items()}
    return voice.say("stock.price", product=product.names[voice.language], **amounts)


def sentence(voice: Voice, product: Product, size: str | None, colour: str | None) -> str:
    """Whether a variant can be had; what is not named as short is in stock."""
    name = product.names[voice.language]
    if size and product.sizes and size not in product.sizes:
        return voice.say("stock.no_size", product=name, sizes=", ".join(product.sizes))
    meant = shades(product, colour)
    if colour and product.colours and not meant:
        offered = ", ".join(voice.say(f"colours.{c}") for c in product.colours)
        return voice.say("stock.no_colour", product=name, colours=offered)
    wanted = [
        (s, c, product.stock.get(f"{s}/{c}" if s and c else s or c, 99))
        for s in ([size] if size and product.sizes else product.sizes or [""])
        for c in (meant or product.colours or [""])
    ]
    only = meant[0] if len(meant) == 1 else None
    item = f"{name} {variant(voice, size if product.sizes else None, only)}".strip()
    few = min((left for _, _, left in wanted if 0 < left <= 3), default=0)
    gone = [variant(voice, s, c) for s, c, left in wanted if left == 0]
    if len(gone) == len(wanted):
        return voice.say("stock.none", item=item)
    if len(wanted) == 1:
        return voice.say("stock.few" if few else "stock.there", item=item, left=few)
    return voice.say("stock.most" if gone else "stock.all", item=item, gone=", ".join(gone))


def variant(voice: Voice, size: str | None, colour: str | None) -> str:
    """ "M Marine", or what of it is known."""
    parts = [size or "", voice.say(f"colours.{colour}") if colour else ""]
    return " ".join(part for part in parts if part)

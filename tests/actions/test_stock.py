"""Stock is told in the size and colour asked for, and never a yes to what is not made."""

from __future__ import annotations

import pytest

from actions.stock import SHADES, made, price, sentence
from bot.texts import DEFAULT_FORM, Voice
from bot.words import Language
from handoff.tables import Product

SHIRT = Product(
    sku="S", names={"de": "Hemd Elbe", "vi": "Áo Elbe", "en": "Elbe shirt"},
    sizes=["M", "L"], colours=["white", "navy", "sage"], stock={"M/navy": 0, "L/white": 2})
VASE = Product(sku="V", names={"de": "Vase", "vi": "Bình", "en": "Vase"},
               sizes=[], colours=[], stock={})


@pytest.mark.parametrize(("size", "colour", "wanted"), [
    ("M", "blue", "Sorry, sold out: Elbe shirt M navy"),  # navy is its only blue
    ("L", "white", "only 2 left: Elbe shirt L white"),
    ("M", "blue_or_green", "Only these are sold out: M navy"),
    ("L", "green", "Yes, in stock: Elbe shirt L sage"),
    ("M", "black", "doesn't come in that colour"),
    ("XXL", None, "doesn't come in that size: Elbe shirt\nYou can have it in: M, L."),
    (None, None, "Yes, nearly all in stock: Elbe shirt\n"),
])
def test_what_is_asked_for_is_answered(size: str | None, colour: str | None, wanted: str) -> None:
    assert wanted in sentence(Voice(Language.EN, DEFAULT_FORM[Language.EN]), SHIRT, size, colour)


def test_what_has_no_sizes_or_colours_is_just_there() -> None:
    voice = Voice(Language.DE, DEFAULT_FORM[Language.DE])
    assert sentence(voice, VASE, "M", "blue") == "Ja, auf Lager: Vase"


def test_a_price_is_told_in_both_currencies() -> None:
    shirt = Product(sku="S", names=SHIRT.names, prices={"EUR": "69.9", "VND": "1290000"})
    told = {code: price(Voice(code, DEFAULT_FORM[code]), shirt) for code in Language}
    assert all("69" in text and "290" in text for text in told.values())
    assert told[Language.DE].startswith("Hemd Elbe: 69,90")


def test_every_shade_has_a_name_in_every_language() -> None:
    for language in Language:
        voice = Voice(language, DEFAULT_FORM[language])
        assert all(voice.say(f"colours.{c}") for shades in SHADES.values() for c in shades)


@pytest.mark.parametrize(("size", "colour", "kept"), [
    ("M", "blue", ("M", "blue")), ("XXL", "blue", (None, "blue")), ("M", "red", ("M", None)),
    (None, None, (None, None)),
])
def test_what_is_not_made_is_forgotten(
    size: str | None, colour: str | None, kept: tuple[str | None, str | None]
) -> None:
    assert tuple(made(SHIRT, size, colour).values()) == kept

"""What says "it" of the thing before, and what may be about another thing."""

from __future__ import annotations

import pytest

from actions.hearing import Heard
from actions.referring import bare, refers


@pytest.mark.parametrize("text", [
    "was kostet die?", "und habt ihr es auch in L?", "gibt's das in M", "Haben Sie den in Blau?",
    "how much is it", "do you have that in navy", "is this still available",
    "em này còn không", "còn size L không", "mẫu đó giá bao nhiêu", "cai nay con hang ko shop",
])
def test_it_is_the_thing_before(text: str) -> None:
    assert refers(Heard("product_price", True, text, ()))


@pytest.mark.parametrize("text", [
    "Gibt es das Sofa noch?", "gibt es Bettdecken in 160x200?", "was kostet ein Versand nach Wien?",
    "is it possible to buy a lamp with it", "how much is the teapot?",
    "shop có gối màu đỏ không", "shop co goi mau do khong", "giá ghế bao nhiêu",
    "wie geht es Ihnen",
])
def test_another_thing_may_be_meant(text: str) -> None:
    assert not refers(Heard("product_price", True, text, ()))


def said(text: str, **values: str) -> Heard:
    """The entities where they stand, as Rasa tells them."""
    return Heard("inform", True, text, tuple(
        {"entity": name, "value": name, "start": text.index(word),
         "end": text.index(word) + len(word)} for name, word in values.items()))


@pytest.mark.parametrize("heard", [
    said("und in Rot?", colour="Rot"), said("and in sage, size L?", colour="sage", size="L"),
    said("M?", size="M"), said("màu xanh thì sao shop", colour="xanh"),
    said("giá nhiêu v shop"), said("was kostet das denn eigentlich"), said("còn hàng ko ạ"),
    said("do you have any left in M", size="M"),
])
def test_what_names_nothing_is_about_the_thing_before(heard: Heard) -> None:
    assert bare(heard) and refers(heard)


@pytest.mark.parametrize("heard", [
    said("und Kissen in Rot?", colour="Rot"), said("shop còn gối màu đỏ ko", colour="đỏ"),
    said("and the lamp in black?", colour="black"), said("was kostet der Versand"),
    said("phí ship bao nhiêu"), said("còn váy không"), said("con den ko"), said("còn bàn ko shop"),
    said("giá đèn nhiêu"), said("con vay mau do ko", colour="do"),
])
def test_a_thing_beside_them_is_not(heard: Heard) -> None:
    assert not bare(heard)


def test_a_product_that_is_named_is_meant() -> None:
    named = {"entity": "product", "value": "LM-1102"}
    assert not refers(Heard("product_price", True, "habt ihr es als Leinenhemd", (named,)))

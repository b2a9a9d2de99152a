"""What says "it" of the thing before, and what may be about another thing."""

from __future__ import annotations

import pytest

from actions.hearing import Heard
from actions.referring import refers


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


def test_a_product_that_is_named_is_meant() -> None:
    named = {"entity": "product", "value": "LM-1102"}
    assert not refers(Heard("product_price", True, "habt ihr es als Leinenhemd", (named,)))

"""Vietnamese typed without marks gets the marks its words have in our own texts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.marks import NOTHING, Counted, Marks, bare

TOLD = ["Đổi hàng thế nào?", "Bạn có thể đổi hàng trong 14 ngày.", "Phí giao hàng là 30.000 ₫.",
        "Hãng chúng tôi ở Huế.", "gia giao hang bao nhieu"]

def marks(*texts: str, without: Counted = NOTHING) -> Marks:
    return Marks([Counted.of(texts)], without)


@pytest.mark.parametrize(("typed", "meant"), [
    ("doi hang the nao", "đổi hàng thế nào"),
    ("Doi Hang, HUE?", "Đổi Hàng, HUẾ?"),
    ("phi giao hang la", "phí giao hàng là"),
    ("xYz 14", "xYz 14"),  # nothing is known of it
    ("đổi hang", "đổi hang"),  # who types some marks types those that matter
    ("", ""), (" ?!", " ?!"), ("🙂 hang", "🙂 hàng"),
])
def test_marks_come_from_what_is_written_with_them(typed: str, meant: str) -> None:
    assert marks(*TOLD).restored(typed) == meant


def test_neighbours_decide_between_forms() -> None:
    written = marks("bàn gỗ đẹp", "bàn gỗ to", "bàn gỗ", "bạn ơi", "bạn có")
    assert written.restored("ban go") == "bàn gỗ"
    assert written.restored("ban oi") == "bạn ơi"


def test_what_is_gone_tells_nothing_any_more() -> None:
    before, gone = Counted.of(["hãng", "hãng", "hàng"]), Counted.of(["hãng", "hãng"])
    assert Marks([before], NOTHING).restored("hang") == "hãng"
    assert Marks([before], gone).restored("hang") == "hàng"
    assert Marks([before], before).restored("hang") == "hang"


@given(st.text(max_size=60))
def test_any_text_keeps_its_letters(text: str) -> None:
    found = marks(*TOLD).restored(text)
    plain = [bare(unicodedata.normalize("NFC", one).lower()) for one in (text, found)]
    assert plain[0] == plain[1]
    assert len(found) == len(text)

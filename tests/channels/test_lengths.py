"""Long texts: cut at sentences, never inside a character, never over the limit."""

from __future__ import annotations

import re

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.lengths import Limit, Unit, length, segments, split

LETTERS = st.sampled_from([
    *"abc .!?\n", "ệ", "e\u0323\u0302", "ơ\u0303", "👩‍👩‍👧", "🇻🇳", "ß", "€", "["])
TEXTS = st.lists(LETTERS, max_size=120).map("".join)
LIMITS = st.builds(Limit, st.integers(40, 90), st.sampled_from(
    [Unit.CHARACTERS, Unit.UTF16, Unit.BYTES])) | st.builds(
    Limit, st.integers(1, 2), st.just(Unit.SEGMENTS))


@given(TEXTS, LIMITS)
def test_pieces_fit_and_lose_no_letter(text: str, limit: Limit) -> None:
    pieces = split(text, limit)
    assert all(limit.fits(piece) and piece == piece.strip() and piece for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)


@given(TEXTS, LIMITS)
def test_no_character_is_torn(text: str, limit: Limit) -> None:
    whole = regex.findall(r"\S\X*?(?=\X|$)|\X", text)
    pieces = [cluster for piece in split(text, limit) for cluster in regex.findall(r"\X", piece)]
    clusters = [cluster for cluster in regex.findall(r"\X", text) if cluster.strip()]
    assert [cluster for cluster in pieces if cluster.strip()] == clusters, whole


def test_sentences_stay_whole() -> None:
    text = "Đơn hàng đã gửi. Dự kiến thứ Sáu tới nơi. Bạn cần gì nữa không?"
    assert split(text, Limit(45)) == [
        "Đơn hàng đã gửi. Dự kiến thứ Sáu tới nơi.", "Bạn cần gì nữa không?"]


def test_a_paragraph_is_kept_before_a_sentence() -> None:
    assert split("Eins. Zwei.\n\nDrei. Vier. Fünf.", Limit(22)) == [
        "Eins. Zwei.", "Drei. Vier. Fünf."]


def test_a_word_is_kept_where_no_sentence_ends() -> None:
    assert split("Donaudampfschiff Kapitän Mütze", Limit(24)) == [
        "Donaudampfschiff Kapitän", "Mütze"]


def test_one_endless_character_is_cut_after_all() -> None:
    tower = "a" + "\u0301" * 100
    assert [len(piece) for piece in split(tower, Limit(40))] == [40, 40, 21]


def test_what_fits_is_left_alone() -> None:
    assert split("ngắn  thôi", Limit(4096)) == ["ngắn  thôi"]
    assert split(" \n ", Limit(5)) == []


@pytest.mark.parametrize(("text", "wanted"), [
    ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
    ("ế" * 70, 1), ("ế" * 71, 2), ("ế" * 134, 2), ("ế" * 135, 3), ("ä" * 160, 1), ("", 1),
    ("😀" * 35, 1), ("😀" * 36, 2),
])
def test_sms_segments(text: str, wanted: int) -> None:
    assert segments(text) == wanted


@pytest.mark.parametrize(("unit", "wanted"), [
    (Unit.CHARACTERS, 3), (Unit.UTF16, 4), (Unit.BYTES, 8)])
def test_units_count_differently(unit: Unit, wanted: int) -> None:
    assert length("aế😀", unit) == wanted

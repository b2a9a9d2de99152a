"""Comparing loses nothing: both texts can be read out of the pieces."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.comparing import LONGEST, Piece, changes, compare
from knowledge.writing import facts_of, text_of_facts
from tests.conftest import NOON

WORDS = st.text(st.sampled_from("ab äđ\n.,"), max_size=60)


@given(WORDS, WORDS)
def test_both_texts_stand_in_the_pieces(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "gone") == after
    assert all(p.text for p in pieces)
    assert all(one.kind != other.kind for one, other in pairwise(pieces))


def test_words_are_compared_within_a_changed_line() -> None:
    assert compare("You have 14 days.\nBye", "You have 30 days.\nBye") == [
        Piece("same", "You have "), Piece("gone", "14"), Piece("new", "30"),
        Piece("same", " days.\nBye")]


def test_a_line_of_endless_words_is_shown_whole() -> None:
    long = "word " * LONGEST
    assert compare(long, long + "more") == [Piece("gone", long), Piece("new", long + "more")]


def test_only_fields_that_differ_are_named_and_facts_survive_storing() -> None:
    one = ArticleText("wool", Language.EN, "Wool", "Wash.", tags=("a",), valid_to=NOON)
    other = ArticleText("wool", Language.EN, "Wool", "Wash.", tags=("a", "b"))
    assert [change["field"] for change in changes(one, other)] == ["tags", "valid_to"]
    assert text_of_facts(facts_of(one)) == one

"""Which words of a closed conversation are a question and its answer."""

from __future__ import annotations

import pytest

from bot.words import Author
from handoff.library.proposals import Said, question_and_answer
from handoff.library.unanswered import is_question

C, G, A = Author.CUSTOMER, Author.AGENT, Author.ASSISTANT
LONG = "Yes, we engrave every wooden board with up to twenty letters within three working days."


def pair(*said: tuple[Author, str]) -> tuple[str, str] | None:
    found = question_and_answer([Said(n, who, text) for n, (who, text) in enumerate(said)])
    return (found[0].text, found[1].text) if found else None


def test_greetings_and_questions_back_are_no_answers() -> None:
    assert pair((C, "Can you engrave it?"), (A, "One moment."), (G, "Hello, Tom here."),
                (G, LONG + " Which board do you mean?"), (G, LONG)) == (
        "Can you engrave it?", LONG)


def test_the_last_message_that_asks_counts_else_the_last_that_says_anything() -> None:
    assert pair((C, "May I engrave it?"), (C, "the big one please"), (G, LONG)) == (
        "May I engrave it?", LONG)
    assert pair((C, "it is about engraving"), (C, "ok"), (G, LONG)) == (
        "it is about engraving", LONG)


def test_without_a_question_or_an_answer_there_is_nothing_to_propose() -> None:
    assert pair((C, "ok"), (G, LONG)) is None
    assert pair((G, LONG), (C, "Can you engrave it?")) is None
    assert pair((C, "Can you engrave it?"), (A, LONG)) is None


@pytest.mark.parametrize(("text", "asks"), [
    ("versandkosten?", True), ("đơn đâu", True), ("ok", False), ("10234", False),
    ("/show_article{}", False), ("[photo] [photo] here", False), ("", False)])
def test_only_what_is_about_something_is_a_question(text: str, asks: bool) -> None:
    assert is_question(text) is asks

"""Articles are cut where a reader would cut them."""

from __future__ import annotations

import pytest

from knowledge.passages import ANSWER_CHARACTERS, PASSAGE_CHARACTERS, answer_lines, passages
from knowledge.sentences import split_sentences


@pytest.mark.parametrize(("text", "sentences"), [
    ("Wir liefern z. B. nach Wien. Das kostet 7,90 €.",
     ["Wir liefern z. B. nach Wien.", "Das kostet 7,90 €."]),
    ("Am 3. Mai öffnen wir. Kommen Sie?", ["Am 3. Mai öffnen wir.", "Kommen Sie?"]),
    ("Ship ở TP. Hồ Chí Minh giá 30.000 ₫. Đơn từ 700.000 ₫ thì miễn phí.",
     ["Ship ở TP. Hồ Chí Minh giá 30.000 ₫.", "Đơn từ 700.000 ₫ thì miễn phí."]),
    ("Ask Dr. Brown, e.g. by mail. She said: “Yes.” Then she left.",
     ["Ask Dr. Brown, e.g. by mail.", "She said: “Yes.”", "Then she left."]),
    ("Really?! Yes", ["Really?!", "Yes"]),
    ("  ", []),
])
def test_sentences_end_where_they_end(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_headings_begin_passages_and_items_are_marked() -> None:
    found = passages("First **bold** [link](http://x).\n\n## Prices\n- one\n- two `2`\n\nEnd.")
    assert [(p.position, p.heading, p.sentences) for p in found] == [
        (0, "", ("First bold link.",)), (1, "Prices", ("• one", "• two 2", "End."))]
    assert found[1].text == "one two 2 End."


def test_html_and_empty_sections_are_no_text() -> None:
    assert passages("## Only a heading\n\n<script>alert(1)</script>\n\n<!-- to do -->") == []


@pytest.mark.parametrize(("body", "words"), [
    ("Dogs are <b>welcome</b> <img src=x onerror=alert(1)>here.", "Dogs are welcome here."),
    ("Open<script>alert(1)</script> daily.<style>p{}</style>", "Open daily."),
    ("<div onclick=x()>\n<p>One.</p><p>Two.</p>\n</div>", "One. Two."),
    ("8am<br>to 6pm", "8am to 6pm"),
    ("Under <3 kg, a < b & c, `<b>`, said &lt;so&gt;", "Under <3 kg, a < b & c, <b>, said <so>"),
])
def test_customers_read_the_words_and_never_the_html(body: str, words: str) -> None:
    assert " ".join(p.text for p in passages(body)) == words


def test_a_long_section_is_cut() -> None:
    found = passages("This is a sentence of some length. " * 200)
    assert len(found) > 1
    assert all(len(p.text) <= PASSAGE_CHARACTERS for p in found)


def test_the_answer_is_short_and_holds_the_best_sentence() -> None:
    sentences = [f"Sentence number {n} says something of its own." for n in range(9)]
    lines = answer_lines(sentences, 4)
    assert "number 4" in " ".join(lines)
    assert len(" ".join(lines)) <= ANSWER_CHARACTERS
    assert lines == ("Sentence number 2 says something of its own. Sentence number 3 says "
                     "something of its own. Sentence number 4 says something of its own.",)


def test_items_stand_in_lines_of_their_own_and_long_neighbours_are_left_out() -> None:
    assert answer_lines(["Prices:", "• one", "• two"], 1) == ("Prices:", "• one", "• two")
    assert answer_lines(["x" * 400, "Short."], 1) == ("Short.",)
    assert answer_lines(["x" * 400, "Short."], 0) == ("x" * 400,)

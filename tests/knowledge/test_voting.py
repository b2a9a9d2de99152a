"""What the ways of asking teach: the right article, where one near phrase would mislead."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.words import Language
from knowledge.building import build, read_folder
from knowledge.search import Library
from knowledge.voting import LARGEST, Phrase, Votes
from tests.knowledge.conftest import WordEncoder, write


def phrase(text: str, article: str) -> Phrase:
    return Phrase(text, WordEncoder().encode([text], "query")[0], article)


def asked(votes: Votes, text: str) -> list[float]:
    return [float(v) for v in votes.scores(text, WordEncoder().encode([text], "query")[0])]


def test_a_learned_phrase_speaks_for_its_article() -> None:
    votes = Votes.build([
        phrase("swap for a larger size", "exchange"), phrase("change the colour", "exchange"),
        phrase("which size do i take", "sizes"), phrase("size chart", "sizes")])
    assert votes is not None
    assert votes.articles == ("exchange", "sizes")
    exchange, sizes = asked(votes, "swap for a larger size")
    assert exchange > 0.4 > sizes


def test_nothing_to_learn_from() -> None:
    assert Votes.build([]) is None
    assert Votes.build([phrase("a", "x"), phrase("b", "x")]) is None
    one = Phrase("a", np.ones(4, np.float32), "x")
    other = Phrase("b", np.ones(4, np.float32), "y")
    assert Votes.build([one, other] * LARGEST) is None


def test_words_that_were_never_seen_do_no_harm() -> None:
    votes = Votes.build([phrase("refund", "x"), phrase("parcel", "y")])
    assert votes is not None
    assert all(np.isfinite(asked(votes, "zzz 😀"))) and all(np.isfinite(asked(votes, "")))


def test_ways_of_asking_decide_between_articles_alike(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    write(tmp_path, "exchange", "en", "Exchange", "You can exchange an item for another size.",
          asked="[swap it, too tight, larger please]")
    write(tmp_path, "sizes", "en", "Sizes", "Take the smaller size of an item.",
          asked="[which one fits me, chart, measure]")
    found = Library(encoder)
    found.replace(build(read_folder(tmp_path), encoder))
    assert found.search("too tight this item", Language.EN)[0].key == "exchange"
    assert found.search("chart for this item", Language.EN)[0].key == "sizes"


def test_an_article_nobody_wrote_ways_of_asking_for_is_found_all_the_same(
    tmp_path: Path, encoder: WordEncoder
) -> None:
    write(tmp_path, "countries", "en", "Countries", "We deliver to Germany and Vietnam.",
          asked="[do you ship to france, do you ship to spain, ship abroad]")
    write(tmp_path, "sizes", "en", "Sizes", "Take the smaller size of an item.",
          asked="[which one fits me, chart, measure]")
    write(tmp_path, "moon", "en", "Do you ship to the moon?", "Not yet, only to earth.")
    found = Library(encoder)
    found.replace(build(read_folder(tmp_path), encoder))
    assert found.search("Do you ship to the moon?", Language.EN)[0].key == "moon"
    assert found.search("Do you ship to Spain?", Language.EN)[0].key == "countries"

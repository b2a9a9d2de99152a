"""What disagrees is told from what merely repeats, in three languages."""

from __future__ import annotations

import pytest

from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.building import build
from knowledge.facts import claims, differ, value
from knowledge.index import Means
from knowledge.likeness import Finding, findings
from tests.knowledge.conftest import WordEncoder


@pytest.mark.parametrize(("number", "meant"), [
    ("4,90", 4.9), ("4.90", 4.9), ("24.000", 24000), ("24,000", 24000), ("1.290.000", 1290000),
    ("1.290,50", 1290.5), ("10:30", 10.5), ("14", 14), ("2026", 2026)])
def test_numbers_mean_the_same_however_they_are_written(number: str, meant: float) -> None:
    assert value(number) == meant


@pytest.mark.parametrize(("one", "other", "difference"), [
    ("Sie haben 14 Tage Zeit.", "Sie haben 30 Tage Zeit.", "amount"),
    ("You have 14 days.", "Sie haben 14 Tage Zeit.", None),
    ("Bạn có 14 ngày.", "You have 30 days.", "amount"),
    ("It costs €4.90.", "Das kostet 4,90 €.", None),
    ("It costs €4.90 in 3 days.", "It costs 4.90 euros in 2 weeks.", None),
    ("You can return it.", "You cannot return it.", "not"),
    ("Không đổi được.", "Đổi được.", "not"),
    ("Call 5 of us", "Call 6 of us", None)])
def test_only_claims_of_one_kind_disagree(one: str, other: str, difference: str | None) -> None:
    assert differ(claims(one), claims(other)) == difference


def found(*bodies: str, dismissed: frozenset[str] = frozenset()) -> list[Finding]:
    encoder = WordEncoder()
    texts = [ArticleText(f"a{n}", Language.EN, "Returns", body) for n, body in enumerate(bodies)]
    return findings(build(texts, encoder), Means.of(encoder).passage, dismissed)


def test_the_same_sentence_in_many_articles_is_a_phrase_of_the_house() -> None:
    phrase = "Please write to us whenever something about an order is unclear to you."
    assert found("We are glad to help you here.", "We are glad to help you here.") == []
    assert [f.kind for f in found(phrase, phrase)] == ["duplicate"]
    assert found(*[phrase] * 5) == []


def test_one_finding_a_pair_and_dismissing_shows_the_next() -> None:
    one = "You may send it back within 14 days of delivery. It then costs 5 euros to send it back."
    other = one.replace("14", "30").replace("5 euros", "9 euros")
    first, = found(one, other)
    assert (first.kind, first.more) == ("amount", 1)
    second, = found(one, other, dismissed=frozenset({first.fingerprint}))
    assert second.fingerprint != first.fingerprint

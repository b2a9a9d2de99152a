"""Every question is in exactly one group, and those with the same words are together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.words import Language
from knowledge.grouping import features, group, typical_first
from knowledge.index import Means
from tests.knowledge.conftest import WordEncoder

ENCODER = WordEncoder()
MEANS = Means.of(ENCODER).query
QUESTION = st.sampled_from(["wo ist mein paket", "paket wo", "bitcoin?", "pay with bitcoin",
                            "đổi hàng", "", "???"])  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(QUESTION, st.sampled_from(list(Language))), max_size=12))
def test_groups_share_out_all_questions(asked: list[tuple[str, Language]]) -> None:
    texts, languages = [text for text, _ in asked], [code for _, code in asked]
    if not asked:
        return
    rows = features(texts, languages, ENCODER.encode(texts, "query"), MEANS)
    groups = group(rows)
    assert sorted(n for numbers in groups for n in numbers) == list(range(len(asked)))
    assert [len(numbers) for numbers in groups] == sorted(map(len, groups), reverse=True)
    for numbers in groups:
        assert sorted(typical_first(rows, numbers)) == sorted(numbers)
    where = {n: place for place, numbers in enumerate(groups) for n in numbers}
    for one, pair in enumerate(asked):
        for other in range(one):
            if pair == asked[other] and any(letter.isalpha() for letter in pair[0]):
                assert where[one] == where[other], pair

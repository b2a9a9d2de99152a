"""Changes one after the other leave the library as if it had been read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from bot.database import Database
from bot.words import Language
from knowledge import reading
from knowledge.articles import ArticleText
from knowledge.building import build, read_folder
from knowledge.calibration import load
from knowledge.formats.importing import import_folder
from knowledge.index import Index, Means
from knowledge.scoring import Query, rank
from knowledge.search import Library, features
from knowledge.shelf import Document
from knowledge.tables import Article
from tests.conftest import NOON
from tests.knowledge.conftest import WordEncoder, write

ENCODER = WordEncoder()
MEANS = Means.of(ENCODER)
EN, DE, VI = Language.EN, Language.DE, Language.VI
KEYS = ("shipping", "wool", "returns", "gift", "size", "repair")
QUERIES = (("how to wash wool", EN), ("Rücksendung kostet?", DE), ("gift blue size", EN),
           ("doi hang the nao", VI))
WORDS = ("blue", "parcel", "money", "kostet", "wash", "cold", "Größe", "back", "hand", "đổi",
         "hàng", "costs")

Name = tuple[str, Language]


@cache
def document(name: Name, variant: int) -> Document:
    """One state of an article; every third is asked for in some ways of its own."""
    key, language = name
    chosen = [WORDS[(len(key) * 5 + variant * 3 + n * (variant + 1)) % len(WORDS)]
              for n in range(4 + variant)]
    asked = (f"{chosen[0]} {key}?", f"why {chosen[1]} {variant}") if variant % 3 else ()
    text = ArticleText(key, language, f"{key} {language} {chosen[1]}",
                       f"{' '.join(chosen)} {key}. More {chosen[2]} {language}.", asked=asked)
    return build([text], ENCODER)[0]


CHANGES = st.lists(st.tuples(
    st.sampled_from(["publish", "publish", "archive"]), st.sampled_from(KEYS),
    st.sampled_from([EN, DE]), st.integers(0, 5), st.booleans(), st.booleans()), max_size=25)


@settings(deadline=None, max_examples=60)
@given(CHANGES)
def test_any_changes_equal_a_fresh_build(
    changes: Sequence[tuple[str, str, Language, int, bool, bool]]
) -> None:
    published: dict[Name, Document] = {}
    index = Index.build([], MEANS)
    for what, key, language, variant, compact, learn in changes:
        name = key, language
        if what == "publish":
            published[name] = document(name, variant)
            index = index.updated([name], [published[name]])
        else:  # an archived and a deleted article are gone alike
            index = index.updated([name] if published.pop(name, None) else [], [])
        index = index.compact() if compact else index
        index = index.with_votes(index.learn(), index) if learn else index
    index = index.with_votes(index.learn(), index)
    fresh = Index.build(list(published.values()), MEANS)
    for text, language in QUERIES:
        ours, theirs = answers(index, text, language), answers(fresh, text, language)
        assert ours.keys() == theirs.keys()
        for key, (score, probability) in ours.items():
            assert (score, probability) == pytest.approx(theirs[key], abs=2e-3)


def answers(index: Index, text: str, language: Language) -> Mapping[str, tuple[float, float]]:
    """Every article's score, which ranks it, and its probability."""
    query = Query(text, language, ENCODER.encode([text], "query")[0], {})
    ranked = rank(index, query, index.shown(NOON, "public"))
    return {found.key: (found.score, load().probability(features(index, query, ranked, place)))
            for place, found in enumerate(ranked)}


def test_votes_learned_beside_a_refresh_are_learned_again_where_it_changed_something() -> None:
    before = Index.build([document((key, lang), 1) for key in KEYS for lang in (EN, DE)], MEANS)
    origin = before.updated([], [document(("wool", EN), 2), document(("wool", DE), 2)])
    learned = origin.learn()
    meanwhile = origin.updated([], [document(("gift", DE), 4)])
    assert meanwhile.with_votes(learned, origin).unlearned == {DE}
    assert origin.with_votes(learned, origin).unlearned == frozenset()


def test_withdrawn_articles_do_not_pile_up() -> None:
    index = Index.build([document((key, EN), 0) for key in KEYS], MEANS)
    for variant in range(40):
        index = index.updated([], [document(("wool", EN), variant % 6)]).compact()
        assert len(index.documents) <= 2 * len(KEYS)
    assert index.updated([(key, EN) for key in KEYS], []).documents == ()


async def test_only_what_has_changed_is_read(
    database: Database, folder: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def note(article: Article, dims: int) -> Document:
        read.append(f"{article.key}.{article.language}")
        return made(article, dims)

    made = reading._document
    monkeypatch.setattr(reading, "_document", note)
    found = Library(encoder)
    async with database.write() as session:
        await import_folder(session, folder, encoder, NOON)
    async with database.read() as session:
        await found.refresh(session)
    assert sorted(read) == ["shipping.de", "shipping.en", "wool.en"]
    read.clear()
    write(folder, "wool", "en", "How do I wash silk?", "Wash silk with care.", asked="[silk dirty]")
    write(folder, "gift", "en", "Gift cards", "Gift cards never end.", asked="[voucher]")
    async with database.write() as session:
        await import_folder(session, folder, encoder, NOON + timedelta(minutes=1))
        await session.execute(delete(Article).where(Article.language == "de"))
    async with database.read() as session:
        hits = await found.find(session, "silk", EN)
        assert hits[0].key == "wool"
    assert sorted(read) == ["gift.en", "wool.en"]
    assert found.article("shipping", DE) is not None  # in English; the German one is gone
    assert {hit.language for hit in found.search("Versand", DE)} == {EN}


async def test_votes_follow_after_the_passages(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    found = Library(encoder)
    async with database.write() as session:
        await import_folder(session, folder, encoder, NOON)
    async with database.read() as session:
        await found.refresh(session)
    write(folder, "exchange", "en", "Exchange", "You can exchange an item for another size.",
          asked="[swap it, too tight, larger please]")
    write(folder, "sizes", "en", "Sizes", "Take the smaller size of an item.",
          asked="[which one fits me, chart, measure]")
    async with database.write() as session:
        await import_folder(session, folder, encoder, NOON)
    async with database.read() as session:
        before = await found.find(session, "too tight this item", EN)
        assert {"exchange", "sizes"} <= {hit.key for hit in before}
        assert not await found.refresh(session)  # nothing new to read, but to learn
    fresh = Library(encoder)
    fresh.replace(build(read_folder(folder), encoder))
    after, wanted = (one.search("too tight this item", EN) for one in (found, fresh))
    assert after[0].key == wanted[0].key == "exchange"
    sure = [hit.probability for hit in after]
    assert sure == pytest.approx([hit.probability for hit in wanted], abs=1e-3)
    assert sure != pytest.approx([hit.probability for hit in before], abs=1e-3)


async def test_an_edit_without_a_new_version_is_seen(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    """Another encoder's vectors under the same words: a library is encoded anew."""
    found = Library(encoder)
    async with database.write() as session:
        await import_folder(session, folder, WordEncoder("old"), NOON)
    async with database.read() as session:
        await found.refresh(session)
        assert found.search("wool", EN) == []
    async with database.write() as session:
        await session.execute(update(Article).values(encoder=encoder.fingerprint))
        await reading.bump(session)
    async with database.read() as session:
        assert (await found.find(session, "wool", EN))[0].key == "wool"


def test_a_copy_of_an_article_with_other_facts_replaces_it() -> None:
    first = document(("wool", EN), 1)
    index = Index.build([first], MEANS).updated([], [replace(first, audience="agents")])
    assert index.shown(NOON, "public").tolist() == []
    assert len(index.shown(NOON, "agents")) == 1

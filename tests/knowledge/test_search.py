"""Who finds what: language, audience, time, intent, and changes made meanwhile."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.database import Database
from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.building import build, read_folder
from knowledge.formats.importing import import_folder
from knowledge.index import Index, Means
from knowledge.reading import bump
from knowledge.search import Library
from knowledge.tables import Article
from tests.conftest import NOON, SetClock
from tests.knowledge.conftest import WordEncoder, write

EN, DE, VI = Language.EN, Language.DE, Language.VI


def library(folder: Path, encoder: WordEncoder, clock: SetClock) -> Library:
    made = Library(encoder, clock)
    made.replace(build(read_folder(folder), encoder))
    return made


def test_the_answer_with_its_lines_and_link(
    folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    hits = library(folder, encoder, clock).search("how much does shipping cost", EN)
    best = hits[0]
    assert (best.key, best.language, best.link) == ("shipping", "en", "/help/shipping")
    assert best.lines == ("Shipping costs 4.90 euros. It is free above 60 euros.",)
    assert not best.other_language
    assert [hit.key for hit in hits] == ["shipping", "wool"]
    assert 1 >= hits[0].probability >= hits[1].probability >= 0


def test_details_are_quoted_where_they_answer_better(
    folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    best = library(folder, encoder, clock).search("express costs?", EN)[0]
    assert (best.heading, best.lines) == ("Express", ("Express costs 9.90.",))


def test_the_customer_s_language_is_preferred_and_another_is_labelled(
    folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    found = library(folder, encoder, clock)
    german = found.search("Versand kostet?", DE)
    assert (german[0].key, german[0].language) == ("shipping", "de")
    wool = next(hit for hit in german if hit.key == "wool")
    assert (wool.language, wool.other_language) == ("en", True)


def test_agents_see_more(folder: Path, encoder: WordEncoder, clock: SetClock) -> None:
    write(folder, "secret", "en", "Goodwill", "Offer goodwill vouchers.", audience="agents")
    found = library(folder, encoder, clock)
    assert "secret" not in [hit.key for hit in found.search("goodwill vouchers", EN)]
    assert found.search("goodwill vouchers", EN, audience="agents")[0].key == "secret"
    assert found.article("secret", EN) is None
    assert found.article("secret", EN, audience="agents") is not None


def test_an_article_answers_only_in_its_time(
    folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    write(folder, "sale", "en", "Winter sale", "The winter sale is on.",
          valid_from="2026-11-26", valid_to="2026-11-27")
    found = library(folder, encoder, clock)

    def keys() -> list[str]:
        return [hit.key for hit in found.search("winter sale", EN)]

    assert "sale" not in keys()
    clock.pass_(days=1)
    assert keys()[0] == "sale"
    clock.pass_(days=1)
    assert keys()[0] == "sale"  # the whole last day
    clock.pass_(days=1)
    assert "sale" not in keys()


def test_an_intent_helps_and_never_decides(
    folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    found = library(folder, encoder, clock)
    assert found.search("and another question", EN, "ask_care")[0].key == "wool"
    assert found.search("and another question", EN, {"ask_shipping_cost": 0.8})[0].key == "shipping"
    keys = [hit.key for hit in found.search("wash wool by hand", EN, "unknown_intent")]
    assert keys == ["wool", "shipping"]


def test_vietnamese_without_diacritics(encoder: WordEncoder, tmp_path: Path) -> None:
    write(tmp_path, "ship", "vi", "Phí vận chuyển là bao nhiêu?", "Phí vận chuyển là 30.000 ₫.")
    write(tmp_path, "wool", "vi", "Giặt len thế nào?", "Giặt len bằng tay với nước lạnh.")
    found = Library(encoder)
    found.replace(build(read_folder(tmp_path), encoder))
    assert found.search("phi van chuyen bao nhieu", VI)[0].key == "ship"
    assert found.search("giat len", VI)[0].key == "wool"


@pytest.mark.parametrize("query", ["", "   ", "?!…", "x" * 100_000, "\x00\ud800"])
def test_odd_queries_do_no_harm(
    query: str, folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    encodable = WordEncoder()
    encodable.encode = lambda texts, kind: encoder.encode(  # type: ignore[method-assign]
        [t.encode("utf-8", "ignore").decode() for t in texts], kind)
    assert len(library(folder, encodable, clock).search(query, EN)) in (0, 2)


def test_an_empty_library_and_a_library_of_one(
    folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    empty = Library(encoder, clock)
    assert empty.search("hello", EN) == []
    empty.replace([])
    assert empty.search("hello", EN) == []
    assert empty.article("shipping", EN) is None
    one = Library(encoder, clock)
    one.replace(build(read_folder(folder)[:1], encoder))
    assert len(one.search("shipping", VI)) == 1


def test_an_article_by_key_in_the_best_language(
    folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    found = library(folder, encoder, clock)
    chosen = found.article("shipping", DE)
    assert chosen is not None
    assert (chosen.language, chosen.probability, chosen.other_language) == ("de", 1.0, False)
    foreign = found.article("wool", VI)
    assert foreign is not None
    assert foreign.other_language
    assert found.article("nothing", DE) is None


async def test_a_change_in_another_process_is_found(
    database: Database, folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    found = Library(encoder, clock)
    async with database.write() as session:
        await import_folder(session, folder, encoder, NOON)
    async with database.read() as session:
        assert await found.refresh(session)
        assert not await found.refresh(session)
        assert (await found.find(session, "wash wool", EN))[0].key == "wool"
    async with database.write() as session:
        await session.execute(
            update(Article).where(Article.key == "wool").values(status="archived"))
        await bump(session)
    async with database.read() as session:
        assert [h.key for h in await found.find(session, "wash wool", EN)] == ["shipping"]


async def test_refreshing_twice_at_once_reads_once(
    database: Database, folder: Path, encoder: WordEncoder, clock: SetClock
) -> None:
    found = Library(encoder, clock)
    async with database.write() as session:
        await import_folder(session, folder, encoder, NOON)
    async with database.read() as one, database.read() as two:
        assert sorted(await asyncio.gather(found.refresh(one), found.refresh(two))) == [
            False, True]


async def test_vectors_of_another_encoder_are_left_out_and_said(
    database: Database, folder: Path, encoder: WordEncoder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with database.write() as session:
        await import_folder(session, folder, encoder, NOON)
    found = Library(WordEncoder("other"))
    async with database.read() as session:
        await found.refresh(session)
    assert found.search("wash wool", EN) == []
    assert "lotse knowledge import" in caplog.text


def test_a_large_library_ranks_as_a_small_one(
    encoder: WordEncoder, folder: Path, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    for n in range(40):
        write(folder, f"k{n}", "en", f"Title {n}", f"Thing{n} does what{n} does. More of {n}.")
    documents = build(read_folder(folder), encoder)
    small = Library(encoder, clock)
    small.replace(documents)
    monkeypatch.setattr("knowledge.index.LARGE", 10)
    monkeypatch.setattr("knowledge.scoring.CANDIDATES", 8)
    large = Library(encoder, clock)
    large.replace(documents)
    for n in range(40):
        query = f"thing{n} what{n}"
        assert large.search(query, EN)[0].key == small.search(query, EN)[0].key == f"k{n}"


def test_validity_bounds_are_vectors_of_moments(
    encoder: WordEncoder, folder: Path
) -> None:
    index = Index.build(build(read_folder(folder), encoder), Means.of(encoder))
    assert index.shown(NOON + timedelta(days=9999), "public").tolist() == [0, 1, 2]


def test_a_question_without_marks_means_what_it_means_with_them() -> None:
    encoder = WordEncoder()
    library = Library(encoder)
    article = ArticleText("x", VI, "Đổi hàng", "Đổi hàng thế nào?")
    library.replace(build([article], encoder))
    typed = library.encode("doi hang the nao", VI)
    assert (typed == library.encode("đổi hàng thế nào", VI)).all()
    assert (typed != library.encode("doi hang the nao", EN)).any()

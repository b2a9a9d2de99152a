"""Importing twice is importing once; what is broken stays out and everything else comes in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from knowledge.formats.importing import Imported, import_folder, keep, prepare
from knowledge.formats.sources import read_sources
from knowledge.history import with_versions
from knowledge.importing import import_articles, reembed, select_articles
from knowledge.reading import revision
from knowledge.tables import Article, ArticleVersion, PassageRow
from knowledge.writing import text_of
from tests.conftest import NOON
from tests.knowledge.conftest import WordEncoder, write


async def run(database: Database, folder: Path, encoder: WordEncoder) -> Imported:
    async with database.write() as session:
        return await import_folder(session, folder, encoder, NOON)


async def count(session: AsyncSession, table: type) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_again_changes_nothing(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    first = await run(database, folder, encoder)
    assert (first.added, first.changed, first.unchanged, first.problems) == (3, 0, 0, ())
    encoder.encoded.clear()
    async with database.read() as session:
        before = await revision(session)
    second = await run(database, folder, encoder)
    assert (second.added, second.changed, second.unchanged) == (0, 0, 3)
    assert encoder.encoded == []
    async with database.read() as session:
        assert await revision(session) == before == 1
        assert await count(session, PassageRow) == 4


async def test_a_change_keeps_the_version_before_and_encodes_only_itself(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    await run(database, folder, encoder)
    encoder.encoded.clear()
    write(folder, "wool", "en", "How do I wash wool?", "Give it to us. We wash it.")
    report = await run(database, folder, encoder)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 2)
    assert encoder.encoded
    assert not any("hipping" in text for text in encoder.encoded)
    async with database.read() as session:
        row = (await session.scalars(select(Article).where(Article.key == "wool"))).one()
        earlier = (await session.scalars(select(ArticleVersion))).one()
        texts = (await session.scalars(
            select(PassageRow.text).where(PassageRow.article_id == row.id))).all()
        assert await revision(session) == 2
    assert row.version == 2
    assert (earlier.version, earlier.facts["body"][:9]) == (1, "Wash wool")
    assert texts == ["Give it to us. We wash it."]


async def test_what_search_does_not_read_is_not_encoded_again(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    await run(database, folder, encoder)
    encoder.encoded.clear()
    write(folder, "wool", "en", "How do I wash wool?",
          "Wash wool by hand in cold water. Never tumble dry it.", audience="agents")
    assert (await run(database, folder, encoder)).changed == 1
    assert encoder.encoded == []


async def test_an_editor_s_work_survives_an_unchanged_file(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    await run(database, folder, encoder)
    async with database.write() as session:
        row = (await session.scalars(select(Article).where(Article.key == "wool"))).one()
        row.title = "Wool, gently"
    await run(database, folder, encoder)
    async with database.read() as session:
        titles = (await session.scalars(select(Article.title).where(Article.key == "wool"))).all()
    assert titles == ["Wool, gently"]


async def test_broken_files_are_named_and_the_rest_comes_in(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    (folder / "en" / "bad.md").write_bytes(b"\xff")
    (folder / "en" / "empty.md").write_text("---\nid: e\nlanguage: en\ntitle: E\n---\n")
    (folder / "en" / "mute.md").write_text("---\nid: m\nlanguage: en\ntitle: M\n---\n---\n")
    (folder / "en" / "x-again.md").write_text((folder / "en" / "wool.md").read_text())
    (folder / "en" / "film.md").write_bytes(b"x" * 2_000_000)
    report = await run(database, folder, encoder)
    assert report.added == 3
    assert [p.file for p in report.problems] == [
        "en/bad.md", "en/empty.md", "en/film.md", "en/mute.md", "en/x-again.md"]
    assert all(p.sentence and "\n" not in str(p) for p in report.problems)


async def test_what_fails_half_way_leaves_the_library_as_it_was(
    database: Database, folder: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await run(database, folder, encoder)
    write(folder, "new", "en", "New?", "Words that are new.")
    write(folder, "wool", "en", "Wool?", "Other words about wool.")
    written = 0

    async def fail(*args: Any) -> None:
        nonlocal written
        written += 1
        if written == 2:
            raise OSError("the disk is full")

    monkeypatch.setattr("knowledge.importing.set_vectors", fail)
    with pytest.raises(OSError, match="disk"):
        await run(database, folder, encoder)
    async with database.read() as session:
        assert await count(session, Article) == 3
        assert await count(session, ArticleVersion) == 0
        assert await revision(session) == 1


async def test_an_export_of_what_an_editor_wrote_changes_nothing(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    await run(database, folder, encoder)
    async with database.write() as session:
        row = (await session.scalars(select(Article).where(Article.key == "wool"))).one()
        row.title = "Wool, gently"
        texts = [text_of(row) for row in await session.scalars(select_articles())]
        assert (await import_articles(session, texts, encoder, NOON)).unchanged == 3


async def test_another_encoder_makes_all_vectors_anew(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    await run(database, folder, encoder)
    other = WordEncoder("other")
    async with database.write() as session:
        assert await reembed(session, other) == 3
        assert await reembed(session, other) == 0
    async with database.read() as session:
        assert set(await session.scalars(select(PassageRow.encoder))) == {"other"}
        assert await count(session, PassageRow) == 4


async def test_what_others_follow_is_named_once_and_stays_through_exports(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    write(folder, "tet", "vi", "Tết", "Đây là bài viết về Tết.")
    await run(database, folder, encoder)
    write(folder, "tet", "de", "Tet", "Der neue deutsche Text.")  # a translation, written later
    await run(database, folder, encoder)
    async with database.read() as session:
        rows = await session.scalars(select_articles())
        originals = {row.key: row.language for row in rows if row.original}
        again = [text_of(row) for row in await session.scalars(select_articles())]
    assert originals == {"shipping": "de", "tet": "vi", "wool": "en"}
    assert {text.key: text.language for text in again if text.original} == originals
    await run(database, folder, encoder)
    async with database.read() as session:
        rows = await session.scalars(select_articles())
        assert {row.key: row.language for row in rows if row.original} == originals


async def test_what_a_file_translates_is_the_original(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    write(folder, "silk", "en", "Silk", "Wash silk by hand.")
    write(folder, "seide", "de", "Seide", "Waschen Sie Seide von Hand.", translates="silk")
    await run(database, folder, encoder)
    async with database.read() as session:
        rows = list(await session.scalars(select(Article).where(Article.key == "silk")))
    assert {row.language: row.original for row in rows} == {"en": True, "de": False}


async def test_nobody_waits_for_vectors_made_before_the_transaction(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    found = list(read_sources([folder]))
    async with database.read() as session:
        ready = await prepare(session, found, encoder)
    encoder.encoded.clear()
    async with database.write() as session:
        report = await keep(session, ready, encoder, NOON)
    assert (report.added, encoder.encoded) == (3, [])
    async with database.read() as session:
        assert await count(session, PassageRow) == 4


async def test_passages_with_html_in_them_are_cut_again(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    write(folder, "tea", "en", "Tea", "We sell <b>tea</b>.")
    await run(database, folder, encoder)
    async with database.write() as session:
        old = update(PassageRow).where(PassageRow.text == "We sell tea.")
        await session.execute(old.values(sentences=["We sell <b>tea</b>."]))
    async with database.write() as session:
        assert [await reembed(session, encoder) for _ in range(2)] == [1, 0]


async def test_an_export_with_versions_brings_them_to_an_empty_library(
    database: Database, folder: Path, encoder: WordEncoder
) -> None:
    await run(database, folder, encoder)
    write(folder, "wool", "en", "How do I wash wool?", "Give it to us. We wash it.")
    await run(database, folder, encoder)
    async with database.write() as session:
        taken = await with_versions(session, list(await session.scalars(select_articles())))
        await session.execute(delete(ArticleVersion))
        await session.execute(delete(PassageRow))
        await session.execute(delete(Article))
        session.expire_all()
        assert (await import_articles(session, taken, encoder, NOON)).added == 3
        rows = list(await session.scalars(select_articles()))
        assert await with_versions(session, rows) == taken
        (wool,) = [row for row in rows if row.key == "wool"]
        (before,) = list(await session.scalars(select(ArticleVersion)))
    assert (wool.version, before.version, before.facts["body"][:9]) == (2, 1, "Wash wool")
    assert before.article_id == wool.id

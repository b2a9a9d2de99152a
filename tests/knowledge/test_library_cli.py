"""The commands: what they print, what they write, and how they leave."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.library import FORMATS, app
from bot.database import Base, Database
from bot.settings import Settings
from knowledge.formats.importing import import_folder
from knowledge.formats.registry import BY_NAME
from tests.conftest import NOON
from tests.knowledge.conftest import WordEncoder, write


@pytest.fixture
def library(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library with the three articles of the folder; the folder."""
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "var").mkdir()

    async def fill() -> None:
        database = Database(Settings().database)
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with database.write() as session:
            await import_folder(session, folder, WordEncoder(), NOON)
        await database.close()

    asyncio.run(fill())
    return folder


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_a_dry_run_counts_and_changes_nothing(library: Path) -> None:
    write(library, "new", "en", "New?", "New words.")
    write(library, "wool", "en", "Wool?", "Other words.")
    (library / "en" / "bad.md").write_bytes(b"\xff")
    for _ in range(2):
        told = run("import", library, "--dry-run")
        assert told.exit_code == 1
        assert "en/bad.md is not UTF-8" in told.output
        assert "│ 1   │ 1       │ 2         │ 1" in told.output


def test_a_database_that_is_not_there_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOTSE_VAR", str(tmp_path / "nowhere"))
    told = run("list")
    assert told.exit_code == 3
    assert "The database cannot be used (unable to open" in told.output


def test_a_translation_that_is_behind_is_named(library: Path) -> None:
    async def change() -> None:
        database = Database(Settings().database)
        write(library, "shipping", "de", "Was kostet der Versand?", "Der Versand kostet nichts.")
        async with database.write() as session:
            await import_folder(session, library, WordEncoder(), NOON + timedelta(days=1))
        await database.close()

    asyncio.run(change())
    told = run("check")
    assert "│ shipping │ en       │ is behind: de has changed since" in told.output


def test_a_source_that_is_not_there(library: Path) -> None:
    told = run("import", library / "nowhere", "--dry-run")
    assert told.exit_code == 1
    assert "There is no file or folder" in told.output


def test_the_help_names_every_format() -> None:
    assert tuple(BY_NAME) == FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_changes_nothing_when_it_comes_back(name: str, library: Path) -> None:
    target = library.parent / "out.zip"
    assert run("export", target, "--format", name).exit_code == 0
    told = run("import", target, "--dry-run")
    assert told.exit_code == 0
    assert "│ 0   │ 0       │ 3         │ 0            │ 0" in told.output


def test_exports_are_filtered(library: Path) -> None:
    target = library.parent / "out.jsonl"
    assert run("export", target, "--format", "jsonl", "--language", "de").exit_code == 0
    assert [json.loads(line)["title"] for line in target.read_text("utf-8").splitlines()] == [
        "Was kostet der Versand?"]
    none = run("export", target, "--format", "jsonl", "--status", "draft")
    assert (none.exit_code, "no such article" in none.output) == (1, True)
    assert "not as 'doc'" in run("export", target, "--format", "doc").output


def test_the_list_is_filtered(library: Path) -> None:
    assert run("list").output.count("published") == 3
    assert run("list", "--language", "de").output.count("published") == 1
    assert run("list", "--words", "WASH").output.count("published") == 1
    assert run("list", "--status", "draft").output.count("published") == 0
    assert run("list", "--tag", "x").output.count("published") == 0


def test_the_check_leaves_with_one(library: Path) -> None:
    told = run("check")
    assert told.exit_code == 1
    assert told.output.count("is missing") == 3

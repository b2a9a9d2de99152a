"""`lotse knowledge`: the articles from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import select

from bot.cli.shared import command, console
from bot.clock import utc_now
from bot.database import Database
from bot.encoder.runtime import Encoder
from bot.settings import ROOT, Settings
from bot.words import Language
from knowledge.importing import import_folder
from knowledge.search import Library
from knowledge.tables import Article

ARTICLES = ROOT / "knowledge/articles"
app = typer.Typer(help="Import, list and search the articles answers come from.",
                  no_args_is_help=True)


@app.command("import")
@command
async def import_articles(
    folder: Annotated[Path, typer.Argument(help="Folder of Markdown with front matter.")]
    = ARTICLES,
) -> None:
    """Import a folder of Markdown; unchanged articles are left alone, broken files are named."""
    settings = Settings()
    async with Database(settings.database).write() as session:
        report = await import_folder(
            session, folder, Encoder.open(settings.encoder_folder), utc_now())
    for problem in report.problems:
        console.print(str(problem), style="yellow", markup=False, highlight=False)
    console.print(f"{report.added} new, {report.changed} changed, {report.unchanged} unchanged, "
                  f"{len(report.problems)} not imported")
    if report.problems:
        raise typer.Exit(1)


@app.command("list")
@command
async def list_articles(
    language: Annotated[str, typer.Option(help="de, vi or en; all when left out.")] = "",
) -> None:
    """List the articles with language, state and title."""
    query = select(Article).order_by(Article.key, Article.language)
    table = Table("id", "language", "state", "title")
    async with Database(Settings().database).read() as session:
        for row in await session.scalars(query):
            if not language or row.language == language:
                table.add_row(row.key, row.language, row.status, row.title)
    console.print(table)


@app.command()
@command
async def search(
    question: str,
    language: Annotated[Language, typer.Option(help="The language asked in.")] = Language.DE,
) -> None:
    """Ask the knowledge base as a customer would, and see how sure it is."""
    settings = Settings()
    found = Library(Encoder.open(settings.encoder_folder))
    async with Database(settings.database).read() as session:
        await found.refresh(session)
    table = Table("probability", "id", "language", "answer")
    for hit in found.search(question, language):
        table.add_row(f"{hit.probability:.2f}", hit.key, hit.language, " ".join(hit.lines))
    console.print(table)

"""`lotse knowledge`: the articles from the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli.shared import command, console, progress
from bot.clock import utc_now
from bot.database import Database
from bot.encoder.runtime import Encoder
from bot.errors import BadInput
from bot.settings import ROOT, Settings
from bot.words import Language
from knowledge.articles import STATES
from knowledge.formats.checking import behind, check
from knowledge.history import with_versions
from knowledge.importing import select_articles
from knowledge.listing import entries
from knowledge.search import Library
from knowledge.writing import text_of

if TYPE_CHECKING:  # what reads and writes all formats takes long to import: only who needs it
    from knowledge.formats.drafts import Draft, Problem
    from knowledge.formats.importing import Imported

PAGES, SECONDS = 500, 900.0
FORMATS = ("md", "html", "csv", "jsonl", "docx", "pdf")
ARTICLES = ROOT / "knowledge/articles"
app = typer.Typer(help="Import, export, list, check and search the articles answers come from.",
                  no_args_is_help=True)

InLanguage = Annotated[Language | None, typer.Option("--language", help="Only this language.")]
InState = Annotated[str, typer.Option(
    "--status", help=f"Only articles in this state: {', '.join(STATES)}.")]


@app.command("import")
@command
async def import_articles(
    sources: Annotated[list[Path] | None, typer.Argument(
        help="Files, folders or .zip archives: Markdown, HTML, CSV, JSON Lines, DOCX, PDF. "
             "Without any: the articles that ship with Lotse.")] = None,
    language: Annotated[Language | None, typer.Option(
        help="Language of articles that name none; it is detected otherwise.")] = None,
    sitemap: Annotated[str, typer.Option(help="Address of a site's sitemap.xml.")] = "",
    host: Annotated[list[str] | None, typer.Option(
        help="A host pages may come from, again for more; else the sitemap's own.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many pages.", min=1)] = PAGES,
    seconds: Annotated[float, typer.Option(help="At most so long, reading a site.")] = SECONDS,
    allow_private: Annotated[bool, typer.Option(
        help="Read sites at private addresses too, such as an intranet's.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Say what would change; change nothing.")] = False,
) -> None:
    """Import articles; unchanged ones are left alone, what is broken is named, the rest comes in.

    The exit code is 1 when something was left out.
    """
    with progress() as bar:
        task = bar.add_task("reading", total=None, sentence="")

        def tell(sentence: str) -> None:
            bar.update(task, sentence=sentence)

        found: list[Draft | Problem] = []
        if sources or not sitemap:
            found += await asyncio.to_thread(_collect, sources or [ARTICLES], tell)
        if sitemap:
            found += await _visit(sitemap, host or [], limit, seconds, allow_private, tell)
        tell(f"{len(found)} found")
        bar.update(task, description="dry run" if dry_run else "importing")
        report = await _import(found, language, dry_run)
    _show(report)


def _collect(sources: Sequence[Path], tell: Callable[[str], None]) -> list[Draft | Problem]:
    from knowledge.formats.sources import read_sources

    found: list[Draft | Problem] = []
    for one in read_sources(sources):
        found.append(one)
        tell(f"{len(found)} found")
    return found


async def _visit(
    sitemap: str, hosts: Sequence[str], limit: int, seconds: float, allow_private: bool,
    tell: Callable[[str], None],
) -> list[Draft | Problem]:
    from knowledge.site.reading import Bounds, read_site

    found: list[Draft | Problem] = []
    async for one in read_site(sitemap, Bounds(frozenset(hosts), limit, seconds, allow_private)):
        found.append(one)
        tell(f"{len(found)} pages")
    return found


async def _import(
    found: Sequence[Draft | Problem], language: Language | None, dry_run: bool
) -> Imported:
    """One transaction: all of it or, when it fails, nothing."""
    from knowledge.formats.importing import keep, prepare, preview

    settings = Settings()
    database = Database(settings.database)
    if dry_run:
        async with database.read() as session:
            return await preview(session, found, language)
    encoder = Encoder.open(settings.encoder_folder)
    async with database.read() as session:
        ready = await prepare(session, found, encoder, language)
    async with database.write() as session:
        return await keep(session, ready, encoder, utc_now())


def _show(report: Imported) -> None:
    """What came in, and one line for each thing that needs a look."""
    for problem in report.problems:
        console.print(str(problem), style="red" if problem.left_out else "yellow", markup=False,
                      highlight=False, soft_wrap=True)
    left_out = sum(problem.left_out for problem in report.problems)
    table = Table("new", "changed", "unchanged", "not imported", "to look at")
    table.add_row(*map(str, (report.added, report.changed, report.unchanged, left_out,
                             len(report.problems) - left_out)))
    console.print(table)
    if left_out:
        raise typer.Exit(1)


@app.command("export")
@command
async def export_articles(
    target: Annotated[Path, typer.Argument(
        help="A folder, a .zip, or for csv and jsonl a file.")],
    format_: Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")],
    language: InLanguage = None,
    status: InState = "",
    versions: Annotated[bool, typer.Option(
        "--versions", help="With every earlier version.")] = False,
) -> None:
    """Write articles to files from which an import gets every field back."""
    from knowledge.formats.exporting import export
    from knowledge.formats.registry import BY_NAME

    if format_ not in BY_NAME:
        raise BadInput(f"Articles are written as {', '.join(BY_NAME)}, not as {format_!r}.")
    async with Database(Settings().database).read() as session:
        rows = (await session.scalars(select_articles(language, status))).all()
        texts = (await with_versions(session, rows) if versions
                 else [text_of(row) for row in rows])
    if not texts:
        raise BadInput("There is no such article to export.")
    written = await asyncio.to_thread(export, texts, target, BY_NAME[format_])
    console.print(f"{len(texts)} articles in {len(written)} files: {target}", soft_wrap=True)


@app.command("list")
@command
async def list_articles(
    language: InLanguage = None,
    status: InState = "",
    tag: Annotated[str, typer.Option(help="Only articles with this tag.")] = "",
    words: Annotated[str, typer.Option(help="Only with these letters in id or title.")] = "",
) -> None:
    """List the articles with language, state and title."""
    table = Table("id", "language", "state", "title")
    async with Database(Settings().database).read() as session:
        for row in await session.scalars(select_articles(language, status)):
            named = f"{row.key}\n{row.title}".casefold()
            if (not tag or tag in row.tags) and words.casefold() in named:
                table.add_row(row.key, row.language, row.status, row.title)
    console.print(table)


@app.command("check")
@command
async def check_articles() -> None:
    """Name what is wrong in the library; the exit code is 1 when something is."""
    async with Database(Settings().database).read() as session:
        texts = [text_of(row) for row in await session.scalars(select_articles())]
        findings = [*check(texts, utc_now()), *behind(await entries(session))]
    table = Table("id", "language", "finding")
    for finding in findings:
        table.add_row(finding.key, finding.language, finding.sentence)
    if findings:
        console.print(table)
    console.print(f"{len(texts)} articles, {len(findings)} findings")
    if findings:
        raise typer.Exit(1)


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

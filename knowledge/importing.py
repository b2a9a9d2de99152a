"""A folder of Markdown into the library: each file once, none half-written, broken ones told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.encoder.cache import TextEncoder
from bot.errors import BadInput
from knowledge.articles import FILE_BYTES, ArticleText, parse
from knowledge.embedding import Embedded, embed
from knowledge.passages import passages
from knowledge.reading import bump
from knowledge.tables import Article
from knowledge.writing import keep_version, set_facts, set_vectors, text_of

AUTHOR = "import"


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was left out."""

    file: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file} {self.sentence}"


@dataclass(frozen=True, slots=True)
class ImportReport:
    added: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...]


async def import_folder(
    session: AsyncSession, folder: Path, encoder: TextEncoder, now: datetime
) -> ImportReport:
    """Read every .md under the folder and keep what is new. Never commits."""
    texts, problems = await asyncio.to_thread(read_folder, folder)
    report = await import_articles(session, texts, encoder, now)
    return ImportReport(report.added, report.changed, report.unchanged, tuple(problems))


async def import_articles(
    session: AsyncSession, texts: Sequence[ArticleText], encoder: TextEncoder, now: datetime
) -> ImportReport:
    """Add what is new, replace what has changed since its last import. Never commits.

    All encoding comes before the first write: what fails there leaves the library as it was.
    """
    known = {(row.key, row.language): row for row in await session.scalars(_everything())}
    fresh, news, kept = [], [], 0
    for text in texts:
        row = known.get((text.key, text.language))
        if row is None or row.source_hash != text.hash:
            news.append(text)
        else:
            kept += 1
    fresh = await _embedded(news, known, encoder)
    for text, vectors in zip(news, fresh, strict=True):
        await _write(session, known.get((text.key, text.language)), text, vectors, encoder, now)
    stale = await reembed(session, encoder)
    if news or stale:
        await bump(session)
    added = sum((text.key, text.language) not in known for text in news)
    return ImportReport(added, len(news) - added, kept, ())


async def reembed(session: AsyncSession, encoder: TextEncoder) -> int:
    """Make the vectors of another encoder anew; how many articles that were. Never commits."""
    rows = list(await session.scalars(
        _everything().where(Article.encoder != encoder.fingerprint)
    ))
    if rows:
        vectors = await asyncio.to_thread(embed, [text_of(row) for row in rows], encoder)
        for row, embedded in zip(rows, vectors, strict=True):
            await set_vectors(session, row, embedded, encoder.fingerprint)
        await bump(session)
    return len(rows)


def read_folder(folder: Path) -> tuple[list[ArticleText], list[Problem]]:
    """The readable articles of a folder, and one problem for each other file."""
    texts: dict[tuple[str, str], ArticleText] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.md")):
        name = str(path.relative_to(folder))
        try:
            text = _read(path)
            first = texts.setdefault((text.key, text.language), text)
            if first is not text:
                raise BadInput(f"repeats the id {text.key} in {text.language}")
        except BadInput as problem:
            problems.append(Problem(name, problem.sentence))
        except OSError as error:
            problems.append(Problem(name, f"cannot be read: {error.strerror}"))
    return list(texts.values()), problems


def _read(path: Path) -> ArticleText:
    if path.stat().st_size > FILE_BYTES:  # before reading: it may be a film
        raise BadInput(f"is {path.stat().st_size:,} bytes long, at most {FILE_BYTES:,} are read")
    text = parse(path.read_bytes())
    if not passages(text.body):
        raise BadInput("has no words below its front matter")
    return text


def _everything() -> Any:
    return select(Article).options(selectinload(Article.passages))


async def _embedded(
    texts: Sequence[ArticleText], known: dict[tuple[str, str], Article], encoder: TextEncoder
) -> list[Embedded | None]:
    """Vectors of those whose searched text is new; None where only tags of the row changed."""
    wanted = [
        text for text in texts
        if (row := known.get((text.key, text.language))) is None
        or row.content_hash != text.content_hash or row.encoder != encoder.fingerprint
    ]  # fmt: skip
    made = await asyncio.to_thread(embed, wanted, encoder) if wanted else []
    vectors = {(t.key, t.language): v for t, v in zip(wanted, made, strict=True)}
    return [vectors.get((text.key, text.language)) for text in texts]


async def _write(
    session: AsyncSession, row: Article | None, text: ArticleText, vectors: Embedded | None,
    encoder: TextEncoder, now: datetime,
) -> None:
    if row is None:
        row = Article(key=text.key, language=text.language, version=0, passages=[])
        session.add(row)
    else:
        keep_version(session, row)
    set_facts(row, text, text.author or AUTHOR, now)
    row.source_hash = text.hash
    if vectors is not None:
        await set_vectors(session, row, vectors, encoder.fingerprint)

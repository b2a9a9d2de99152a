"""Articles as files over HTTP: looked at before they come in, and taken out in every format."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from bot.errors import BadInput
from bot.services import Here
from bot.words import Language
from handoff.console.doors import Agent, Maker, Trainer
from knowledge.history import with_versions
from knowledge.importing import select_articles
from knowledge.listing import entries
from knowledge.writing import text_of

# What reads and writes all formats takes a second to import: only when it is asked for.
router = APIRouter(prefix="/api/knowledge", tags=["knowledge"])
State = Annotated[str, Query(pattern="^(draft|published|archived)?$")]


@router.post("/import")
async def import_file(
    request: Request, here: Here, trainer: Trainer, maker: Maker, name: str,
    language: Language | None = None, dry_run: bool = False,
) -> dict[str, Any]:
    """One file or .zip archive, sent as the body; `dry_run` only tells what it would change."""
    from knowledge.formats import importing
    from knowledge.formats.sources import read_content

    content, shown = await _body(request), PurePosixPath(name.replace("\\", "/")).name
    found = await asyncio.to_thread(lambda: list(read_content(content, shown)))
    async with here.database.read() as session:
        if dry_run:
            return _told(await importing.preview(session, found, language))
        ready = await importing.prepare(session, found, maker, language)
    async with here.database.write() as session:
        return _told(await importing.keep(session, ready, maker, here.clock()))


async def _body(request: Request) -> bytes:
    from knowledge.formats.registry import FILE_LIMIT

    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > FILE_LIMIT:
            raise BadInput(f"This file is longer than {FILE_LIMIT // 1_000_000} MB; cut it up, or "
                           "use lotse knowledge import with a folder.")
    return bytes(content)


def _told(report: Any) -> dict[str, Any]:
    return {
        "added": report.added, "changed": report.changed, "unchanged": report.unchanged,
        "problems": [{"file": problem.file, "sentence": problem.sentence,
                      "left_out": problem.left_out} for problem in report.problems],
    }


@router.get("/export")
async def export_file(
    here: Here, agent: Agent, format: str, language: Language | None = None,
    status: State = "", versions: bool = False,
) -> Response:
    """The articles as one file, from which an import gets every field back."""
    from knowledge.formats.exporting import packed
    from knowledge.formats.registry import BY_NAME

    if format not in BY_NAME:
        raise BadInput(f"Articles are written as {', '.join(BY_NAME)}, not as {format!r}.")
    async with here.database.read() as session:
        rows = (await session.scalars(select_articles(language, status))).all()
        texts = (await with_versions(session, rows) if versions
                 else [text_of(row) for row in rows])
    if not texts:
        raise BadInput("There is no such article to export.")
    name, content = await asyncio.to_thread(packed, texts, BY_NAME[format])
    return Response(content, media_type="application/octet-stream", headers={
        "Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/check")
async def check(here: Here, agent: Agent) -> list[dict[str, str]]:
    """What is wrong in the library as a whole: gaps, dead links, what is behind."""
    from knowledge.formats.checking import behind
    from knowledge.formats.checking import check as look

    async with here.database.read() as session:
        texts = [text_of(row) for row in await session.scalars(select_articles())]
        late = behind(await entries(session))
    found = await asyncio.to_thread(look, texts, here.clock())
    return [{"key": one.key, "language": one.language, "sentence": one.sentence}
            for one in (*found, *late)]

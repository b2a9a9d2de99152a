"""A file on its way to a browser or a messenger: its real type, nothing ever run, parts on demand.

Only types of bot.files.kinds are stored, so there is no HTML, SVG or script to serve; what is not
on the short list of inline types is a download. Each answer forbids guessing the type (nosniff) and
running anything (CSP sandbox).
"""

from __future__ import annotations

import mimetypes
import re
from urllib.parse import quote

from fastapi.responses import Response, StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFound
from bot.files.kinds import TYPES, Type
from bot.files.store import Store
from bot.files.tables import State, StoredFile

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",  # the widget stands on the shops' pages
    "Cache-Control": "private, max-age=300",
    "Accept-Ranges": "bytes",
}


async def find(session: AsyncSession, file_id: str) -> StoredFile:
    """A file that is here; NotFound for one that never was, is on its way, or has gone."""
    row = await session.get(StoredFile, file_id)
    if row is None or row.state != State.STORED:
        raise NotFound("This file is not there any more.")
    return row


async def respond(store: Store, row: StoredFile, wanted: str | None) -> Response:
    """The file, or the part of it a `Range` header asks for."""
    size, kind = row.size or 0, TYPES[row.type or ""]
    name = named(row.name, kind)
    shown = "inline" if kind.inline else "attachment"
    headers = {**SAFE, "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name, safe='')}"}
    span = part(wanted, size)
    if span is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, length = span
    headers["Content-Length"] = str(length)
    if length < size:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
    chunks = await store.open(row.key or "", start, length)
    return StreamingResponse(chunks, 206 if length < size else 200, headers,
                             media_type=kind.name)


def named(name: str | None, kind: Type) -> str:
    """The name to save it under; its ending is that of what it really is."""
    if not name:
        return kind.kind + kind.ending
    right = name.lower().endswith(kind.ending) or mimetypes.guess_type(name)[0] == kind.name
    return name if right else name + kind.ending


def part(wanted: str | None, size: int) -> tuple[int, int] | None:
    """(start, length) of a Range header; the whole without one we read; None beyond the end."""
    found = RANGE.fullmatch((wanted or "").strip())
    if found is None or found.groups() == ("", ""):
        return 0, size
    if not found[1]:  # the last so many bytes
        length = min(int(found[2]), size)
        return (size - length, length) if length else None
    start, last = int(found[1]), min(int(found[2] or size), size - 1)
    return (start, last - start + 1) if start <= last else None

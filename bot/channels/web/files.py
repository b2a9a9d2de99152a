"""Files customers send: checked by size and kind, kept under a name of our own."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Any

from fastapi import UploadFile

from bot.errors import BadInput

LIMIT = 10 * 1024 * 1024
# The first bytes decide what a file is, not its name and not what the browser says.
KINDS = {
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
    b"\x89PNG": ("image/png", ".png"),
    b"GIF8": ("image/gif", ".gif"),
    b"%PDF": ("application/pdf", ".pdf"),
    b"OggS": ("audio/ogg", ".ogg"),
    b"ID3": ("audio/mpeg", ".mp3"),
    b"\xff\xfb": ("audio/mpeg", ".mp3"),
    b"\x1aE\xdf\xa3": ("audio/webm", ".webm"),
}


async def keep_upload(file: UploadFile, folder: Path) -> dict[str, Any]:
    """Store an upload; returns the attachment {id, name, type, size} of the message."""
    data = await file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise BadInput("This file is larger than 10 MB; please send a smaller one.")
    media_type, ending = kind_of(data)
    name = secrets.token_urlsafe(16) + ending
    await asyncio.to_thread(_write, folder / name, data)
    return {"id": name, "name": (file.filename or name)[-120:], "type": media_type,
            "size": len(data)}


def kind_of(data: bytes) -> tuple[str, str]:
    """Media type and file ending by the first bytes; BadInput for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp", ".webp"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "audio/wav", ".wav"
    if data[4:8] == b"ftyp":
        return ("image/heic", ".heic") if b"heic" in data[8:24] else ("audio/mp4", ".m4a")
    for start, kind in KINDS.items():
        if data.startswith(start):
            return kind
    raise BadInput("Only pictures, voice notes and PDF files can be sent here.")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

"""What a file is by its bytes: not by its name, and not by what anybody claims of it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput

HEAD = 4096  # bytes looked at


class Unwanted(BadInput):
    """A file we do not take; `code` is what the console has a text for."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.details = {"code": code}


@dataclass(frozen=True, slots=True)
class Type:
    """A media type we take. Only what a browser shows without running anything is `inline`."""

    name: str
    kind: str  # image, audio, video, file
    ending: str
    inline: bool = False


OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {kind.name: kind for kind in (
    Type("image/jpeg", "image", ".jpg", inline=True),
    Type("image/png", "image", ".png", inline=True),
    Type("image/gif", "image", ".gif", inline=True),
    Type("image/webp", "image", ".webp", inline=True),
    Type("image/heic", "image", ".heic"),
    Type("audio/mpeg", "audio", ".mp3", inline=True),
    Type("audio/ogg", "audio", ".ogg", inline=True),
    Type("audio/mp4", "audio", ".m4a", inline=True),
    Type("audio/webm", "audio", ".weba", inline=True),
    Type("audio/wav", "audio", ".wav"),
    Type("audio/aac", "audio", ".aac"),
    Type("audio/amr", "audio", ".amr"),
    Type("video/mp4", "video", ".mp4", inline=True),
    Type("video/webm", "video", ".webm"),
    Type("video/quicktime", "video", ".mov"),
    Type("video/3gpp", "video", ".3gp"),
    Type("application/pdf", "file", ".pdf"),
    Type(OFFICE + "wordprocessingml.document", "file", ".docx"),
    Type(OFFICE + "spreadsheetml.sheet", "file", ".xlsx"),
    Type(OFFICE + "presentationml.presentation", "file", ".pptx"),
    Type("text/vcard", "file", ".vcf"),
    Type("text/calendar", "file", ".ics"),
    Type("text/plain", "file", ".txt"),
)}
# (offset, bytes, type); the first that fits counts.
STARTS = (
    (0, b"\xff\xd8\xff", "image/jpeg"), (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"), (0, b"GIF89a", "image/gif"), (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"), (0, b"ID3", "audio/mpeg"), (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"), (0, b"\xff\xf2", "audio/mpeg"), (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"), (0, b"#!AMR", "audio/amr"), (0, b"\x1aE\xdf\xa3", "video/webm"),
    (8, b"WEBP", "image/webp"), (8, b"WAVE", "audio/wav"),
    (0, b"BEGIN:VCARD", "text/vcard"), (0, b"BEGIN:VCALENDAR", "text/calendar"),
)
BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heic",
          b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime",
          b"3gp4": "video/3gpp", b"3gp5": "video/3gpp", b"3gp6": "video/3gpp"}
# Containers that hold sound or pictures alike: there the claim may choose, both are harmless.
SOUND_IN = {"video/mp4": "audio/mp4", "video/webm": "audio/webm"}
PARTS = {"word/": "wordprocessingml.document", "xl/": "spreadsheetml.sheet",
         "ppt/": "presentationml.presentation"}


def identify(path: Path, claimed: str | None = None) -> Type:
    """The type of a file; Unwanted when it is none of those we take."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Unwanted("empty", "This file is empty.")
    name = of_head(head) or _office(path, head) or _text(head, path.stat().st_size <= HEAD)
    if name is None:
        raise Unwanted("type", "Files of this kind are not taken here; pictures, sound, video, "
                               "PDF, Office documents and plain text are.")
    if (claimed or "").startswith("audio/"):
        name = SOUND_IN.get(name, name)
    return TYPES[name]


def of_head(head: bytes) -> str | None:
    """The media type by the first bytes; None for anything else."""
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    return next((name for offset, start, name in STARTS
                 if head[offset:offset + len(start)] == start
                 and (not offset or head[:4] == b"RIFF")), None)


def _office(path: Path, head: bytes) -> str | None:
    """A document without macros; any other archive is none of ours."""
    if not head.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in names or any("vbaproject" in n.lower() for n in names):
        return None
    return next((OFFICE + kind for folder, kind in PARTS.items()
                 if any(name.startswith(folder) for name in names)), None)


def _text(head: bytes, whole: bool) -> str | None:
    """Plain text in UTF-8; markup is none, whatever a browser would make of it."""
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if whole or error.start < len(head) - 4:  # else a character cut at the end of what we read
            return None
        text = head[:error.start].decode("utf-8-sig")
    strange = any(ord(character) < 32 and character not in "\t\r\n\f" for character in text)
    return None if strange or text.lstrip().startswith("<") else "text/plain"

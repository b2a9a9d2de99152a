"""Files on their way out: as the messenger takes them, else as a link the customer opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.channels.contract import Channel, File, Part, Shows
from bot.channels.lengths import CLUSTER, split
from bot.files.addresses import FOR_CUSTOMERS, FOR_MESSENGERS, signed_path


def with_files(channel: Channel, text: str, files: Sequence[Mapping[str, Any]]) -> list[Part]:
    """A message with files: the text as the only file's caption where it fits, else before."""
    if channel.shows.together:
        return together(channel, text, files)
    parts = [file_part(channel.shows, each) for each in files]
    first = parts[0]
    if text and len(parts) == 1 and first.shape == "file" and first.file:
        most = channel.shows.captions.get(first.file.kind, 0)
        if len(CLUSTER.findall(text)) <= most:
            return [replace(first, text=text)]
    return [*(Part(piece) for piece in split(text, channel.limit)), *parts]


def together(channel: Channel, text: str, files: Sequence[Mapping[str, Any]]) -> list[Part]:
    """Words and files in one message; a file that has no room in it any more is a link."""
    beside, links, left = list[File](), list[Part](), channel.shows.together
    for given in files:
        part = file_part(channel.shows, given)
        if part.file and part.shape == "file" and part.file.size <= left:
            beside.append(part.file)
            left -= part.file.size
        else:
            links.append(replace(part, shape="text"))
    words = [Part(piece) for piece in split(text, channel.limit)] or [Part("")]
    if beside:
        words[-1] = replace(words[-1], beside=tuple(beside))
    return [*(part for part in words if part.text or part.beside), *links]


def file_part(shows: Shows, given: Mapping[str, Any]) -> Part:
    """One file, as the kind this messenger takes it as; as text with a link where it does not."""
    kind = sendable(shows, given["kind"], given["type"], given["size"])
    file = File(kind or given["kind"], given["id"], given["type"],
                given["name"] or given["kind"], given["size"])
    return Part("", shape="file" if kind else "text", file=file)


def needs_address(channel: Channel, files: Sequence[Mapping[str, Any]]) -> bool:
    """Whether somebody must fetch one of these files from us: a messenger, or the customer."""
    return bool(files) and any(part.file for part in with_files(channel, "", files))


def sendable(shows: Shows, kind: str, media_type: str, size: int) -> str | None:
    """The kind it goes out as: its own, else a plain file; None when it can only be a link."""
    for wanted in (kind, "file"):
        types = shows.file_types.get(wanted)
        if size <= shows.files.get(wanted, 0) and (types is None or media_type in types):
            return wanted
    return None


def addressed(part: Part, public: str, key: bytes, now: datetime) -> Part:
    """The part with the file's address, good from now; a link stands in the text."""
    if part.file is None:
        return part
    lasts = FOR_MESSENGERS if part.shape == "file" else FOR_CUSTOMERS
    url = public.rstrip("/") + signed_path(
        key, part.file.url, now, lasts, part.file.type)
    if part.shape == "file":
        return replace(part, file=replace(part.file, url=url))
    return Part(f"{plain(part.file.name)}\n{url}")


def plain(name: str) -> str:
    """A name within a line of text."""
    return " ".join(name.split())[:100]

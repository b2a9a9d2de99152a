"""Archives, opened with care: bounded before anything is unpacked, and nothing leads out."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import PurePosixPath

from bot.errors import BadInput

MEMBERS = 5_000
UNPACKED = 200_000_000  # bytes, all members together
RATIO = 200  # unpacked bytes for one packed byte; text rarely passes 20
SMALL = 1_000_000  # bytes: below this a high ratio does no harm


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, when it unpacks to something reasonable. Raises BadInput.

    The sizes it declares may be believed: zipfile never unpacks a member beyond them.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise BadInput(f"is a damaged archive: {error}") from error
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise BadInput(f"holds {len(members):,} files, at most {MEMBERS:,} are unpacked")
    unpacked = sum(member.file_size for member in members)
    if unpacked > UNPACKED or (unpacked > SMALL and unpacked > RATIO * len(content)):
        raise BadInput(f"would unpack to {unpacked:,} bytes from {len(content):,}; "
                       "that is no archive of articles")
    return archive


def outward(member: zipfile.ZipInfo) -> str:
    """Why a member is not to be read; empty: it may be."""
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in PurePosixPath(name).parts or name[1:2] == ":":
        return "has a name that leads out of the archive"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link, not a file"
    if member.flag_bits & 1:
        return "is locked with a password"
    return ""

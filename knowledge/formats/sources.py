"""Where files come from: one file, a folder, or an archive of them; bounded, links not followed."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from bot.errors import BadInput, NotFound
from knowledge.formats.archives import open_archive, outward
from knowledge.formats.drafts import Draft, Problem
from knowledge.formats.registry import FILE_LIMIT, format_of, read_file

ARCHIVE = ".zip"


def read_sources(sources: Iterable[Path]) -> Iterator[Draft | Problem]:
    """Drafts and problems of all sources, in order. Raises NotFound for one that is not there."""
    for source in sources:
        if source.is_dir():
            for path in _inside(source):
                yield from _file(path, path.relative_to(source).as_posix(), source)
        elif source.exists():
            yield from _file(source, source.name, source.parent)
        else:
            raise NotFound(f"There is no file or folder {source}.")


def read_content(content: bytes, name: str) -> Iterator[Draft | Problem]:
    """Drafts and problems of one file or archive that came with its name alone."""
    inside = _archive if PurePosixPath(name).suffix.lower() == ARCHIVE else read_file
    yield from inside(content, name)


def _inside(folder: Path) -> list[Path]:
    """The files of a folder by name; hidden ones and Word's lock files left aside."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _hidden(name)]
        found += [Path(place, name) for name in names if not _hidden(name)]
    return sorted(found)


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$", "__MACOSX")) and name not in (".", "..")


def _file(path: Path, shown: str, root: Path) -> Iterator[Draft | Problem]:
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            raise BadInput("is a link that leads out of its folder")
        content = _content(path)
    except BadInput as problem:
        yield Problem(shown, problem.sentence)
    except OSError as error:
        yield Problem(shown, f"cannot be read: {error.strerror}")
    else:
        yield from read_content(content, shown)


def _content(path: Path) -> bytes:
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise BadInput("is no ordinary file")
    _bounded(facts.st_size)  # before reading: it may be a film
    if format_of(path.name) is None and path.suffix.lower() != ARCHIVE:
        return b""  # its name will be told; its bytes are of no use
    with path.open("rb") as file:
        content = file.read(FILE_LIMIT + 1)
    _bounded(len(content))
    return content


def _bounded(size: int) -> None:
    if size > FILE_LIMIT:
        raise BadInput(f"is {size:,} bytes long, at most {FILE_LIMIT:,} are read")


def _archive(content: bytes, shown: str) -> Iterator[Draft | Problem]:
    try:
        archive = open_archive(content)
    except BadInput as problem:
        yield Problem(shown, problem.sentence)
        return
    with archive:
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            if not member.is_dir() and not any(map(_hidden, PurePosixPath(member.filename).parts)):
                yield from _member(archive, member, shown)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str
) -> Iterator[Draft | Problem]:
    where = f"{shown}/{member.filename}"
    try:
        if reason := outward(member):
            raise BadInput(reason)
        if member.filename.lower().endswith(ARCHIVE):
            raise BadInput("is an archive within an archive; unpack it first")
        _bounded(member.file_size)
        content = archive.read(member)
    except BadInput as problem:
        yield Problem(where, problem.sentence)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        yield Problem(where, f"cannot be unpacked: {error}")
    else:
        for found in read_file(content, member.filename):
            yield _within(found, shown)


def _within(found: Draft | Problem, archive: str) -> Draft | Problem:
    """Say which archive it is in; ids and languages come from the path inside."""
    match found:
        case Problem(file, sentence, left_out):
            return Problem(f"{archive}/{file}", sentence, left_out)
        case Draft(where, path, body, fields, name):
            return Draft(f"{archive}/{where}", path, body, fields, name)

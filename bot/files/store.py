"""Where bytes lie: a folder by default, a bucket that speaks S3 by setting."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from bot.errors import NotFound

CHUNK = 256 * 1024


class Store(Protocol):
    """Bytes by key. A key is used once, so nothing is ever overwritten with something else."""

    async def put(self, key: str, path: Path, digest: str) -> None:
        """Keep the bytes of a file; it may be moved away. `digest` is its SHA-256 in hex."""

    async def open(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """The bytes from `start`; NotFound, before the first of them, when there are none."""

    async def delete(self, key: str) -> None:
        """Forget the bytes; nothing happens where there are none."""

    async def close(self) -> None: ...


def key_of(digest: str, file_id: str) -> str:
    """Sharded by content; one object a file, so that erasing one never takes another's."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}.{file_id}"


class Folder:
    """Files below one folder, readable by their owner only."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def put(self, key: str, path: Path, digest: str) -> None:
        await asyncio.to_thread(self._put, key, path)

    def _put(self, key: str, path: Path) -> None:
        target = self.root / key
        for folder in (self.root, *reversed(target.relative_to(self.root).parents[:-1])):
            (self.root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o600)
        shutil.move(path, target)

    async def open(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        path = self.root / key
        if not path.resolve().is_relative_to(self.root.resolve()) or not path.is_file():
            raise NotFound("This file is not there any more.")
        return self._chunks(path, start, length)

    async def _chunks(self, path: Path, start: int, length: int) -> AsyncIterator[bytes]:
        with path.open("rb") as file:
            file.seek(start)
            while length > 0 and (
                    chunk := await asyncio.to_thread(file.read, min(CHUNK, length))):
                length -= len(chunk)
                yield chunk

    async def delete(self, key: str) -> None:
        (self.root / key).unlink(missing_ok=True)

    async def close(self) -> None:
        return None

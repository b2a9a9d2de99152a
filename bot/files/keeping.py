"""One way in for every file: counted, recognised, scanned, then put into the store."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.files.kinds import Type, Unwanted, identify
from bot.files.s3 import S3, Bucket
from bot.files.scanning import scan
from bot.files.store import Folder, Store
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept."""

    path: Path
    type: Type
    size: int
    digest: str


class Files:
    """The store with its limits and its scanner."""

    def __init__(
        self, store: Store, incoming: Path, limits: Mapping[str, int], scanner: str = ""
    ) -> None:
        self.store = store
        self.incoming = incoming  # on the folder store's own disk, so that keeping is moving
        self.limits = limits  # bytes by kind
        self.scanner = scanner

    @classmethod
    def of(cls, settings: Settings) -> Files:
        """As the settings say."""
        folder = settings.var / "files"
        bucket = Bucket(settings.files_s3_url, settings.files_s3_region, settings.files_s3_key,
                        settings.files_s3_secret)
        store: Store = S3(bucket) if bucket.url else Folder(folder)
        limits = {kind: size * 1024 * 1024 for kind, size in settings.file_megabytes.items()}
        return cls(store, folder / "incoming", limits, settings.file_scan)

    def most(self, kind: str) -> int:
        """The most bytes of a kind; stickers are small pictures."""
        return self.limits["image" if kind == "sticker" else kind]

    @asynccontextmanager
    async def checked(
        self, chunks: AsyncIterator[bytes], claimed: str | None = None
    ) -> AsyncIterator[Checked]:
        """The bytes as a file of ours, as long as the block lasts; Unwanted or Unscanned."""
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.incoming)
        path = Path(name)
        try:
            size, digest = await self._write(handle, chunks)
            kind = await asyncio.to_thread(identify, path, claimed)
            if size > self.most(kind.kind):
                raise too_large(self.most(kind.kind))
            await scan(self.scanner, path)
            yield Checked(path, kind, size, digest)
        finally:
            path.unlink(missing_ok=True)

    async def _write(self, handle: int, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
        size, digest, most = 0, hashlib.sha256(), max(self.limits.values())
        with os.fdopen(handle, "wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > most:
                    raise too_large(most)
                digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)
        return size, digest.hexdigest()


def too_large(most: int) -> Unwanted:
    """What is said of a file above the limit, in bytes."""
    return Unwanted("too_large", f"This file is too large; {most // (1024 * 1024)} MB is the most "
                                 "for its kind.")

"""Vectors of texts on disk, by content and encoder: an example is encoded once in its life."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.encoder.files import EncoderDamaged
from bot.encoder.runtime import Kind, Vectors, clean

KEEP_DAYS = 90  # unused for longer: the example was changed or taken out
DAY = 86_400
AT_ONCE = 500  # SQLite's limit of parameters in one statement is 999 in old builds

TABLE = """
CREATE TABLE IF NOT EXISTS vectors (
    key BLOB PRIMARY KEY,      -- hash of encoder, kind and text: the text itself is not kept
    vector BLOB NOT NULL,      -- float32, little-endian
    used INTEGER NOT NULL      -- day of the last use
) WITHOUT ROWID
"""


class TextEncoder(Protocol):
    @property
    def fingerprint(self) -> str: ...
    @property
    def dims(self) -> int: ...
    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors: ...


class VectorCache:
    """An encoder with a memory. Several processes may use the same file."""

    def __init__(self, path: Path, encoder: TextEncoder) -> None:
        self._path, self._encoder = path, encoder

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """As Encoder.encode; only texts never seen before cost time. Raises EncoderDamaged."""
        if not texts:
            return np.zeros((0, self._encoder.dims), np.float32)
        keys = [self._key(text, kind) for text in texts]
        with self._open() as db:
            known = _read(db, keys, self._encoder.dims)
        wanted = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        fresh = dict(zip(wanted, self._encoder.encode(list(wanted.values()), kind), strict=True))
        with self._open() as db:
            _write(db, fresh, known)
        both = known | fresh
        return np.stack([both[key] for key in keys])

    def forget(self, texts: Sequence[str], kind: Kind) -> int:
        """Remove the vectors of texts a person wants erased; how many there were."""
        keys = [(self._key(text, kind),) for text in texts]
        with self._open() as db:
            return db.executemany("DELETE FROM vectors WHERE key = ?", keys).rowcount

    def _key(self, text: str, kind: Kind) -> bytes:
        content = "\0".join([self._encoder.fingerprint, kind, clean(text)])
        return hashlib.sha256(content.encode()).digest()[:16]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # No WAL: to switch to it fails at once, without waiting, when another opens the file
            # in the same moment. Every transaction here begins with what it is: a read or a write.
            with closing(sqlite3.connect(self._path, timeout=60)) as db, db:
                db.execute(TABLE)
                yield db
        except sqlite3.DatabaseError as error:
            raise EncoderDamaged(
                f"The vector cache {self._path} cannot be used ({error}); "
                "it may be deleted, training makes it again"
            ) from error


def _read(db: sqlite3.Connection, keys: Sequence[bytes], dims: int) -> dict[bytes, Vectors]:
    found: dict[bytes, Vectors] = {}
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), AT_ONCE):
        part = unique[start : start + AT_ONCE]
        marks = ",".join("?" * len(part))
        query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
        rows = db.execute(query, part)
        found |= {key: np.frombuffer(blob, "<f4", dims) for key, blob in rows}
    return found


def _write(
    db: sqlite3.Connection, fresh: dict[bytes, Vectors], known: dict[bytes, Vectors]
) -> None:
    today = int(time.time()) // DAY
    rows = [(key, vector.astype("<f4").tobytes(), today) for key, vector in fresh.items()]
    db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
    touched = [(today, key, today) for key in known]
    db.executemany("UPDATE vectors SET used = ? WHERE key = ? AND used < ?", touched)
    db.execute("DELETE FROM vectors WHERE used < ?", (today - KEEP_DAYS,))

"""The beginnings of files of every kind, made here."""

from __future__ import annotations

import io
import zipfile

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
OGG = b"OggS\x00\x02" + b"0" * 64


def archive(*names: str) -> bytes:
    """A ZIP archive with empty files of these names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name in names:
            file.writestr(name, "")
    return held.getvalue()

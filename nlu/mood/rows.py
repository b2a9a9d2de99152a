"""The labelled messages of {de,vi,en}.yml, and which of them no training ever sees.

Runs inside Rasa's environment and imports nothing of the app.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "vi", "en")
ONE_IN = 3  # rows held out for measuring


@dataclass(frozen=True, slots=True)
class Row:
    """A customer's message and whether its writer is frustrated."""

    text: str
    language: str
    frustrated: bool

    @property
    def held_out(self) -> bool:
        """By the text's own hash: rows added later move none to the other side."""
        return zlib.crc32(self.text.encode()) % ONE_IN == 0


def read(folder: Path = FOLDER) -> list[Row]:
    """Every row of every language. Raises OSError, or KeyError for a file without both lists."""
    found = []
    for language in LANGUAGES:
        lists = yaml.safe_load((folder / f"{language}.yml").read_text("utf-8"))
        for name in ("frustrated", "calm"):
            texts = [line.strip() for line in lists[name].splitlines() if line.strip()]
            found += [Row(text, language, name == "frustrated") for text in texts]
    return found


def fingerprint(folder: Path = FOLDER) -> str:
    """SHA-256 over the files and the code that reads them, for Rasa's cache."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.yml"), *FOLDER.glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()

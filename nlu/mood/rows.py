"""The labelled messages of {de,vi,en}.yml, the shop's ordinary talk, and who is held out.

Runs inside Rasa's environment and imports nothing of the app.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
EXAMPLES = FOLDER.parent / "examples"
MARKS = FOLDER.parents[1] / "bot" / "marks.py"
LANGUAGES = ("de", "vi", "en")
ONE_IN = 3  # labelled rows held out for measuring
LEARNED = 4  # one in so many of the ordinary rows is learned from; the others measure false alarms
HEATED = ("insult", "complaint", "request_human")  # intents of people who may well be frustrated


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


def ordinary() -> tuple[list[Row], list[Row]]:
    """The shop's own intent examples as calm messages: those to learn from, and all others.

    Without them short talk far from any complaint ("nein, die andere") looks like frustration.
    """
    rows = [Row(text, language, False) for language in LANGUAGES
            for path in sorted((EXAMPLES / language).glob("*.yml")) for text in _calm(path)]
    learned = [row for row in rows if zlib.crc32(row.text.encode()) % LEARNED == 1]
    return learned, [row for row in rows if zlib.crc32(row.text.encode()) % LEARNED != 1]


def _calm(path: Path) -> list[str]:
    """The examples of one Rasa NLU file but those of heated intents."""
    blocks = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    return [line.removeprefix("- ").strip() for block in blocks if block["intent"] not in HEATED
            for line in block["examples"].splitlines() if line.strip()]


def fingerprint() -> str:
    """SHA-256 over everything a scorer is made of, for Rasa's cache."""
    code = [*FOLDER.glob("*.py"), *(FOLDER.parent / "components").glob("*.py"),
            MARKS]
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.glob("*.yml"), *EXAMPLES.glob("*/*.yml"), *code]):
        digest.update(path.read_bytes())
    return digest.hexdigest()

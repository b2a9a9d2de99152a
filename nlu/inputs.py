"""What a model is made of: the files a training reads, their hash, and the examples in them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.settings import ROOT
from bot.words import Language

EXAMPLES = ROOT / "nlu/examples"
READ = ("config.yml", "bot/dialogue/domain", "bot/dialogue/rules", "nlu/examples",
        "nlu/components", "nlu/mood", "nlu/values", "bot/encoder", "bot/marks.py",
        "requirements/rasa.txt")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and what it means."""

    text: str
    language: str
    intent: str


def fingerprint(encoder: str) -> str:
    """SHA-256 over every file a training reads, and the encoder's own fingerprint."""
    digest = hashlib.sha256(encoder.encode())
    for name in READ:
        for path in _files(ROOT / name):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(p for p in path.rglob("*") if p.suffix in (".yml", ".py", ".json"))


@cache
def own_examples() -> tuple[Example, ...]:
    """The examples in nlu/examples."""
    found = []
    for language in Language:
        for path in sorted((EXAMPLES / language).glob("*.yml")):
            found += read_examples(path, language)
    return tuple(found)


def read_examples(path: Path, language: str) -> list[Example]:
    """The examples of one Rasa NLU file."""
    blocks = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    return [
        Example(line.removeprefix("- ").strip(), language, block["intent"])
        for block in blocks
        for line in block["examples"].splitlines() if line.strip()
    ]


def counts() -> dict[str, Counter[str]]:
    """How many of our own examples each intent has in each language."""
    table: dict[str, Counter[str]] = {}
    for example in own_examples():
        table.setdefault(example.intent, Counter())[example.language] += 1
    return table


def write(examples: Iterable[Example], path: Path) -> None:
    """As JSON Lines, for nlu.components.training; a leading slash would be a command of Rasa's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ({"text": " ".join(e.text.split()).lstrip("/"), "lang": e.language, "intent": e.intent}
            for e in examples)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")

"""What a model is made of: the files a training reads, their hash, and the examples in them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.settings import ROOT
from bot.words import Language

EXAMPLES = ROOT / "nlu/examples"
READ = ("config.yml", "bot/dialogue/domain", "bot/dialogue/rules", "nlu/examples",
        "nlu/components", "nlu/mood", "bot/encoder", "requirements/rasa.txt")


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


def write_added(examples: Iterable[Example], folder: Path) -> list[Path]:
    """Added examples as Rasa NLU files, one a language."""
    folder.mkdir(parents=True, exist_ok=True)
    by_language: dict[str, dict[str, list[str]]] = {}
    for example in examples:
        line = " ".join(example.text.split()).lstrip("/")
        by_language.setdefault(example.language, {}).setdefault(example.intent, []).append(line)
    for old in folder.glob("added.*.yml"):
        old.unlink()
    paths = []
    for language, intents in sorted(by_language.items()):
        path = folder / f"added.{language}.yml"
        path.write_text(yaml.safe_dump(_rasa(language, intents), allow_unicode=True,
                                       sort_keys=False, width=10_000), "utf-8")
        paths.append(path)
    return paths


def _rasa(language: str, intents: dict[str, list[str]]) -> dict[str, object]:
    return {
        "version": "3.1",
        "nlu": [
            {"intent": intent, "metadata": {"language": language},
             "examples": "".join(f"- {_plain(text)}\n" for text in texts)}
            for intent, texts in sorted(intents.items())
        ],
    }


def _plain(text: str) -> str:
    """Square brackets would be read as entity marks."""
    return text.replace("[", "(").replace("]", ")")


def all_files(added: Sequence[Path]) -> list[Path]:
    """Every NLU file of a training."""
    return [EXAMPLES, *added]

"""The rows an evaluation learns from and is tested on."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadInput
from bot.jsonl import Row, rows
from bot.words import Language


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An annotated entity: [start, end) in the text."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, what it means, and the entities in it."""

    text: str
    language: str
    intent: str
    entities: tuple[Span, ...] | None  # None: nobody annotated any

    def as_json(self) -> dict[str, Any]:
        """As nlu.components.training reads it."""
        spans = [{"start": s.start, "end": s.end, "entity": s.entity,
                  "value": self.text[s.start : s.end]} for s in self.entities or ()]
        return {"text": self.text, "lang": self.language, "intent": self.intent,
                "entities": spans}


def read(files: Iterable[Path], column: str, split: str) -> list[Labelled]:
    """The rows {text, lang, intent, entities?}; of a file with `column`, those of `split`.

    Raises BadInput with file, line and field.
    """
    found: list[Labelled] = []
    for path in files:
        given = list(rows(path))
        divided = any(column in row.fields for row in given)
        mine = [row for row in given if not divided or row.optional(column) == split]
        if not given:
            raise BadInput(f"{path} is empty.")
        if not mine:
            raise BadInput(f"{path} has no row whose {column!r} is {split!r}.")
        found += [_labelled(row) for row in mine]
    if not found:
        raise BadInput("There is no row to read; give at least one file.")
    return found


def few(examples: Sequence[Labelled], shots: int, seed: int) -> list[Labelled]:
    """At most `shots` examples of each intent in each language, the same for the same seed."""
    groups: dict[tuple[str, str], list[Labelled]] = defaultdict(list)
    for example in examples:
        groups[example.language, example.intent].append(example)
    chance = random.Random(seed)  # noqa: S311  (a sample, no secret)
    return [example for name in sorted(groups)
            for example in chance.sample(groups[name], min(shots, len(groups[name])))]


def write(examples: Iterable[Labelled], path: Path) -> None:
    """As JSON Lines, for Rasa's side; escaped, since half a surrogate pair is no UTF-8."""
    path.write_text("".join(json.dumps(e.as_json()) + "\n" for e in examples), "ascii")


def _labelled(row: Row) -> Labelled:
    text = row.text("text")
    return Labelled(text, row.one_of("lang", list(Language)), row.text("intent"),
                    _entities(row, len(text)))


def _entities(row: Row, length: int) -> tuple[Span, ...] | None:
    given = row.fields.get("entities")
    if given is None:
        return None
    if not isinstance(given, list):
        raise row.wrong("entities", f"must be a list, not {given!r}")
    return tuple(sorted(_span(row, entity, length) for entity in given))


def _span(row: Row, entity: Any, length: int) -> Span:
    match entity:
        case {"start": int(start), "end": int(end), "entity": str(name)} if (
            0 <= start < end <= length and name.strip()
            and not isinstance(start, bool) and not isinstance(end, bool)
        ):
            return Span(start, end, name)
    raise row.wrong("entities", f"needs start, end and entity within the text, not {entity!r}")

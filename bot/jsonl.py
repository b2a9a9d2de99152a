"""Rows of a JSON Lines file, each field checked: what is wrong is named by file, line and field."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BadInput


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, and where it stands."""

    path: Path
    number: int
    fields: dict[str, Any]

    def text(self, name: str) -> str:
        """A field that must be a text with something in it. Raises BadInput."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, f"must be a text, not {value!r}")
        return value

    def optional(self, name: str) -> str | None:
        """A field that may be missing. Raises BadInput when it is there and no text."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name, f"must be a text, not {value!r}")
        return value

    def one_of(self, name: str, allowed: Collection[str]) -> str:
        """A field with few possible values. Raises BadInput."""
        value = self.fields.get(name)
        if value not in allowed:
            raise self.wrong(name, f"must be one of {', '.join(allowed)}, not {value!r}")
        return str(value)

    def wrong(self, name: str, sentence: str) -> BadInput:
        """The failure that names this row and one of its fields."""
        return BadInput(f"{self.path}, line {self.number}, field {name!r}: {sentence}.")


def rows(path: Path) -> Iterator[Row]:
    """Every line that is not empty. Raises BadInput for what is no object in JSON."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    try:
        # Not splitlines(): a text may hold U+2028 and other signs that end a line only there.
        lines = raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        # error.object: what was decoded, without the byte order mark
        broken = error.object[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}, line {broken}: this is not UTF-8 ({error.reason}).") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield Row(path, number, _fields(path, number, line))


def _fields(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}, line {number}: this is not JSON ({error}).") from error
    if not isinstance(fields, dict):
        raise BadInput(f"{path}, line {number}: a row must be an object, not {line[:40]!r}.")
    return fields

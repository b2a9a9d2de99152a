"""A value found in a text, as every reader of entities gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Entity:
    """A value and where it stands in the text."""

    entity: str
    value: str
    start: int
    end: int
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        found = {"entity": self.entity, "value": self.value, "start": self.start, "end": self.end,
                 "extractor": "RuleEntities", "confidence_entity": 1.0}
        return found | ({"details": dict(self.details)} if self.details else {})


def inside(entity: Entity, others: Iterable[Entity]) -> bool:
    """Whether an entity shares a place with another: "10234" is no time, "38" no amount."""
    return any(entity.start < other.end and other.start < entity.end for other in others)


def longest(entities: Iterable[Entity]) -> list[Entity]:
    """Of those that share a place the longest, in the order of their places."""
    kept: list[Entity] = []
    for entity in sorted(entities, key=lambda e: (e.start - e.end, e.start)):
        if not inside(entity, kept):
            kept.append(entity)
    return sorted(kept, key=lambda e: e.start)

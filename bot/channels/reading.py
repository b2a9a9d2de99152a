"""Reading what a messenger sent: JSON whose shape is not to be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.channels.contract import NotOurs
from bot.channels.facts import Fact, Unknown

T = TypeVar("T")


def as_json(body: bytes) -> dict[str, Any]:
    """The body as a JSON object; NotOurs when it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotOurs("The body is no JSON.") from error
    if not isinstance(found, dict):
        raise NotOurs("The body is no JSON object.")
    return found


def pick(body: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """A field that must be there and of this kind; NotOurs names it otherwise."""
    value = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(value, kind):
        raise NotOurs(f"The field {name!r} is missing or of another kind.")
    return value


def guarded(read: Callable[..., Fact], event: Any, *rest: Any) -> Fact:
    """One event read; one of a shape we do not know must not take the others of its body along."""
    try:
        return read(event, *rest)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError) as error:
        return Unknown(f"unreadable: {type(error).__name__} {error}"[:200])

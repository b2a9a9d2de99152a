"""Reading what a messenger sent or answered: JSON whose shape is not to be trusted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import httpx

from bot.channels.contract import NotOurs
from bot.channels.facts import Fact, Unknown

T = TypeVar("T")
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL refuses NUL and halves of a pair


def as_json(body: bytes) -> dict[str, Any]:
    """The body as a JSON object; NotOurs when it is none."""
    try:
        found = storable(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise NotOurs("The body is no JSON.") from error
    if not isinstance(found, dict):
        raise NotOurs("The body is no JSON object.")
    return found


def storable(value: Any) -> Any:
    """The value without characters no store takes: one of them must not cost the whole message."""
    match value:
        case str():
            return UNSTORABLE.sub("", value)
        case list():
            return [storable(item) for item in value]
        case dict():
            return {storable(name): storable(item) for name, item in value.items()}
        case _:
            return value


def body_of(response: httpx.Response) -> dict[str, Any]:
    """An answer's JSON object; empty where a gateway between answered with anything else."""
    try:
        return as_json(response.content)
    except NotOurs:
        return {}


def pause_of(response: httpx.Response) -> timedelta | None:
    """Retry-After in seconds; a date in its place is left to our own pauses."""
    wanted = response.headers.get("retry-after", "")
    return timedelta(seconds=int(wanted)) if wanted.isdecimal() and len(wanted) < 6 else None


def pick(body: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """A field that must be there and of this kind; NotOurs names it otherwise."""
    value = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(value, kind):
        raise NotOurs(f"The field {name!r} is missing or of another kind.")
    return value


def answering(target: Any) -> dict[str, Any]:
    """What a message says of the one it answers, by the messenger's id; nothing without one."""
    return {"reply_to": {"message": str(target)}} if target else {}


def unsupported(kind: Any) -> dict[str, Any]:
    """A customer's message whose content the messenger keeps to itself, or that we cannot show."""
    return {"unsupported": str(kind)[:60]}


def guarded(read: Callable[..., Fact], event: Any, *rest: Any) -> Fact:
    """One event read; one of a shape we do not know must not take the others of its body along."""
    return guarded_all(lambda *given: [read(*given)], event, *rest)[0]


def guarded_all(read: Callable[..., Sequence[Fact]], event: Any, *rest: Any) -> Sequence[Fact]:
    """The facts of one event, which may be several; read by a function, not by a generator."""
    try:
        return read(event, *rest)
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError) as error:
        return [Unknown(f"unreadable: {type(error).__name__} {error}"[:200])]

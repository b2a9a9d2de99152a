"""A template's text: where its values go, what they are called, and how it reads with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.errors import BadInput

# WhatsApp knows both kinds, never in one text; Zalo has names.
PLACE = re.compile(r"\{\{(\d{1,2}|[A-Za-z_]\w{0,59})\}\}", re.ASCII)


def places(body: str) -> list[str]:
    """What the values of a text are called, each once: numbers in order, names as they come."""
    found = list(dict.fromkeys(PLACE.findall(body)))
    return sorted(found, key=int) if all(place.isdecimal() for place in found) else found


def names(body: str) -> list[str]:
    """The names of a text's values; none where they are numbered."""
    return [place for place in places(body) if not place.isdecimal()]


def lines(values: Sequence[str]) -> list[str]:
    """Values on one line each, with single spaces and composed letters: as messengers count."""
    return [" ".join(unicodedata.normalize("NFC", value).split()) for value in values]


def filled(body: str, values: Sequence[str]) -> str:
    """The text with its values (see `lines`); BadInput when not all are there."""
    wanted = places(body)
    if len(wanted) != len(values) or not all(values):
        raise BadInput(f"This template needs {len(wanted)} values, all filled in.")
    given = dict(zip(wanted, values, strict=True))
    return PLACE.sub(lambda place: given[place[1]], body)

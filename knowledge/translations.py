"""Which language an article follows, which translations are behind, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.words import Language


@dataclass(frozen=True, slots=True)
class Version:
    """One language of an article, as far as its translations go."""

    language: Language
    status: str
    original: bool = False
    content_at: datetime | None = None
    confirmed_at: datetime | None = None

    @property
    def looked_at(self) -> datetime | None:
        """When somebody last wrote it or said that it is still right."""
        moments = [moment for moment in (self.content_at, self.confirmed_at) if moment]
        return max(moments, default=None)


def source(versions: Iterable[Version]) -> Version | None:
    """The language the others follow: the one an editor named, else the first of ours."""
    order = list(Language)
    living = [v for v in versions if v.status != "archived"]
    return min(living, key=lambda v: (not v.original, order.index(v.language)), default=None)


def leading(before: Sequence[Version], now: Sequence[Version]) -> Language | None:
    """The language to be named the one others follow, where nobody has named one yet.

    What was followed `before` a translation came stays: a new German text behind a Vietnamese
    one must not make the Vietnamese look old. None: nothing is to be named.
    """
    if any(version.original for version in before):
        return None
    found = next((v for v in now if v.original), None) or source(before) or source(now)
    return found.language if found else None


def behind(versions: Sequence[Version]) -> set[Language]:
    """Translations whose source has new words that nobody has looked at here since."""
    followed = source(versions)
    if followed is None or followed.content_at is None:
        return set()
    return {
        version.language for version in versions
        if version is not followed and version.status != "archived"
        and (looked := version.looked_at) is not None and looked < followed.content_at
    }  # fmt: skip


def missing(versions: Iterable[Version]) -> set[Language]:
    """Languages a living article does not exist in."""
    there = {version.language for version in versions if version.status != "archived"}
    return set(Language) - there if there else set()

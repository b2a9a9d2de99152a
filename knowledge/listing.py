"""The library as a list: one row a key, with the state of each of its languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.words import Language
from knowledge.tables import Article
from knowledge.tokens import fold
from knowledge.translations import Version, behind, missing, source

PAGE = 50
COLUMNS = (Article.key, Article.language, Article.title, Article.tags, Article.status,
           Article.audience, Article.version, Article.updated_at, Article.valid_from,
           Article.valid_to, Article.original, Article.content_at,
           Article.confirmed_at)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One language of one article, without its body."""

    key: str
    language: Language
    title: str
    tags: tuple[str, ...]
    status: str
    audience: str
    version: int
    updated_at: datetime
    valid_from: datetime | None
    valid_to: datetime | None
    translation: Version

    def validity(self, now: datetime) -> str:
        """now, later or over."""
        if self.valid_from and now < self.valid_from:
            return "later"
        return "over" if self.valid_to and now > self.valid_to else "now"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty means everything."""

    words: str = ""
    language: str = ""
    state: str = ""
    tag: str = ""
    behind: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in all its languages."""

    key: str
    versions: tuple[Listed, ...]

    @property
    def source(self) -> Language | None:
        found = source(v.translation for v in self.versions)
        return found.language if found else None

    @property
    def behind(self) -> set[Language]:
        return behind([v.translation for v in self.versions])

    @property
    def missing(self) -> set[Language]:
        return missing(v.translation for v in self.versions)

    @property
    def tags(self) -> set[str]:
        return {tag for version in self.versions for tag in version.tags}

    @property
    def updated_at(self) -> datetime:
        return max(version.updated_at for version in self.versions)


async def entries(session: AsyncSession, key: str | None = None) -> list[Entry]:
    """Every article, or one; bodies and vectors are left where they are."""
    query = select(*COLUMNS).order_by(Article.key, Article.language)
    if key is not None:
        query = query.where(Article.key == key)
    found: dict[str, list[Listed]] = {}
    for row in await session.execute(query):
        found.setdefault(row.key, []).append(_listed(row))
    return [Entry(key, tuple(versions)) for key, versions in found.items()]


async def with_words(session: AsyncSession, words: str) -> set[str]:
    """Keys of articles with these letters in a body; titles are compared in `fits`."""
    words = words.strip()
    if not words:
        return set()
    # SQLite's own lower() knows A to Z alone: Ü and Đ are written both ways instead.
    ways = {words, words.lower(), words.upper(), words[:1].upper() + words[1:]}
    return set(await session.scalars(select(Article.key).where(
        or_(*(Article.body.icontains(way, autoescape=True) for way in ways)))))


def fits(entry: Entry, wished: Filter, in_body: set[str]) -> bool:
    """Whether an article belongs into the narrowed list."""
    versions = [v for v in entry.versions if not wished.language or v.language == wished.language]
    languages = {v.language for v in versions}
    gaps = entry.missing if not wished.language else entry.missing & {wished.language}
    return (
        (bool(versions) or (wished.missing and bool(gaps)))
        and (not wished.state or any(v.status == wished.state for v in versions))
        and (not wished.tag or wished.tag in entry.tags)
        and (not wished.behind or bool(entry.behind & languages))
        and (not wished.missing or bool(gaps))
        and (not wished.words or entry.key in in_body or _named(entry, wished.words))
    )


def tallies(every: Iterable[Entry]) -> dict[str, int]:
    """How many articles there are in each state, behind, or without a translation."""
    counts = dict.fromkeys(("all", "draft", "published", "archived", "behind", "missing"), 0)
    for entry in every:
        counts["all"] += 1
        for status in {v.status for v in entry.versions}:
            counts[status] += 1
        counts["behind"] += bool(entry.behind)
        counts["missing"] += bool(entry.missing)
    return counts


def tags(every: Iterable[Entry]) -> list[str]:
    return sorted({tag for entry in every for tag in entry.tags}, key=str.casefold)


def entry_view(entry: Entry, now: datetime, reader: Language) -> dict[str, Any]:
    """One row of the list, titled in the reader's language where it exists."""
    order = (reader, entry.source, *Language)
    shown = min(entry.versions, key=lambda v: order.index(v.language))
    return {
        "key": entry.key, "title": shown.title, "title_language": shown.language,
        "source": entry.source, "missing": _in_order(entry.missing),
        "behind": _in_order(entry.behind), "tags": sorted(entry.tags),
        "updated_at": entry.updated_at.isoformat(),
        "languages": [
            {"language": v.language, "title": v.title, "status": v.status,
             "audience": v.audience, "validity": v.validity(now), "version": v.version,
             "behind": v.language in entry.behind,
             "looked_at": moment.isoformat() if (moment := v.translation.looked_at) else None}
            for v in sorted(entry.versions, key=lambda v: list(Language).index(v.language))
        ],
    }  # fmt: skip


def _in_order(languages: set[Language]) -> list[Language]:
    return [language for language in Language if language in languages]


def _named(entry: Entry, words: str) -> bool:
    text = _plain(" ".join([entry.key, *entry.tags, *(v.title for v in entry.versions)]))
    return all(word in text for word in _plain(words).split())


def _plain(text: str) -> str:
    return fold(text.casefold())


def _listed(row: Any) -> Listed:
    language = Language(row.language)
    return Listed(
        row.key, language, row.title, tuple(row.tags), row.status, row.audience, row.version,
        row.updated_at, row.valid_from, row.valid_to,
        Version(language, row.status, row.original, row.content_at, row.confirmed_at),
    )


def page(found: Sequence[Entry], offset: int) -> Sequence[Entry]:
    """The most recently changed first, fifty at a time."""
    newest = sorted(found, key=lambda entry: (-entry.updated_at.timestamp(), entry.key))
    return newest[offset : offset + PAGE]

"""Names the language of an article that the others follow, before a further one joins it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.tables import Article
from knowledge.translations import Version, leading


def name_originals(
    before: Iterable[Article], now: Iterable[Article], texts: Sequence[ArticleText]
) -> None:
    """Mark one language of each text's article, where none is marked yet."""
    named = {(text.key, text.language) for text in texts if text.original}
    keys = {text.key for text in texts}
    were, are = _by_key(before, keys), _by_key(now, keys)
    for key, rows in are.items():
        lead = leading([_version(row) for row in were.get(key, ())],
                       [replace(_version(row), original=(key, row.language) in named)
                        for row in rows])
        for row in rows:
            row.original = row.original or row.language == lead


def _by_key(rows: Iterable[Article], keys: set[str]) -> Mapping[str, list[Article]]:
    found: dict[str, list[Article]] = defaultdict(list)
    for row in rows:
        if row.key in keys:
            found[row.key].append(row)
    return found


def _version(row: Article) -> Version:
    return Version(Language(row.language), row.status, bool(row.original))

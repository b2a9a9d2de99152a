"""What is wrong in a library as a whole: gaps and contradictions no single file shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.listing import Entry
from knowledge.pages import FOLDERS
from knowledge.passages import PARSER, PASSAGE_CHARACTERS, passages

PAGE = re.compile(rf"/({'|'.join(FOLDERS)})/([^/]+)/?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an editor should look at."""

    key: str
    language: str
    sentence: str


def check(articles: Sequence[ArticleText], now: datetime) -> list[Finding]:
    """Every finding, by article. Archived articles are nobody's concern but as link targets."""
    alive = [article for article in articles if article.status != "archived"]
    languages, titles = _languages(alive), _titles(alive)
    published = {(a.key, a.language) for a in alive if a.status == "published"}
    found = []
    for article in alive:
        own = [*_body(article), *_dates(article, now), *_links(article, published),
               *_twins(article, titles)]
        found += [Finding(article.key, article.language, sentence) for sentence in own]
    for key, have in languages.items():
        found += [Finding(key, language, "is missing: the article exists in "
                          + ", ".join(sorted(have))) for language in Language
                  if language not in have]
    return sorted(found, key=lambda finding: (finding.key, finding.language))


def behind(entries: Iterable[Entry]) -> list[Finding]:
    """Translations nobody has looked at since what they translate was changed."""
    return [Finding(entry.key, language, f"is behind: {entry.source} has changed since")
            for entry in entries for language in sorted(entry.behind)]


def _languages(articles: Sequence[ArticleText]) -> Mapping[str, set[str]]:
    have: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        have[article.key].add(article.language)
    return have


def _titles(articles: Sequence[ArticleText]) -> Mapping[tuple[str, str], list[str]]:
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for article in articles:
        keys[article.language, article.title.casefold()].append(article.key)
    return keys


def _body(article: ArticleText) -> Iterator[str]:
    parts = passages(article.body)
    if not parts:
        yield "has no words"
    for part in parts:
        if any(len(sentence) > PASSAGE_CHARACTERS for sentence in part.sentences):
            yield (f"has a sentence longer than {PASSAGE_CHARACTERS:,} characters"
                   f"{f' under “{part.heading}”' if part.heading else ''}: search reads only "
                   "its beginning")


def _dates(article: ArticleText, now: datetime) -> Iterator[str]:
    if article.valid_from and article.valid_to and article.valid_from > article.valid_to:
        yield "ends before it begins to be valid"
    elif article.status == "published" and article.valid_to and article.valid_to < now:
        yield f"is published, but valid only until {article.valid_to:%Y-%m-%d}"


def _links(article: ArticleText, published: Collection[tuple[str, str]]) -> Iterator[str]:
    for address in dict.fromkeys([*_addresses(article.body), article.link or ""]):
        path = urlsplit(address).path if address.startswith("/") else ""
        found = PAGE.fullmatch(path)
        if found and (unquote(found[2]), FOLDERS[found[1]]) not in published:
            yield f"links to {address}, where no published article is"


def _addresses(body: str) -> Iterator[str]:
    for token in PARSER.parse(body):
        for child in token.children or []:
            if child.type == "link_open":
                yield str(child.attrGet("href") or "")


def _twins(article: ArticleText, titles: Mapping[tuple[str, str], list[str]]) -> Iterator[str]:
    twins = titles[article.language, article.title.casefold()]
    others = [key for key in twins if key != article.key]
    if others:
        yield f"has the same title as {', '.join(others)}"

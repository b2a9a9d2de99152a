"""Markdown with front matter: the format the shop's own articles are kept in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import yaml

from knowledge.articles import ArticleText, split
from knowledge.formats.drafts import Draft, Read, plain

HEADING = re.compile(r"\s*#{1,2} +(.+?)(?: +#+)? *(?:\n|\Z)")
BREAKS = frozenset("\x85\u2028\u2029")
ENDLESS = 1_000_000  # characters: YAML must not fold our lines


def read(content: bytes, path: str) -> Read:
    """One article. Raises BadInput."""
    front, body = split(content)
    if not front.get("title"):
        title, body = headed(body)
        front = {**front, "title": title} if title else front
    yield Draft(path, path, body, front)


def write(articles: Sequence[ArticleText]) -> bytes:
    """One article as a file."""
    (article,) = articles
    fields = plain(article)
    body = fields.pop("body")
    # PyYAML writes these line breaks as they are and reads them back as spaces: then all escaped.
    readable = not BREAKS & set(json.dumps(fields, ensure_ascii=False, default=str))
    front = yaml.safe_dump(fields, allow_unicode=readable, sort_keys=False, width=ENDLESS)
    return f"---\n{front}---\n{body}\n".encode()


def headed(body: str) -> tuple[str, str]:
    """The heading a text begins with (empty when it has none), and the rest."""
    found = HEADING.match(body)
    return (found[1].strip(), body[found.end() :]) if found else ("", body)

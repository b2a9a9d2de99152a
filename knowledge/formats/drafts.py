"""What a reader hands on: an article as a file tells it, unchecked; or one sentence of trouble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from knowledge.articles import ArticleText, Earlier
from knowledge.formats.naming import title_of


@dataclass(frozen=True, slots=True)
class Problem:
    """What was noticed about a file, or about one article in it."""

    file: str
    sentence: str
    left_out: bool = True  # False: it came in, but someone should look

    def __str__(self) -> str:
        return f"{self.file} {self.sentence}"


@dataclass(frozen=True, slots=True)
class Draft:
    """One article of a file; `fields` are named as in front matter, and `translates`."""

    where: str  # for people: "faq.csv row 3"
    path: str  # of its file within the source
    body: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""  # what an id is made of when the fields hold none; empty: the path


Read = Iterable[Draft | Problem]


def titled(draft: Draft) -> Read:
    """The draft, called by its file's name when it has no title of its own; that is told."""
    if draft.fields.get("title"):
        yield draft
        return
    title = title_of(draft.path)
    yield Problem(draft.where, f"has no title; it was called “{title}” by its name", False)
    yield replace(draft, fields={**draft.fields, "title": title})


def plain(article: ArticleText) -> dict[str, Any]:
    """An article as JSON can hold it, named as in front matter; empty fields left out."""
    facts = {"id": article.key, **{one.name: getattr(article, one.name)
                                   for one in fields(ArticleText)}}
    facts["versions"] = tuple(map(_version, facts.pop("earlier")))
    facts.pop("key")
    return {name: _plain(value) for name, value in facts.items() if value not in (None, (), False)}


def _version(earlier: Earlier) -> dict[str, Any]:
    facts = plain(earlier.text)
    return {"version": earlier.version, "written_by": earlier.author,
            "written_at": earlier.at.isoformat(),
            **{name: facts[name] for name in facts if name not in ("id", "language")}}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case tuple():
            return list(value)
        case bool():
            return value
    return str(value)

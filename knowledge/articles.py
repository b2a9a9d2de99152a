"""An article as a file: front matter and Markdown, checked field by field."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote

import yaml

from bot.errors import BadInput
from bot.words import Language

FRONT = re.compile(r"\s*^---[ \t]*\n(.*?)^---[ \t]*$(.*)", re.DOTALL | re.MULTILINE)
AUDIENCES = ("public", "agents")
STATES = ("draft", "published", "archived")
KNOWN = frozenset({"id", "language", "title", "tags", "asked", "link", "intents", "audience",
                   "status", "valid_from", "valid_to", "author", "original",
                   "versions"})  # fmt: skip
KEY_CHARACTERS, TITLE_CHARACTERS, LINK_CHARACTERS = 80, 300, 500
MOST_VERSIONS = 2**31 - 1  # what a row holds on PostgreSQL
FILE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ArticleText:
    """Everything a writer decides about an article in one language."""

    key: str
    language: Language
    title: str
    body: str
    tags: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # how customers put the question this article answers
    link: str | None = None
    intents: tuple[str, ...] = ()
    audience: str = "public"
    status: str = "published"
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    author: str | None = None
    # Its translations follow it. Says how articles stand to each other, nothing about this text.
    original: bool = field(default=False, compare=False)
    earlier: tuple[Earlier, ...] = field(default=(), compare=False)  # only where asked for

    @property
    def hash(self) -> str:
        """Changes with any field: what a re-import compares."""
        return _hash({name: getattr(self, name) for name in FIELDS})

    @property
    def content_hash(self) -> str:
        """Changes with what search reads: only then are vectors made anew."""
        return _hash([self.title, self.body, self.tags, self.asked])


@dataclass(frozen=True, slots=True)
class Earlier:
    """An article as it was before a change."""

    version: int
    author: str
    at: datetime
    text: ArticleText


OWN_PAGES = {Language.DE: "hilfe", Language.VI: "tro-giup", Language.EN: "help"}
FIELDS = tuple(field.name for field in fields(ArticleText) if field.compare)


def own_page(key: str, language: Language) -> str:
    """The address of an article's own page (knowledge/pages.py)."""
    return f"/{OWN_PAGES[language]}/{quote(key)}"


class FrontMatter(yaml.SafeLoader):
    """YAML without references: nine lists of each other would come to billions of tags."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise BadInput("has front matter with references (*name); write the values out")
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


def parse(content: bytes) -> ArticleText:
    """One file. Raises BadInput with one sentence that says what is wrong with it."""
    if len(content) > FILE_BYTES:
        raise BadInput(f"is {len(content):,} bytes long, at most {FILE_BYTES:,} are read")
    return article(*split(content))


def split(content: bytes) -> tuple[Mapping[str, Any], str]:
    """The front matter and the body of one file. Raises BadInput."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"is not UTF-8 (byte {error.start})") from error
    if not (parts := FRONT.match(text)):
        raise BadInput("does not begin with front matter between two lines of ---")
    try:
        front = yaml.load(parts[1], FrontMatter)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2024-02-31
        reason = " ".join(str(error).split())
        raise BadInput(f"has front matter that is not YAML: {reason}") from error
    if not isinstance(front, dict):
        raise BadInput("has front matter without fields")
    return front, parts[2]


def article(front: Mapping[str, Any], body: str) -> ArticleText:
    """Fields as they are written in front matter, and Markdown. Raises BadInput."""
    text = _body(body)
    unknown = sorted(str(name) for name in front if name not in KNOWN)
    if unknown:
        raise BadInput(f"has fields that nobody knows: {', '.join(unknown)}")
    return ArticleText(
        key=_text(front, "id", KEY_CHARACTERS),
        language=Language(_one_of(front, "language", tuple(Language))),
        title=_text(front, "title", TITLE_CHARACTERS),
        body=text,
        tags=_list(front, "tags"),
        asked=_list(front, "asked"),
        link=_link(front),
        intents=_list(front, "intents"),
        audience=_one_of(front, "audience", AUDIENCES, "public"),
        status=_one_of(front, "status", STATES, "published"),
        valid_from=_moment(front, "valid_from", time.min),
        valid_to=_moment(front, "valid_to", time.max),
        author=_text(front, "author", 100) if front.get("author") else None,
        original=_truth(front, "original"),
        earlier=_versions(front),
    )


def _versions(front: Mapping[str, Any]) -> tuple[Earlier, ...]:
    """The versions of an export that has them: of new articles they come along."""
    match front.get("versions") or []:
        case [*found] if all(isinstance(one, dict) for one in found):
            made = tuple(_version(one, front) for one in found)
        case other:
            raise BadInput(f"has versions that are no list of articles: {str(other)[:80]!r}")
    if len({one.version for one in made}) < len(made):
        raise BadInput("has the same version twice")
    return made


def _version(one: Mapping[str, Any], front: Mapping[str, Any]) -> Earlier:
    facts = {**one, "id": front.get("id"), "language": front.get("language")}
    number, body = facts.pop("version", None), facts.pop("body", "")
    at = _moment({"written_at": facts.pop("written_at", None)}, "written_at", time.min)
    writer = _text({"written_by": facts.pop("written_by", None)}, "written_by", 100)
    if type(number) is not int or not 1 <= number < MOST_VERSIONS:  # true is an int, too
        raise BadInput(f"has a version numbered {str(number)[:40]}")
    if at is None or "versions" in facts:
        raise BadInput("has a version without its written_at")
    empty = not str(body).strip()  # as drafts begin
    try:
        text = article(facts, "…" if empty else str(body))
    except BadInput as problem:
        raise BadInput(f"has a version {number} that {problem.sentence}") from problem
    return Earlier(number, writer, at, replace(text, body="") if empty else text)


def _body(body: str) -> str:
    """One kind of line end; the first line keeps its indentation: it may be code."""
    text = body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = re.sub(r"\A(?:[^\S\n]*\n)+", "", text).rstrip()
    if not text:
        raise BadInput("has no text")
    if (size := len(text.encode("utf-8", "surrogatepass"))) > FILE_BYTES:
        raise BadInput(f"has a text of {size:,} bytes, at most {FILE_BYTES:,} fit")
    return text


def _text(front: Mapping[str, Any], name: str, limit: int) -> str:
    value = front.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"has no {name}")
    if len(value) > limit:
        raise BadInput(f"has a {name} of {len(value)} characters, at most {limit} fit")
    return value.strip()


def _one_of(
    front: Mapping[str, Any], name: str, allowed: tuple[str, ...], default: str | None = None
) -> str:
    value = front.get(name, default)
    if value not in allowed:
        raise BadInput(f"has {name} {value!r}, allowed: {', '.join(allowed)}")
    return str(value)


def _list(front: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = front.get(name) or []
    if not isinstance(value, list):
        raise BadInput(f"has {name} that is no list: {value!r}")
    return tuple(str(item).strip() for item in value if str(item).strip())


def _truth(front: Mapping[str, Any], name: str) -> bool:
    value = str(front.get(name) or "false").lower()
    if value not in ("true", "false"):
        raise BadInput(f"has {name} {front[name]!r}, allowed: true, false")
    return value == "true"


def _link(front: Mapping[str, Any]) -> str | None:
    if not front.get("link"):
        return None
    link = _text(front, "link", LINK_CHARACTERS)
    # Customers press it: anything but a page (javascript:, data:, //host) stays out.
    if link.startswith(("https://", "http://")) or (link[0] == "/" and link[:2] != "//"):
        return link
    raise BadInput(f"has a link that is neither /path nor https://…: {link!r}")


def _moment(front: Mapping[str, Any], name: str, at: time) -> datetime | None:
    value = front.get(name)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise BadInput(f"has {name} {value!r}, which is no date (YYYY-MM-DD)") from error
    match value:
        case None:
            return None
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        case date():
            return datetime.combine(value, at, tzinfo=UTC)
    raise BadInput(f"has {name} {value!r}, which is no date (YYYY-MM-DD)")


def _hash(facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()

"""HTML: anybody's pages become Markdown; our own carry the exact article in their head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from bs4 import BeautifulSoup, Tag

from knowledge.articles import ArticleText
from knowledge.formats.carried import pack, unpack
from knowledge.formats.converting import main_part, soup, to_markdown
from knowledge.formats.decoding import decode
from knowledge.formats.drafts import Draft, Problem, Read, titled
from knowledge.rendering import render

CARRIED = "lotse:article"
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.-]+)", re.IGNORECASE)
HEAD_BYTES = 2048


def read(content: bytes, path: str) -> Read:
    """One article: title, main part, and what the head says. Raises BadInput."""
    text, guessed = decode(content, charset(content))
    if guessed:
        yield Problem(path, guessed, left_out=False)
    yield from titled(draft(text, path))


def charset(content: bytes) -> str:
    """The encoding a page says it has; empty: it says none."""
    found = CHARSET.search(content[:HEAD_BYTES])
    return found[1].decode() if found else ""


def draft(text: str, path: str, base: str = "") -> Draft:
    """The article of a page; `base`: its address, when it comes from a site. Raises BadInput."""
    page = soup(text)
    carried = _meta(page, CARRIED) if not base else ""  # a site may not choose ids and states
    fields = _fields(page)
    part = main_part(page)
    if heading := part.find("h1"):
        fields["title"] = _words(heading) or fields.get("title")
        heading.decompose()
    visible = Draft(path, path, to_markdown(part, base), fields)
    return unpack(carried, visible) if carried else visible


def write(articles: Sequence[ArticleText]) -> bytes:
    """One article as a page that any browser shows."""
    (article,) = articles
    carried = pack(article, draft(_page(article, ""), ""))
    return _page(article, carried).encode()


def _fields(page: BeautifulSoup) -> dict[str, Any]:
    """What a page's head says about it, where every page keeps it."""
    root, title = page.find("html"), page.find("title")
    keywords = [word.strip() for word in _meta(page, "keywords").split(",") if word.strip()]
    found = {
        "language": str(root.get("lang") or "") if isinstance(root, Tag) else "",
        "title": _meta(page, "og:title") or (_words(title) if title else ""),
        "tags": keywords,
        "author": _meta(page, "author"),
    }
    return {name: value for name, value in found.items() if value}


def _meta(page: BeautifulSoup, name: str) -> str:
    tag = page.find("meta", attrs={"name": name}) or page.find("meta", attrs={"property": name})
    return str(tag.get("content") or "").strip() if isinstance(tag, Tag) else ""


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())


def _page(article: ArticleText, carried: str) -> str:
    metas = {"author": article.author or "", "keywords": ", ".join(article.tags), CARRIED: carried}
    head = "".join(f'<meta name="{name}" content="{escape(content)}">\n'
                   for name, content in metas.items() if content)
    title = escape(article.title)
    return (f'<!DOCTYPE html>\n<html lang="{article.language}">\n<head>\n<meta charset="utf-8">\n'
            f"<title>{title}</title>\n{head}</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
            f"{render(article.body)}</main>\n</body>\n</html>\n")

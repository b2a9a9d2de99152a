"""The exact article inside a page or a Word file, beside what people see of it.

Markdown says more than a rendered page shows, so an export carries the article itself too, with
a hash of what its own reader sees on the page. When a person has edited the page since, the hash
differs and what they see counts; the fields that a page has no place for still come along.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from knowledge.articles import KNOWN, ArticleText
from knowledge.formats.drafts import Draft, plain


def pack(article: ArticleText, visible: Draft) -> str:
    """The article and the hash, as ASCII that every metadata field can hold."""
    return json.dumps({"article": plain(article), "seen": seen(visible)})


def unpack(carried: str, visible: Draft) -> Draft:
    """The draft that an export of ours means; `visible` as it is when nothing is carried."""
    try:
        facts: Any = json.loads(carried)
        article = {name: value for name, value in facts["article"].items()
                   if name in KNOWN or name == "body"}
        body, expected = article.pop("body"), facts["seen"]
    except (ValueError, LookupError, TypeError, AttributeError):
        return visible  # somebody else's metadata
    if expected == seen(visible):
        return replace(visible, fields=article, body=str(body))
    title = visible.fields.get("title") or article.get("title")
    return replace(visible, fields={**article, "title": title})


def seen(draft: Draft) -> str:
    """A hash of the title and text a reader finds on the page."""
    text = json.dumps([draft.fields.get("title"), draft.body])
    return hashlib.sha256(text.encode()).hexdigest()

"""An article as a page: Markdown to HTML that no pasted script survives."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "del", "code", "pre",
        "blockquote", "a", "img", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
SCHEMES = {"https", "http", "mailto", "tel"}

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def render(body: str) -> str:
    """Sanitised HTML of a Markdown body; headings begin at h2, the page's title is the h1."""
    html = PARSER.render(body).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES,
                     link_rel="noopener noreferrer nofollow")  # fmt: skip

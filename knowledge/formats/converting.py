"""HTML to Markdown: the main part of a page, without what only frames or drives it."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from bot.errors import BadInput

DEPTH = 150  # elements within elements; the converter calls itself for each
MARKS = 100_000  # "<" in a page; long help pages have some thousands
DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas",
           "form", "button", "input", "select", "textarea", "nav", "aside", "dialog",
           "[hidden]", "[role=navigation]", "[role=search]", "[role=banner]",
           "[role=contentinfo]")  # fmt: skip
FRAME = ("header", "footer")  # dropped around the main part; inside it they hold its heading
MAIN = ("main", "[role=main]", "article")
# What Markdown would take for a mark of its own, within a line and at the beginning of one.
INLINE = re.compile(r"[\\`*<\[\]|]|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w+;)")
LEADING = re.compile(r"^(\s*)([-+>#=]|\d{1,9}[.)])", re.MULTILINE)


class _Converter(MarkdownConverter):
    """Escapes what is a mark, and nothing else: people edit the result."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return escaped(text)

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Pictures that a page carries inside itself are no text."""
        source = str(el.get("src") or "")
        if not source or source.startswith("data:"):
            return str(el.get("alt") or "")
        return f"![{escaped(str(el.get('alt') or ''))}]({source.replace(' ', '%20')})"


def soup(text: str) -> BeautifulSoup:
    """A parsed page. Raises BadInput when it is nested, or cut up, beyond reason."""
    if (marks := text.count("<")) > MARKS:  # before parsing: each takes a kilobyte of memory
        raise BadInput(f"has {marks:,} marks of HTML, at most {MARKS:,} are read")
    page = BeautifulSoup(text, "lxml")
    level: list[Tag] = [page]
    for _ in range(DEPTH):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
        if not level:
            return page
    raise BadInput(f"has more than {DEPTH} elements within one another")


def main_part(page: BeautifulSoup) -> Tag:
    """The element that holds the page's own text, without navigation, scripts and forms."""
    for selector in MAIN:
        if len(found := page.select(selector)) == 1:
            part = found[0]
            break
    else:
        part = page.body or page
        for tag in part.find_all(FRAME):
            tag.decompose()
    for tag in part.select(",".join(DROPPED)):
        tag.decompose()
    return part


def to_markdown(part: Tag, base: str = "") -> str:
    """The Markdown of an element; `base`: the address that its links are relative to."""
    for name, attribute in (("a", "href"), ("img", "src")):
        for tag in part.find_all(name):
            if base and tag.get(attribute):
                tag[attribute] = urljoin(base, str(tag[attribute]))
    converter = _Converter(heading_style=ATX, bullets="-", table_infer_header=True)
    text = str(converter.convert_soup(part))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def escaped(text: str) -> str:
    """Plain text as Markdown that shows it letter by letter."""
    text = INLINE.sub(lambda found: "\\" + found[0], text)
    return LEADING.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", text)

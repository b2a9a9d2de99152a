"""PDF: text with headings by their size; our own files carry the exact article as an attachment."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import fontpkg_be_vietnam_pro
from bs4 import BeautifulSoup
from fpdf import FPDF
from fpdf.fonts import FontFace, TextStyle
from pypdf import PdfReader

from bot.errors import BadInput
from knowledge.articles import KNOWN, ArticleText
from knowledge.formats.drafts import Draft, Read, plain, titled
from knowledge.formats.markdown import headed
from knowledge.formats.pdf_lines import Line, lines_of, without_repeated
from knowledge.formats.pdf_text import to_markdown
from knowledge.formats.printable import printable
from knowledge.passages import PARSER

CARRIED = "lotse-article.json"
PAGES = 500
FONT, POINTS = "BeVietnamPro", 11
FONTS = fontpkg_be_vietnam_pro.ROOT / "files"
STYLES = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
# The library's own styles are dark red, and Courier knows no Vietnamese.
HEADING = dict(zip(("h1", "h2", "h3", "h4", "h5", "h6"), (17, 16, 14, 13, 12, 12), strict=True))
TAGS: dict[str, FontFace | TextStyle] = {
    "code": FontFace(family=FONT, color="#444444"),
    "pre": TextStyle(font_family=FONT, t_margin=2, color="#444444"),
    "a": FontFace(color="#1a5276", emphasis="UNDERLINE"),
    "blockquote": TextStyle(color="#444444", t_margin=2, b_margin=2, l_margin=6),
    **{tag: TextStyle(font_style="B", font_size_pt=size, t_margin=4, b_margin=1)
       for tag, size in HEADING.items()},
}


def read(content: bytes, path: str) -> Read:
    """One article: the one attached, or the text of the pages. Raises BadInput."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise BadInput("is locked with a password")
    if len(reader.pages) > PAGES:
        raise BadInput(f"has {len(reader.pages):,} pages, at most {PAGES} are read")
    if carried := reader.attachments.get(CARRIED):
        facts: dict[str, Any] = json.loads(carried[0])
        body = str(facts.pop("body", ""))
        yield Draft(path, path, body, {k: v for k, v in facts.items() if k in KNOWN})
        return
    yield from titled(_foreign(reader, path))


def write(articles: Sequence[ArticleText]) -> bytes:
    """One article as pages to read and print, with itself attached."""
    (article,) = articles
    document = _document()
    document.set_lang(article.language)
    document.set_title(printable(article.title))
    document.set_author(printable(article.author or ""))
    document.set_keywords(printable(", ".join(article.tags)))
    document.add_page()
    document.set_font(FONT, "B", 1.8 * POINTS)
    document.multi_cell(0, text=printable(article.title), align="L", new_x="LMARGIN", new_y="NEXT")
    document.set_font(FONT, "", POINTS)
    document.write_html(_printed(article.body), font_family=FONT, tag_styles=TAGS)
    document.embed_file(bytes=json.dumps(plain(article)).encode(), basename=CARRIED)
    return bytes(document.output())


def _document() -> FPDF:
    document = FPDF()
    for style, name in STYLES.items():
        document.add_font(FONT, style, FONTS / f"BeVietnamPro-{name}.ttf")
    document.set_auto_page_break(True, margin=20)
    return document


def _printed(body: str) -> str:
    """The Markdown as HTML for the printer: raw HTML shown as text, pictures by their words."""
    page = BeautifulSoup(PARSER.render(printable(body)), "lxml")
    for picture in page.find_all("img"):
        picture.replace_with(str(picture.get("alt") or ""))  # it would be fetched
    return str(page.body or "")


def _foreign(reader: PdfReader, path: str) -> Draft:
    pages: list[list[Line]] = [lines_of(page) for page in reader.pages]
    if not any(line.text.strip() for page in pages for line in page):
        raise BadInput("has no text (scanned pages?); run it through text recognition first")
    title, body = headed(to_markdown(without_repeated(pages)))
    facts = reader.metadata
    fields = {"title": (facts and facts.title) or title, "author": facts and facts.author,
              "language": reader.root_object.get("/Lang")}
    if title and fields["title"] != title:
        body = f"# {title}\n\n{body}"
    return Draft(path, path, body, {k: str(v).strip() for k, v in fields.items() if v})

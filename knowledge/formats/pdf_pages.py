"""An article as pages to read and print, in a font that knows Vietnamese."""

from __future__ import annotations

import logging

import fontpkg_be_vietnam_pro
from bs4 import BeautifulSoup
from fpdf import FPDF
from fpdf.errors import FPDFException
from fpdf.fonts import FontFace, TextStyle

from knowledge.articles import ArticleText
from knowledge.formats.printable import printable
from knowledge.passages import PARSER

FONT, POINTS = "BeVietnamPro", 11
FONTS = fontpkg_be_vietnam_pro.ROOT / "files"
STYLES = {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"}
LINE_HEIGHT = "1.35"  # tone marks over tone marks need it
BLACK, GREY = "#000000", "#444444"
HEADINGS = dict(zip(("h1", "h2", "h3", "h4", "h5", "h6"), (17, 16, 14, 13, 12, 12), strict=True))
# The library's own styles are dark red, and its Courier knows no Vietnamese.
TAGS: dict[str, FontFace | TextStyle] = {
    "a": FontFace(color="#1a5276", emphasis="UNDERLINE"),
    "code": FontFace(family=FONT, color=GREY),
    "pre": TextStyle(font_family=FONT, t_margin=2, color=GREY),
    "blockquote": TextStyle(color=GREY, t_margin=2, b_margin=2, l_margin=6),
    **{tag: TextStyle(font_style="B", font_size_pt=size, t_margin=4, b_margin=1)
       for tag, size in HEADINGS.items()},
}
# A letter the font does not know (an emoji) prints as a box; the attached article has it.
logging.getLogger("fpdf.output").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


def pages(article: ArticleText) -> FPDF:
    """The title and the text; Markdown as it is written when its tables fit on no page."""
    document = _begun(article)
    try:
        document.write_html(_printed(article.body), font_family=FONT, tag_styles=TAGS,
                            ul_bullet_char="•", li_prefix_color=BLACK)
    except (FPDFException, ValueError):  # too many columns for a line, too high a row for a page
        document = _begun(article)
        document.multi_cell(0, text=printable(article.body), align="L")
    return document


def _begun(article: ArticleText) -> FPDF:
    """The first page with the title, and the facts every PDF has a place for."""
    document = _document()
    document.set_lang(article.language)
    document.set_title(printable(article.title))
    document.set_author(printable(article.author or ""))
    document.set_keywords(printable(", ".join(article.tags)))
    document.add_page()
    document.set_font(FONT, "B", 2 * POINTS)
    document.multi_cell(0, text=printable(article.title), align="L", new_x="LMARGIN", new_y="NEXT")
    document.set_font(FONT, "", POINTS)
    return document


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
    for block in page.find_all(("p", "ul", "ol")):
        block["line-height"] = LINE_HEIGHT
    return str(page.body or "")

"""PDF: text with headings by their size; our own files carry the exact article as an attachment."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Sequence
from typing import Any

from pypdf import PdfReader

from bot.errors import BadInput
from knowledge.articles import KNOWN, ArticleText
from knowledge.formats.drafts import Draft, Read, plain, titled
from knowledge.formats.markdown import headed
from knowledge.formats.pdf_lines import lines_of, without_repeated
from knowledge.formats.pdf_text import to_markdown

# What it notices of a damaged file is told as one line of the import, or not at all.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
CARRIED = "lotse-article.json"
PAGES = 500


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
    from knowledge.formats.pdf_pages import pages  # fpdf takes long to import; few export PDF

    (article,) = articles
    document = pages(article)
    document.embed_file(bytes=json.dumps(plain(article)).encode(), basename=CARRIED)
    return bytes(document.output())


def _foreign(reader: PdfReader, path: str) -> Draft:
    pages = [lines_of(page) for page in reader.pages]
    if not any(pages):
        raise BadInput("has no text (scanned pages?); run it through text recognition first")
    title, body = headed(to_markdown(without_repeated(pages)))
    facts = reader.metadata
    fields = {"title": title or (facts and facts.title), "author": facts and facts.author,
              "language": reader.root_object.get("/Lang")}
    return Draft(path, path, body, {k: str(v).strip() for k, v in fields.items() if v})

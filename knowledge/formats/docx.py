"""Word: styles become Markdown and back; our own files carry the exact article besides.

mammoth knows what Word's styles, lists and links mean, python-docx writes them. The article
itself lies in a custom XML part: Word keeps that when a person edits the file.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape as xml_escape
from zipfile import ZipFile, ZipInfo

import mammoth
from defusedxml import ElementTree
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part

from bot.errors import BadInput
from knowledge.articles import ArticleText
from knowledge.formats.archives import open_archive
from knowledge.formats.carried import pack, unpack
from knowledge.formats.converting import soup, to_markdown
from knowledge.formats.drafts import Draft, Read, titled
from knowledge.formats.printable import printable
from knowledge.formats.word_text import write_body

CARRIED = "/customXml/item%d.xml"
NAMESPACE = "urn:lotse:article"
STYLES = "p[style-name='Title'] => h1.title:fresh\np[style-name='Subtitle'] => p:fresh"
TABLES = ("Normal Table", "Table Grid")
XML_BYTES = 30_000_000
PROPERTY_CHARACTERS = 255  # of a document property, as Word shows it


def read(content: bytes, path: str) -> Read:
    """One article: title, text by its styles, and the document's properties. Raises BadInput."""
    with open_archive(content) as archive:
        _check(archive)
    document = Document(io.BytesIO(content))
    visible = _visible(content, path, _fields(document))
    carried = _carried(document)
    yield from titled(unpack(carried, visible) if carried else visible)


def _check(archive: ZipFile) -> None:
    """No part may be so large, or define entities, that reading it takes all memory."""
    parts = [member for member in archive.infolist() if _is_xml(archive, member)]
    if (size := sum(member.file_size for member in parts)) > XML_BYTES:
        raise BadInput(f"holds {size:,} bytes of text and styles, at most {XML_BYTES:,} are read")
    for member in parts:
        with archive.open(member) as part:
            ElementTree.parse(part, forbid_dtd=True)


def _is_xml(archive: ZipFile, member: ZipInfo) -> bool:
    """By its first letter: a name may say anything."""
    with archive.open(member) as part:
        return part.read(64).lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n").startswith(b"<")


def write(articles: Sequence[ArticleText]) -> bytes:
    """One article as a document with Word's own styles."""
    (article,) = articles
    return _written(article, pack(article, _visible(_written(article, ""), "", {})))


def _visible(content: bytes, path: str, fields: Mapping[str, Any]) -> Draft:
    """What a person sees in Word: the title (or the first heading) and the text."""
    made = mammoth.convert_to_html(
        io.BytesIO(content), style_map=STYLES, include_embedded_style_map=False,
        external_file_access=False,
        convert_image=mammoth.images.img_element(lambda image: {}))
    page = soup(f"<main>{made.value}</main>")
    part = page.main
    if part is None or not part.get_text(strip=True):
        raise BadInput("has no text")
    heading = part.find("h1", class_="title") or part.find(True, recursive=False)
    if heading is not None and heading.name == "h1":
        fields = {**fields, "title": " ".join(heading.get_text(" ", strip=True).split())}
        heading.decompose()
    return Draft(path, path, to_markdown(part), fields)


def _fields(document: WordDocument) -> dict[str, Any]:
    facts = document.core_properties
    found = {"title": facts.title, "language": facts.language, "author": facts.author,
             "tags": [word.strip() for word in facts.keywords.split(",") if word.strip()]}
    return {name: value for name, value in found.items() if value}


def _carried(document: WordDocument) -> str:
    for part in document.part.package.iter_parts():
        if NAMESPACE.encode() in part.blob[:200]:
            return str(ElementTree.fromstring(part.blob, forbid_dtd=True).text or "")
    return ""


@cache
def _template() -> bytes:
    """python-docx's own template without its hundred table styles, which take a second to read."""
    document = Document()
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name not in TABLES:
            style.delete()
    return _saved(document)


def _written(article: ArticleText, carried: str) -> bytes:
    document = Document(io.BytesIO(_template()))
    facts = document.core_properties
    facts.title = printable(article.title)[:PROPERTY_CHARACTERS]
    facts.language, facts.comments = article.language, ""
    facts.author = printable(article.author or "")
    facts.keywords = printable(", ".join(article.tags))[:PROPERTY_CHARACTERS]
    document.add_heading(printable(article.title), 0)
    write_body(document, article.body)
    if carried:
        blob = f'<article xmlns="{NAMESPACE}">{xml_escape(carried)}</article>'.encode()
        package = document.part.package
        part = Part(package.next_partname(CARRIED), "application/xml", blob, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
    return _saved(document)


def _saved(document: WordDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()

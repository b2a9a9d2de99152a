"""Markdown to Word paragraphs: headings, lists, tables, links, bold, italic and code as styles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.text.paragraph import Paragraph
from markdown_it.token import Token

from knowledge.formats.printable import printable
from knowledge.passages import PARSER

LISTS = {"bullet_list_open": "List Bullet", "ordered_list_open": "List Number"}
DEEPEST_LIST = 3  # Word's own styles end there
CODE_FONT = "Consolas"
LINKED = ("https://", "http://", "mailto:", "tel:", "/")


def write_body(document: Document, body: str) -> None:
    """Append the blocks of a Markdown text."""
    writer = _Writer(document)
    for token in PARSER.parse(printable(body)):
        writer.take(token)


@dataclass(slots=True)
class _Writer:
    document: Document
    inside: list[Token] = field(default_factory=list)
    rows: list[list[Token]] = field(default_factory=list)

    def take(self, token: Token) -> None:
        if token.nesting > 0:
            self.inside.append(token)
        elif token.nesting < 0:
            self.inside.pop()
        match token.type:
            case "tr_open":
                self.rows.append([])
            case "table_close":
                _table(self.document, self.rows)
                self.rows = []
            case "fence" | "code_block":
                self.document.add_paragraph().add_run(token.content).font.name = CODE_FONT
            case "inline" if self.rows:
                self.rows[-1].append(token)
            case "inline":
                _inline(self._paragraph(), token.children or [])

    def _paragraph(self) -> Paragraph:
        block, names = self.inside[-1], [token.type for token in self.inside]
        if block.type == "heading_open":
            heading: Paragraph = self.document.add_heading(level=int(block.tag[1]))
            return heading
        if lists := [LISTS[name] for name in names if name in LISTS]:
            depth = min(len(lists), DEEPEST_LIST)
            return self.document.add_paragraph(
                style=lists[-1] + (f" {depth}" if depth > 1 else ""))
        return self.document.add_paragraph(style="Quote" if "blockquote_open" in names else None)


def _inline(paragraph: Paragraph, tokens: Sequence[Token]) -> None:
    """Runs of a paragraph; a link's runs move into the link."""
    marks: list[str] = []
    link = None
    for token in tokens:
        if token.type == "link_open":
            link = _link(paragraph, str(token.attrGet("href") or ""))
        elif token.type == "link_close":
            link = None
        elif token.nesting > 0:
            marks.append(token.tag)
        elif token.nesting < 0:
            marks.remove(token.tag)
        else:
            text = " " if token.type == "softbreak" else token.content
            run = paragraph.add_run("\n" if token.type == "hardbreak" else text)
            run.bold, run.italic = "strong" in marks or None, "em" in marks or None
            if token.type == "code_inline":
                run.font.name = CODE_FONT
            if link is not None:
                link.append(run._r)


def _link(paragraph: Paragraph, address: str) -> OxmlElement | None:  # type: ignore[valid-type]
    """An empty link at the end of a paragraph; python-docx has no call of its own for it."""
    if not address.startswith(LINKED):
        return None
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), target)
    paragraph._p.append(element)
    return element


def _table(document: Document, rows: Sequence[Sequence[Token]]) -> None:
    table = document.add_table(len(rows), max(len(row) for row in rows), "Table Grid")
    for line, row in zip(table.rows, rows, strict=True):
        for cell, token in zip(line.cells, row, strict=False):
            _inline(cell.paragraphs[0], token.children or [])

"""Printed lines to Markdown: headings by size, words cut at a line's end joined, lists found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.formats.converting import escaped
from knowledge.formats.pdf_lines import Line, gaps

HEADING = 1.12  # times the size most of the text has
HEADING_CHARACTERS = 160
GAP = 1.35  # times the usual distance between lines: a new paragraph
ITEM = re.compile(r"^[•‣▪◦·●–—-]\s*(?=\S)")
NUMBERED = re.compile(r"^(\d{1,2}[.)])\s+")
CUT = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
PARTNER = re.compile(r"(?:und|oder|bis|and|or|to)\b")  # Vor- und Nachteile
END = re.compile(r"[.!?:…][\"”“»)]?$")


@dataclass(slots=True)
class Block:
    """One heading, paragraph or item of a list; `mark` as Markdown writes it."""

    mark: str
    text: str

    @property
    def item(self) -> bool:
        return self.mark == "- " or self.mark[:1].isdigit()


def to_markdown(pages: Sequence[Sequence[Line]]) -> str:
    """The text of all pages; the largest headings become #, the next ##, the rest ###."""
    lines = [line for page in pages for line in page]
    body = _body_size(lines)
    sizes = sorted({line.size for line in lines if _heading(line, body)}, reverse=True)
    levels = {size: "#" * min(level, 3) + " " for level, size in enumerate(sizes, 1)}
    below = sorted(gap for page in pages for gap in gaps(page))
    usual = below[len(below) // 4] if below else 0.0
    blocks: list[Block] = []
    for page in pages:
        before: Line | None = None
        for line in page:
            mark = levels[line.size] if _heading(line, body) else ""
            _add(blocks, line, mark, _apart(before, line, usual, blocks))
            before = line
    return _text(blocks)


def _body_size(lines: Sequence[Line]) -> float:
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def _heading(line: Line, body: float) -> bool:
    return line.size > HEADING * body and len(line.text) <= HEADING_CHARACTERS


def _apart(before: Line | None, line: Line, usual: float, blocks: Sequence[Block]) -> bool:
    """Whether a line stands apart from the one before it; a new page may go on a sentence."""
    if before is None:
        return not blocks or END.search(blocks[-1].text) is not None
    return before.size != line.size or before.y - line.y > GAP * usual


def _add(blocks: list[Block], line: Line, mark: str, apart: bool) -> None:
    text = line.text
    if not mark and (found := ITEM.match(text)):
        mark, text = "- ", text[found.end() :]
    elif not mark and (found := NUMBERED.match(text)):
        mark, text = f"{found[1]} ", text[found.end() :]
    starts = bool(mark) and not (mark.startswith("#") and blocks and blocks[-1].mark == mark)
    goes_on = not mark and blocks and blocks[-1].mark.startswith("#")
    if not blocks or starts or apart or goes_on:
        blocks.append(Block(mark, text))
    else:
        blocks[-1].text = _joined(blocks[-1].text, text)


def _joined(text: str, more: str) -> str:
    """Two lines as one; a word cut at the line's end is whole again."""
    if not CUT.search(text) or PARTNER.match(more):
        return f"{text} {more}"
    return text[:-1] + more if more[:1].islower() or text[-1] == "\u00ad" else text + more


def _text(blocks: Sequence[Block]) -> str:
    out = ""
    for number, block in enumerate(blocks):
        close = number and block.item and blocks[number - 1].item
        out += ("\n" if close else "\n\n") + block.mark + escaped(block.text)
    return out.strip("\n")

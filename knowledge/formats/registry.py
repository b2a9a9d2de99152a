"""Every format articles are read from and written to, declared once.

To add a format: a file in this folder with `read(content, path)`, which yields a Draft for each
article and a Problem for each one that is broken (or raises BadInput when the whole file is), and
`write(articles)`, which gives a file's bytes from which `read` gets every field back; a row in
FORMATS; nothing else. The round-trip test in tests/knowledge/formats runs over the rows here.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pypdf.errors import PyPdfError

from bot.errors import BadInput
from knowledge.articles import ArticleText
from knowledge.formats import docx, html, jsonl, markdown, pdf, table
from knowledge.formats.drafts import Draft, Problem, Read

FILE_LIMIT = 20_000_000  # bytes
# What libraries raise on damaged files; our own errors in reading surface in the round trips.
DAMAGED = (PyPdfError, zipfile.BadZipFile, zlib.error, struct.error, ArithmeticError,
           AssertionError, AttributeError, LookupError, NotImplementedError, OSError,
           RecursionError, SyntaxError, TypeError, ValueError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Format:
    """How one kind of file is read and written."""

    name: str
    suffixes: tuple[str, ...]  # the first is the one written
    read: Callable[[bytes, str], Read]
    write: Callable[[Sequence[ArticleText]], bytes]
    many: bool = False  # one file holds all articles


FORMATS = (
    Format("md", (".md", ".markdown"), markdown.read, markdown.write),
    Format("html", (".html", ".htm", ".xhtml"), html.read, html.write),
    Format("csv", (".csv", ".tsv"), table.read, table.write, many=True),
    Format("jsonl", (".jsonl", ".ndjson"), jsonl.read, jsonl.write, many=True),
    Format("docx", (".docx",), docx.read, docx.write),
    Format("pdf", (".pdf",), pdf.read, pdf.write),
)
BY_NAME = {format_.name: format_ for format_ in FORMATS}
BY_SUFFIX = {suffix: format_ for format_ in FORMATS for suffix in format_.suffixes}


def format_of(path: str) -> Format | None:
    """The format a file's name tells."""
    return BY_SUFFIX.get(PurePosixPath(path).suffix.lower())


def read_file(content: bytes, path: str) -> Iterator[Draft | Problem]:
    """Drafts and problems of one file, whatever is in it; never raises for what a file holds."""
    format_ = format_of(path)
    if format_ is None:
        known = ", ".join(format_.name for format_ in FORMATS)
        yield Problem(path, f"is no file of articles ({known})", left_out=False)
        return
    if not content.strip(b"\x00 \t\r\n"):
        yield Problem(path, "is empty")
        return
    try:
        yield from format_.read(content, path)
    except BadInput as problem:
        yield Problem(path, problem.sentence)
    except DAMAGED as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        yield Problem(path, f"is damaged or no {format_.name} file: {reason}")

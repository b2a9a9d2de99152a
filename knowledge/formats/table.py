"""CSV: one article a row, columns named in the first row in any of three languages.

A cell that a spreadsheet would take for a formula gets an apostrophe before it on export, as a
person would type it; import takes exactly that apostrophe away again.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import BadInput
from knowledge.articles import FILE_BYTES, ArticleText
from knowledge.formats.columns import LISTS, NAMES, field_of, strange
from knowledge.formats.decoding import decode
from knowledge.formats.drafts import Draft, Problem, Read, plain

DELIMITERS = ",;\t|"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
GUARD = "'"
COLUMNS = tuple(name for name in NAMES if name != "translates")
csv.field_size_limit(4 * FILE_BYTES)  # the module's own limit is 128 KiB


def read(content: bytes, path: str) -> Read:
    """One article a row, after the row of names. Raises BadInput."""
    text, guessed = decode(content)
    if guessed:
        yield Problem(path, guessed, left_out=False)
    delimiter = _delimiter(text)
    rows = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    names = next(rows, [])
    columns = [field_of(name) for name in names]
    if "title" not in columns or "body" not in columns:
        raise BadInput("needs a first row that names the columns, at least question and answer "
                       "(title and body, Frage und Antwort, câu hỏi và câu trả lời)")
    if unknown := strange(names):
        yield Problem(path, f"has columns that are not read: {', '.join(unknown)}", False)
    try:
        for number, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                yield _draft(columns, row, path, f"{path} row {number}")
    except csv.Error as error:
        raise BadInput(f"cannot be read after line {rows.line_num}: {error}") from error


def write(articles: Sequence[ArticleText]) -> bytes:
    """One row an article; with a byte-order mark, so that spreadsheets see UTF-8."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for article in articles:
        fields = plain(article)
        rows.writerow([_cell(fields.get(name, "")) for name in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _delimiter(text: str) -> str:
    """The one that makes most of our names out of the first row."""
    first = io.StringIO(text, newline="").readline()

    def known(delimiter: str) -> int:
        return sum(field_of(name) is not None
                   for row in csv.reader([first], delimiter=delimiter) for name in row)

    return max(DELIMITERS, key=known)


def _draft(columns: Sequence[str | None], row: Sequence[str], path: str, where: str) -> Draft:
    cells = {name: _bare(cell) for name, cell in zip(columns, row, strict=False)
             if name and cell}
    fields: Mapping[str, Any] = {name: _value(name, cell)
                                 for name, cell in cells.items() if name != "body"}
    return Draft(where, path, cells.get("body", ""), fields, cells.get("title", ""))


def _value(name: str, cell: str) -> Any:
    if name != "versions":
        return _items(cell) if name in LISTS else cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell  # told by the field's own check


def _cell(value: str | list[Any] | bool) -> str:
    text = _joined(value) if isinstance(value, list) else str(value)
    return GUARD + text if text.startswith((*FORMULA, GUARD)) else text


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith((*FORMULA, GUARD)) else cell


def _joined(items: Sequence[Any]) -> str:
    """a; b; c — or a JSON list where an item would not survive that."""
    words = [item for item in items if isinstance(item, str)]
    plain = len(words) == len(items) and not words[0].startswith("[")
    if plain and not any(";" in item or "\n" in item for item in words):
        return "; ".join(words)
    return json.dumps(items, ensure_ascii=False)


def _items(cell: str) -> list[str]:
    if cell.startswith("["):
        try:
            items = json.loads(cell)
            return [str(item) for item in items]
        except ValueError:
            pass  # a tag may begin with a bracket
    return cell.split(";")

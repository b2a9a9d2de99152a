"""JSON Lines: one article a line."""

from __future__ import annotations

import codecs
import json
from collections.abc import Sequence
from typing import Any

from knowledge.articles import ArticleText
from knowledge.formats.columns import field_of, strange
from knowledge.formats.decoding import MARKS, decode
from knowledge.formats.drafts import Draft, Problem, Read, plain


def read(content: bytes, path: str) -> Read:
    """One article a line; empty lines are skipped. Raises BadInput."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if content.startswith(tuple(MARKS)):  # a whole file in UTF-16
        content = decode(content)[0].encode()
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            yield from _line(line, path, f"{path} line {number}")


def write(articles: Sequence[ArticleText]) -> bytes:
    """One line an article, in the order given."""
    lines = [json.dumps(plain(article), ensure_ascii=False) for article in articles]
    return "".join(f"{line}\n" for line in lines).encode()


def _line(line: bytes, path: str, where: str) -> Read:
    try:
        facts: Any = json.loads(line.decode())
    except UnicodeDecodeError as error:
        yield Problem(where, f"is not UTF-8 (byte {error.start} of the line)")
        return
    except (ValueError, RecursionError) as error:
        yield Problem(where, f"is not JSON: {error}")
        return
    if not isinstance(facts, dict):
        yield Problem(where, "is no JSON object with fields")
        return
    if unknown := strange(facts):
        yield Problem(where, f"has fields that are not read: {', '.join(unknown)}", False)
    fields = {ours: value for name, value in facts.items() if (ours := field_of(name))}
    body = fields.pop("body", "")
    if not isinstance(body, str):
        yield Problem(where, "has a text that is no string")
        return
    yield Draft(where, path, body, fields, str(fields.get("title", "")))

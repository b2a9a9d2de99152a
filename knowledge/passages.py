"""Cuts an article into passages by its headings, and says which of its lines answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.sentences import split_sentences

PASSAGE_CHARACTERS = 1600  # about the encoder's 512 tokens in the language that needs most
ANSWER_CHARACTERS = 320
ANSWER_SENTENCES = 3
ITEM = "• "

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")
# HTML is told from words as on the article's page (knowledge/rendering.py).
READER = MarkdownIt("commonmark", {"html": True}).enable("table")
APART = re.compile(r"<(?=/?(?:p|br|hr|div|li|t[dhr]|h\d|option)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of an article; `sentences` that begin with • are items of a list."""

    position: int
    heading: str  # empty: what stands before the first heading
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(bare(sentence) for sentence in self.sentences)


@dataclass(slots=True)
class _Section:
    heading: str
    sentences: list[str] = field(default_factory=list)


def passages(body: str) -> list[Passage]:
    """The passages of a Markdown text, in order; sections too long for the encoder are cut."""
    found = [
        (section.heading, part)
        for section in _sections(READER.parse(body))
        for part in _parts(section.sentences)
    ]
    return [Passage(n, heading, tuple(part)) for n, (heading, part) in enumerate(found)]


def bare(sentence: str) -> str:
    """A sentence without the mark of a list item."""
    return sentence.removeprefix(ITEM)


def answer_lines(sentences: Sequence[str], best: int = 0) -> tuple[str, ...]:
    """At most three sentences and about 320 characters around the best one, as lines to show.

    It begins as early in the passage as the best sentence still fits: an answer torn from the
    sentence before it is hard to follow.
    """
    starts = range(max(0, best - ANSWER_SENTENCES + 1), best + 1)
    for start in starts:
        chosen = sentences[start : best + 1]
        if start == best or _length(chosen) <= ANSWER_CHARACTERS:
            break
    for sentence in sentences[best + 1 : start + ANSWER_SENTENCES]:
        if _length([*chosen, sentence]) > ANSWER_CHARACTERS:
            break
        chosen = [*chosen, sentence]
    return tuple(_lines(chosen))


def _length(sentences: Sequence[str]) -> int:
    return sum(len(sentence) + 1 for sentence in sentences) - 1


def _lines(sentences: Sequence[str]) -> Iterator[str]:
    prose: list[str] = []
    for sentence in sentences:
        if not sentence.startswith(ITEM):
            prose.append(sentence)
            continue
        if prose:
            yield " ".join(prose)
            prose = []
        yield sentence
    if prose:
        yield " ".join(prose)


def _sections(tokens: Sequence[Token]) -> Iterator[_Section]:
    section, inside = _Section(""), []
    for token in tokens:
        if token.nesting > 0:
            inside.append(token.type)
        elif token.nesting < 0:
            inside.pop()
        elif token.type == "inline" and "heading_open" in inside:
            if section.sentences:
                yield section
            section = _Section(plain(token))
        else:
            section.sentences += _sentences(token, inside)
    if section.sentences:
        yield section


def _sentences(token: Token, inside: Sequence[str]) -> list[str]:
    text = _words(token)
    if not text:
        return []
    if "list_item_open" in inside or "table_open" in inside:
        return [ITEM + text]
    return split_sentences(text)


def _words(token: Token) -> str:
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    return _without_html(token.content) if token.type == "html_block" else plain(token)


def plain(token: Token) -> str:
    """The words of an inline token, without marks, addresses of links or HTML."""
    words, html = [], False
    for child in token.children or []:
        if child.type in ("text", "code_inline", "image"):
            words.append(escape(child.content))
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type == "html_inline":
            words.append(child.content)
            html = True
    text = "".join(words)
    return _without_html(text) if html else " ".join(unescape(text).split())


def _without_html(html: str) -> str:
    """The words a reader of the page sees: no tags, nothing of scripts and styles."""
    return " ".join(unescape(nh3.clean(APART.sub(" <", html), tags=set())).split())


def _parts(sentences: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for sentence in sentences:
        if part and _length([*part, sentence]) > PASSAGE_CHARACTERS:
            yield part
            part = []
        part.append(sentence)
    if part:
        yield part

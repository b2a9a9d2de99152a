"""Two texts word by word: what stayed, what went, what came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from knowledge.articles import ArticleText
from knowledge.writing import facts_of

Kind = Literal["same", "gone", "new"]
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
LONGEST = 4000  # words compared one by one; above, a changed block is shown as a whole
COMPARED = ("title", "body", "tags", "asked", "intents", "link", "audience", "status",
            "valid_from", "valid_to")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """The pieces of both texts in order: "same" and "gone" make the old, "same" and "new" the new.

    Lines are matched first, words only within lines that differ: long articles stay quick.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return _joined(
        piece
        for tag, i, j, m, n in _steps(old, new)
        for piece in _block(tag, "".join(old[i:j]), "".join(new[m:n]))
    )


def changes(before: ArticleText, after: ArticleText) -> list[dict[str, Any]]:
    """Each field that differs, with its pieces."""
    old, new = facts_of(before), facts_of(after)
    return [
        {"field": name,
         "pieces": [{"kind": p.kind, "text": p.text}
                    for p in compare(_plain(old[name]), _plain(new[name]))]}
        for name in COMPARED if old[name] != new[name]
    ]  # fmt: skip


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    return list(SequenceMatcher(None, old, new, autojunk=False).get_opcodes())


def _block(tag: str, old: str, new: str) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece("same", old)
        return
    ours, theirs = WORDS.findall(old), WORDS.findall(new)
    if len(ours) + len(theirs) > LONGEST:
        yield from (Piece("gone", old), Piece("new", new))
        return
    for step, i, j, m, n in _steps(ours, theirs):
        if step == "equal":
            yield Piece("same", "".join(ours[i:j]))
        else:
            yield from (Piece("gone", "".join(ours[i:j])), Piece("new", "".join(theirs[m:n])))


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found


def _plain(value: Any) -> str:
    return "\n".join(value) if isinstance(value, (list, tuple)) else str(value or "")

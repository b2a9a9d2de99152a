"""The shop's own questions, written apart from the articles: does each find its article?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.encoder.cache import TextEncoder
from bot.jsonl import Row, rows
from bot.settings import ROOT
from bot.words import Language
from knowledge.building import build, read_folder
from knowledge.search import Intents, Library

ARTICLES = ROOT / "knowledge" / "articles"
QUESTIONS = ROOT / "tests" / "knowledge"

Understand = Callable[[str, Language], Intents]
Heard = Mapping[str, Mapping[str, float]]  # per question: how probable each intent is


@dataclass(frozen=True, slots=True)
class Question:
    language: Language
    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A question whose article did not come first."""

    question: Question
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnReport:
    r1: dict[str, float]  # by language
    r3: dict[str, float]
    n: dict[str, int]
    missed: tuple[Missed, ...]


def read_questions(folder: Path) -> list[Question]:
    """questions.{de,vi,en}.yml: a list of {ask, article}."""
    return [
        Question(language, str(row["ask"]), str(row["article"]))
        for language in Language
        for row in yaml.safe_load((folder / f"questions.{language}.yml").read_text("utf-8"))
    ]


def read_heard(file: Path) -> Heard:
    """Rasa's parse of each question, {text, intent_ranking}, one a line. Raises BadInput."""
    return {row.text("text"): _ranking(row) for row in rows(file)}


def _ranking(row: Row) -> dict[str, float]:
    match row.fields.get("intent_ranking"):
        case [*said] if all(isinstance(one, dict) and {"name", "confidence"} <= one.keys()
                            for one in said):
            return {str(one["name"]): float(one["confidence"]) for one in said}
        case other:
            raise row.wrong("intent_ranking", f"must be a list of intents, not {other!r}")


def own_questions(
    encoder: TextEncoder, articles: Path = ARTICLES, questions: Path = QUESTIONS,
    understand: Understand | None = None,
) -> OwnReport:
    """R@1 and R@3 per language on the shipped articles.

    `understand` gives the intent, or the probability of each, as the running system would;
    without it the search stands alone.
    """
    library = Library(encoder)
    library.replace(build(read_folder(articles), encoder))
    asked = read_questions(questions)
    found = [
        tuple(hit.key for hit in library.search(
            q.text, q.language, understand(q.text, q.language) if understand else None, limit=3))
        for q in asked
    ]  # fmt: skip
    return _report(asked, found)


def _report(asked: Sequence[Question], found: Sequence[tuple[str, ...]]) -> OwnReport:
    r1, r3, n = {}, {}, {}
    pairs = list(zip(asked, found, strict=True))
    for language in Language:
        mine = [(q.article, keys) for q, keys in pairs if q.language is language]
        n[str(language)] = len(mine)
        if mine:
            r1[str(language)] = sum(a in keys[:1] for a, keys in mine) / len(mine)
            r3[str(language)] = sum(a in keys for a, keys in mine) / len(mine)
    missed = tuple(Missed(q, keys) for q, keys in pairs if keys[:1] != (q.article,))
    return OwnReport(r1, r3, n, missed)

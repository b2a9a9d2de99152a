"""What of an article becomes a vector, and how vectors lie in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Vectors
from knowledge.articles import ArticleText
from knowledge.passages import Passage, bare, passages


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    passage: Passage
    vector: Vectors  # (dims,)
    sentences: Vectors  # (sentences, dims)


@dataclass(frozen=True, slots=True)
class Embedded:
    """An article's passages with their vectors."""

    passages: tuple[EmbeddedPassage, ...]
    questions: Vectors  # title with tags, then each way of asking


def embed(articles: Sequence[ArticleText], encoder: TextEncoder) -> list[Embedded]:
    """All vectors of several articles in two batches: one long batch is faster than many short."""
    cut = [passages(article.body) for article in articles]
    long = [in_context(a, p) for a, ps in zip(articles, cut, strict=True) for p in ps]
    long += [
        f"{article.title}\n{bare(sentence)}"
        for article, ps in zip(articles, cut, strict=True) for p in ps for sentence in p.sentences
    ]
    taken = iter(encoder.encode(long, "passage"))
    vectors = [[next(taken) for _ in ps] for ps in cut]
    sentences = [[np.stack([next(taken) for _ in p.sentences]) for p in ps] for ps in cut]
    asked = [questions(article) for article in articles]
    answers = iter(encoder.encode([text for texts in asked for text in texts], "query"))
    return [
        Embedded(
            tuple(map(EmbeddedPassage, cut[n], vectors[n], sentences[n])),
            np.stack([next(answers) for _ in asked[n]]),
        )
        for n in range(len(articles))
    ]


def in_context(article: ArticleText, passage: Passage) -> str:
    """A passage as the encoder reads it: "Nach Österreich 7,90 €" alone does not say what costs."""
    above = [article.title, passage.heading] if passage.heading else [article.title]
    return "\n".join([*above, passage.text])


def questions(article: ArticleText) -> list[str]:
    return [" ".join([article.title, ", ".join(article.tags)]).strip(), *article.asked]


def to_bytes(vectors: Vectors) -> bytes:
    return vectors.astype("<f4").tobytes()


def from_bytes(content: bytes, dims: int) -> Vectors:
    """Rows of `dims` numbers."""
    return np.frombuffer(content, "<f4").reshape(-1, dims)

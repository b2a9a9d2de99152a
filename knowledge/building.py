"""Documents for search straight from texts, without a database: to measure and to fit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.encoder.cache import TextEncoder
from knowledge.articles import ArticleText, parse
from knowledge.embedding import Embedded, embed
from knowledge.reading import words_of
from knowledge.shelf import Document


def read_folder(folder: Path) -> list[ArticleText]:
    """Every article under a folder. Raises BadInput at the first broken file."""
    return [parse(path.read_bytes()) for path in sorted(folder.rglob("*.md"))]


def build(articles: Sequence[ArticleText], encoder: TextEncoder) -> list[Document]:
    """What the library searches, encoded now."""
    return [document(a, e) for a, e in zip(articles, embed(articles, encoder), strict=True)]


def document(article: ArticleText, embedded: Embedded) -> Document:
    passages = tuple(p.passage for p in embedded.passages)
    return Document(
        key=article.key,
        language=article.language,
        title=article.title,
        text=words_of(article.title, article.tags, article.asked, passages),
        passages=embedded.passages,
        questions=embedded.questions,
        asked=article.asked,
        link=article.link,
        intents=article.intents,
        audience=article.audience,
        valid_from=article.valid_from,
        valid_to=article.valid_to,
    )

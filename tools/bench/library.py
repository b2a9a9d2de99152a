"""A large library that nobody wrote: real sentences in new orders, and vectors near real ones."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.clock import utc_now
from bot.database import Base, Database
from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Vectors
from bot.jsonl import rows
from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.editing import create, vectors
from knowledge.embedding import EmbeddedPassage, to_bytes
from knowledge.passages import Passage
from knowledge.reading import bump
from knowledge.search import Library
from knowledge.sentences import split_sentences
from knowledge.shelf import Document
from knowledge.tables import Article
from knowledge.writing import passage_row

PUBLISHED = 15
ARTICLES, PASSAGES, SENTENCES = 12_500, 4, 3  # 50,000 passages
NEAR = 0.05  # noise of each of the numbers: texts about something else have cosines as usual


def made_up(data: Path, around: Vectors) -> list[Document]:
    """The articles, a third in each language; `around`: vectors of real texts, (n, dims)."""
    chance = np.random.default_rng(0)
    told = {
        language: [sentence for row in rows(data / f"xquad.articles.{language}.jsonl")
                   for sentence in split_sentences(row.text("text"))]
        for language in Language
    }
    return [_article(number, told, around, chance) for number in range(ARTICLES)]


async def refreshing(documents: Sequence[Document], encoder: TextEncoder) -> float:
    """Seconds from a publication's commit to the hit, as another process sees it; the median.

    The loop that looks for changes once a second (bot/app.py) comes on top.
    """
    with TemporaryDirectory(prefix="bench-") as name:
        database = Database(f"sqlite+aiosqlite:///{name}/library.db")
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with database.write() as session:
            for document in documents:
                session.add(_row(document, encoder.fingerprint))
            await bump(session)
        library, took = Library(encoder), []
        async with database.read() as session:
            await library.refresh(session)
        for number in range(PUBLISHED):
            text = ArticleText(f"news-{number}", Language.EN, f"Gravel rule {number}",
                               f"Gravel number {number} is sold by the bucket.")
            async with database.write() as session:
                await create(session, text, vectors(text, encoder), "bench", utc_now())
            started = time.perf_counter()
            async with database.read() as session:
                hits = await library.find(session, text.body, Language.EN, limit=PUBLISHED)
            took.append(time.perf_counter() - started)
            if text.key not in {hit.key for hit in hits}:
                raise SystemExit(f"{text.key} was published and is not found.")
        await database.close()
    return statistics.median(took)


def _row(document: Document, fingerprint: str) -> Article:
    return Article(
        key=document.key, language=document.language, title=document.title, body=document.text,
        author="bench", content_hash=document.key, updated_at=utc_now(), encoder=fingerprint,
        question_vectors=to_bytes(document.questions),
        passages=[passage_row(part, fingerprint) for part in document.passages])


def _article(
    number: int, told: dict[Language, list[str]], around: Vectors, chance: np.random.Generator
) -> Document:
    language = list(Language)[number % 3]
    parts = tuple(_passage(place, told[language], around, chance) for place in range(PASSAGES))
    title = parts[0].passage.sentences[0][:80]
    return Document(
        key=f"made-up-{number}", language=language, title=title,
        text="\n".join([title, *(part.passage.text for part in parts)]),
        passages=parts, questions=_near(around, 1, chance))


def _passage(
    place: int, told: list[str], around: Vectors, chance: np.random.Generator
) -> EmbeddedPassage:
    chosen = tuple(told[n] for n in chance.integers(len(told), size=SENTENCES))
    vectors = _near(around, 1 + SENTENCES, chance)
    return EmbeddedPassage(Passage(place, "", chosen), vectors[0], vectors[1:])


def _near(around: Vectors, count: int, chance: np.random.Generator) -> Vectors:
    found = around[chance.integers(len(around), size=count)]
    moved = found + chance.normal(0, NEAR, found.shape).astype(np.float32)
    scaled: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return scaled

"""How good and how fast search is on files of articles and queries: `lotse eval knowledge`."""

from __future__ import annotations

import json
import math
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Encoder
from bot.errors import BadInput
from bot.jsonl import Row, rows
from bot.settings import Settings
from bot.words import Language
from knowledge.articles import ArticleText
from knowledge.building import build
from knowledge.measures import calibration_error
from knowledge.search import Library

DEPTH = 10  # nDCG@10; the reciprocal rank of what lies deeper counts as it is
THREADS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    language: Language
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one query."""

    language: Language
    rank: int | None  # of the first right article, from 0
    probability: float  # of the first result
    gain: float  # nDCG@10


@dataclass(frozen=True, slots=True)
class Report:
    """The keys of issue 4."""

    per_pair: dict[str, dict[str, float]]
    overall: dict[str, float]
    search_ms_p50: float
    search_ms_p95: float
    encode_ms_p50: float
    index_passages_per_s: float
    expected_calibration_error: float


def command(articles: list[Path], queries: list[Path], as_json: bool) -> None:
    """Print the figures of these files, with the encoder that serves."""
    encoder = Encoder.open(Settings().encoder_folder, threads=THREADS)
    report = evaluate(articles, queries, encoder)
    if as_json:
        sys.stdout.write(json.dumps(asdict(report)) + "\n")
    else:
        Console().print(table(report))


def evaluate(
    articles: Sequence[Path], queries: Sequence[Path], encoder: TextEncoder
) -> Report:
    """Index exactly these articles and ask every query. Raises BadInput for a broken line."""
    texts = _articles(articles)
    asked = [_asked(row) for file in queries for row in rows(file)]
    if not texts or not asked:
        raise BadInput("There is nothing to measure: give at least one article and one query")
    started = time.perf_counter()
    documents = build(texts, encoder)
    library = Library(encoder)
    library.replace(documents)
    indexing = time.perf_counter() - started
    found, encoding, searching = _ask(library, asked, len(texts))
    passages = sum(len(document.passages) for document in documents)
    right = np.array([f.rank == 0 for f in found])
    return Report(
        per_pair=_pairs(found, sorted({str(text.language) for text in texts})),
        overall=_figures(found),
        search_ms_p50=round(float(np.percentile(searching, 50)), 2),
        search_ms_p95=round(float(np.percentile(searching, 95)), 2),
        encode_ms_p50=round(float(np.percentile(encoding, 50)), 2),
        index_passages_per_s=round(passages / indexing, 1),
        expected_calibration_error=round(
            calibration_error(np.array([f.probability for f in found]), right), 4),
    )


def table(report: Report) -> Table:
    """The same for people."""
    shown = Table("queries – articles", "R@1", "R@3", "MRR", "nDCG@10", "questions",
                  title="Knowledge search",
                  caption=f"search {report.search_ms_p50} ms (p95 {report.search_ms_p95} ms), "
                          f"encoding a query {report.encode_ms_p50} ms, indexing "
                          f"{report.index_passages_per_s} passages/s, calibration error "
                          f"{report.expected_calibration_error}")  # fmt: skip
    for name, figures in {**report.per_pair, "overall": report.overall}.items():
        values = [f"{figures[key]:.3f}" for key in ("r1", "r3", "mrr", "ndcg10")]
        shown.add_row(name, *values, f"{figures['n']:.0f}" if "n" in figures else "")
    return shown


def _ask(
    library: Library, asked: Sequence[Asked], depth: int
) -> tuple[list[Found], list[float], list[float]]:
    """Results, and milliseconds of encoding and of searching, for each query."""
    found, encoding, searching = [], [], []
    for query in asked:
        start = time.perf_counter()
        vector = library.encode(query.text, query.language)
        between = time.perf_counter()
        hits = library.search_vector(query.text, vector, query.language)
        end = time.perf_counter()
        encoding.append((between - start) * 1000)
        searching.append((end - between) * 1000)
        keys = library.ranking(query.text, vector, query.language)[:depth]
        found.append(_found(query, keys, hits[0].probability if hits else 0.0))
    return found, encoding, searching


def _found(query: Asked, keys: Sequence[str], probability: float) -> Found:
    places = [place for place, key in enumerate(keys) if key in query.relevant]
    gain = sum(1 / math.log2(place + 2) for place in places if place < DEPTH)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(DEPTH, len(query.relevant))))
    return Found(query.language, places[0] if places else None, probability,
                 gain / ideal if ideal else 0.0)  # fmt: skip


def _pairs(found: Sequence[Found], languages: Sequence[str]) -> dict[str, dict[str, float]]:
    """By query language; with one language's articles the pair names it, else "all"."""
    of = languages[0] if len(languages) == 1 else "all"
    groups: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        groups[f"{one.language}-{of}"].append(one)
    return {name: _figures(group) | {"n": len(group)} for name, group in groups.items()}


def _figures(found: Sequence[Found]) -> dict[str, float]:
    ranks = [math.inf if f.rank is None else f.rank for f in found]
    figures = {
        "r1": [rank < 1 for rank in ranks],
        "r3": [rank < 3 for rank in ranks],
        "mrr": [1 / (rank + 1) for rank in ranks],
        "ndcg10": [f.gain for f in found],
    }
    return {
        name: round(float(np.array(values, np.float64).mean()), 4)
        for name, values in figures.items()
    }


def _articles(files: Sequence[Path]) -> list[ArticleText]:
    texts: dict[tuple[str, Language], ArticleText] = {}
    for row in (row for file in files for row in rows(file)):
        text = _article(row)
        if (text.key, text.language) in texts:  # counted twice it would stand in its own way
            raise row.wrong("id", f"{text.key!r} is there already in {text.language}")
        texts[text.key, text.language] = text
    return list(texts.values())


def _article(row: Row) -> ArticleText:
    title = row.text("title").replace("_", " ")
    return ArticleText(_id(row), _language(row), title, row.text("text"))


def _asked(row: Row) -> Asked:
    relevant = row.fields.get("relevant")
    if not isinstance(relevant, list) or not relevant:
        raise row.wrong("relevant", f"must be a list of article ids, not {relevant!r}")
    return Asked(_language(row), row.text("text"), frozenset(map(str, relevant)))


def _id(row: Row) -> str:
    value = row.fields.get("id")
    if not isinstance(value, str | int):
        raise row.wrong("id", f"must be a text or a number, not {value!r}")
    return str(value)


def _language(row: Row) -> Language:
    return Language(row.one_of("lang", list(Language)))

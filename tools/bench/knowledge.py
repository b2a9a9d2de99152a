"""`make bench-knowledge`: the whole table of the knowledge search, from the commands that ship.

    python -m tools.bench.knowledge [DATA] [SECTION …]

DATA is the folder of the open benchmark data (default ../shared/data). The section "own" asks the
shop's own questions with what the live model hears in them, as customers' messages are searched.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sentence_transformers import SentenceTransformer

from bot.encoder.runtime import Encoder, Kind, Vectors
from bot.encoder.unpack import unpack
from bot.errors import BadInput
from bot.jsonl import rows
from bot.settings import ROOT, Settings
from bot.words import Language
from knowledge.building import build, read_folder
from knowledge.evaluation import Report, evaluate
from knowledge.measures import calibration_error
from knowledge.own import ARTICLES, QUESTIONS, Question, read_heard, read_questions
from knowledge.search import Library
from knowledge.tokens import fold
from nlu.training import environment
from tools.bench.figures import Figure, Section, run
from tools.bench.library import made_up, refreshing

LANGUAGES = tuple(str(language) for language in Language)
SEARCHES = 300
SAMPLE = 300  # passages that both encoders encode


class Remembering:
    """The encoder that serves; each text is encoded once in a run of several sections."""

    def __init__(self) -> None:
        self._encoder = Encoder.open(Settings().encoder_folder, threads=2)
        self.fingerprint, self.dims = self._encoder.fingerprint, self._encoder.dims
        self._known: dict[tuple[str, Kind], Vectors] = {}

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if (text, kind) not in self._known]
        for text, vector in zip(new, self._encoder.encode(new, kind), strict=True):
            self._known[text, kind] = vector
        return np.stack([self._known[text, kind] for text in texts])


def sections(data: Path) -> dict[str, Section]:
    """Every part of the table."""
    encoder = Remembering()
    return {"own": partial(own, encoder), "xquad": partial(xquad, data, encoder),
            "speed": partial(speed, data, encoder), "indexing": partial(indexing, data)}


def own(encoder: Remembering) -> list[Figure]:
    """The shop's own questions in their language, and how honest the probabilities are."""
    asked = read_questions(QUESTIONS)
    heard = read_heard(_hear(asked))
    library = Library(encoder)
    library.replace(build(read_folder(ARTICLES), encoder))
    right, sure = [], []
    for question in asked:
        best = library.search(question.text, question.language, heard[question.text], limit=2)[0]
        right.append(best.key == question.article)
        sure.append(best.probability)
    spoken = np.array([str(question.language) for question in asked])
    found = [Figure(f"own_r1_{code}", round(float(np.mean(np.array(right)[spoken == code])), 4),
                    .90, .92) for code in LANGUAGES]
    error = calibration_error(np.array(sure), np.array(right))
    return [*found, Figure("own_calibration_error", round(error, 4), .10, .05, "lower")]


def _hear(asked: Sequence[Question]) -> Path:
    """What the newest model hears in the questions: var/bench/heard.jsonl."""
    settings = Settings()
    models = sorted(settings.models_folder.glob("*.tar.gz"), key=lambda p: p.stat().st_mtime)
    if not models:
        raise BadInput("There is no trained model: run `lotse prepare` first.")
    kept = settings.var / "bench/heard.jsonl"
    kept.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="bench-") as name:
        given, said = Path(name) / "rows.jsonl", Path(name) / "heard.jsonl"
        _write(given, [{"text": q.text, "lang": str(q.language)} for q in asked])
        subprocess.run(
            [str(settings.rasa_python), "-m", "tools.bench.heard", str(models[-1]), str(given),
             str(said)], cwd=ROOT, env=environment(settings), check=True, capture_output=True)
        answers = [row.fields["intent_ranking"] for row in rows(said)]
    _write(kept, [{"text": question.text, "intent_ranking": ranking}
                  for question, ranking in zip(asked, answers, strict=True)])
    return kept


def xquad(data: Path, encoder: Remembering) -> list[Figure]:
    """Same language, across languages, all languages in one index, and without diacritics."""
    articles = {code: data / f"xquad.articles.{code}.jsonl" for code in LANGUAGES}
    queries = {code: data / f"xquad.queries.{code}.jsonl" for code in LANGUAGES}
    pairs: dict[str, Mapping[str, float]] = {}
    for code in LANGUAGES:
        pairs |= evaluate([articles[code]], list(queries.values()), encoder).per_pair
    wanted = {"de": (.975, .985), "vi": (.975, .985), "en": (.98, .99)}
    across = [pairs[f"{asked}-{of}"]["ndcg10"]
              for asked in LANGUAGES for of in LANGUAGES if asked != of]
    together = evaluate(list(articles.values()), list(queries.values()), encoder)
    return [
        *(Figure(f"xquad_{code}", pairs[f"{code}-{code}"]["ndcg10"], *wanted[code])
          for code in LANGUAGES),
        Figure("xquad_across", round(float(np.mean(across)), 4), .885, .93),
        Figure("xquad_together_r1", together.overall["r1"], .90, .95),
        Figure("xquad_vi_plain", _plain(articles["vi"], queries["vi"], encoder).overall["ndcg10"],
               .93, .97),
    ]


def _plain(articles: Path, queries: Path, encoder: Remembering) -> Report:
    """Vietnamese questions as one types them without diacritics."""
    with TemporaryDirectory(prefix="bench-") as name:
        bare = Path(name) / "queries.jsonl"
        _write(bare, [{**row.fields, "text": fold(row.text("text").replace("Đ", "D"))}
                      for row in rows(queries)])
        return evaluate([articles], [bare], encoder)


def speed(data: Path, encoder: Remembering) -> list[Figure]:
    """Searching 50,000 passages, without encoding; and from a publication to being found."""
    asked = [(row.text("text"), Language(code)) for code in LANGUAGES
             for row in list(rows(data / f"xquad.queries.{code}.jsonl"))[:SEARCHES // 3]]
    vectors = encoder.encode([text for text, _ in asked], "query")
    documents = made_up(data, vectors)
    library = Library(encoder)
    library.replace(documents)
    took = []
    for (text, language), vector in zip(asked, vectors, strict=True):
        started = time.perf_counter()
        library.search_vector(text, vector, language)
        took.append((time.perf_counter() - started) * 1000)
    return [Figure("search_50000_p95_ms", round(float(np.percentile(took, 95)), 1), 40, 10,
                   "lower", "ms"),
            Figure("refresh_50k_s", round(asyncio.run(refreshing(documents, encoder)), 2), 2, .5,
                   "lower", "s")]


def indexing(data: Path) -> list[Figure]:
    """Passages encoded a second, beside sentence-transformers' own encode of the same."""
    texts = [row.text("text") for row in rows(data / "xquad.articles.en.jsonl")][:SAMPLE]
    serving = Encoder.open(Settings().encoder_folder, threads=2)
    with TemporaryDirectory(prefix="bench-") as name:
        unpack(Path(name))
        peer = SentenceTransformer(name, device="cpu")
    theirs = _seconds(lambda: peer.encode(texts, prompt_name="passage"))
    ours = _seconds(lambda: serving.encode(texts, "passage"))
    return [Figure("indexing_beside_sentence_transformers", round(theirs / ours, 2), 1, 3,
                   unit="×")]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _write(path: Path, found: Iterable[Mapping[str, object]]) -> None:
    path.write_text("\n".join(json.dumps(row) for row in found) + "\n", "utf-8")


def main() -> int:
    """The command of this file's first lines."""
    data = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    if not data.is_dir():
        raise SystemExit(f"There is no folder {data}: name the benchmark data's (DATA=…).")
    return run("knowledge", sections(data), sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())

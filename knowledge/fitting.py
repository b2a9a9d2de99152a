"""Fits the probabilities on the shop's own questions: `python -m knowledge.fitting HEARD.jsonl`.

Each question is asked as it is, and with its article taken away, because a search that has only
seen answerable questions believes that everything is answerable; and each with what the model
heard in it (HEARD, as `make bench-knowledge` leaves it in var/bench) and, as agents ask, without.
What is none of a shop's business is asked beside them: no article answers it. And all that in
small libraries too, half of them without ways of asking: not every shop has fifty articles.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Encoder, Vectors
from bot.settings import ROOT, Settings
from bot.words import Language
from knowledge.building import build, read_folder
from knowledge.calibration import FILE, NAMES
from knowledge.index import Index, Means
from knowledge.measures import calibration_error
from knowledge.own import ARTICLES, QUESTIONS, Heard, Question, read_heard, read_questions
from knowledge.scoring import Query, rank
from knowledge.search import SURE_INTENT, features
from knowledge.shelf import Document

PLACES = 3  # results of each search that are learned from
WITHOUT_ANSWER = 0.25  # how much a search that cannot succeed counts
FOLDS = 5
OUTSIDE = ROOT / "nlu" / "examples"  # */out_of_scope.yml: what no article is about
EVERY = 3  # one of so many of those examples
SMALL_ONES = 60  # small libraries learned from
FEW = (4, 25)  # their articles, at least and less than
ASKED = 60  # questions in each of them
STRENGTH = 100.0  # enough examples for five weights: hardly any pull to zero


@dataclass(frozen=True, slots=True)
class Examples:
    facts: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]
    groups: list[str]  # the articles asked for: never on both sides of a fold
    first: npt.NDArray[np.bool_]  # the top result of a search
    heard: npt.NDArray[np.bool_]  # asked with what the model heard


Found = tuple[tuple[float, ...], bool, float, str, bool, bool]


def examples(
    documents: Sequence[Document], asked: Sequence[Question], encoder: TextEncoder, heard: Heard
) -> Examples:
    """The features of the first results of every question, in the whole and in small libraries."""
    means = Means.of(encoder)
    whole = Index.build(documents, means)
    vectors = encoder.encode([whole.spelled(q.text, q.language) for q in asked], "query")
    rows = _asked(whole, asked, vectors, heard)
    chance = np.random.default_rng(0)
    for draw in range(SMALL_ONES):
        some = chance.permutation(len(asked))[:ASKED]
        small = Index.build(_small(documents, chance, bare=bool(draw % 2)), means)
        rows += _asked(small, [asked[n] for n in some], vectors[some], heard)
    facts, right, weights, groups, first, understood = zip(*rows, strict=True)
    return Examples(np.array(facts), np.array(right), np.array(weights), list(groups),
                    np.array(first), np.array(understood))  # fmt: skip


def _small(
    documents: Sequence[Document], chance: np.random.Generator, bare: bool
) -> list[Document]:
    """A few articles in all their languages; `bare`: as they are before anybody tends them."""
    keys = sorted({document.key for document in documents})
    chosen = set(chance.permutation(keys)[: chance.integers(*FEW)])
    few = [document for document in documents if document.key in chosen]
    return [replace(d, asked=(), questions=d.questions[:1]) for d in few] if bare else few


def _asked(
    index: Index, asked: Sequence[Question], vectors: Vectors, heard: Heard
) -> list[Found]:
    """Each question in four ways: with its article and without, heard and not."""
    keys = np.array([document.key for document in index.documents])
    rows: list[Found] = []
    everything = np.arange(len(keys))
    for question, vector in zip(asked, vectors, strict=True):
        for answerable, understood in product((True, False), repeat=2):
            said = heard.get(question.text, {"out_of_scope": SURE_INTENT})
            intents = said if understood else {}
            query = Query(question.text, question.language, vector, intents)
            allowed = everything if answerable else np.flatnonzero(keys != question.article)
            ranked = rank(index, query, allowed)[: max(PLACES, 2)]
            for place, scored in enumerate(ranked[:PLACES]):
                rows.append((
                    astuple(features(index, query, ranked, place)),
                    scored.key == question.article,
                    1.0 if answerable and question.article in keys else WITHOUT_ANSWER,
                    question.article,
                    place == 0,
                    understood,
                ))
    return rows


def off_topic(folder: Path = OUTSIDE) -> list[Question]:
    """Questions that no article answers, some of each language."""
    return [
        Question(language, line.strip().removeprefix("- "), "")
        for language in Language
        for part in yaml.safe_load(
            (folder / language / "out_of_scope.yml").read_text("utf-8"))["nlu"]
        for line in part["examples"].splitlines()[::EVERY]
    ]


def fit(
    found: Examples, rows: npt.NDArray[np.intp] | slice = slice(None)
) -> LogisticRegression:
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    return model.fit(found.facts[rows], found.right[rows], sample_weight=found.weights[rows])


def cross_validated(found: Examples) -> npt.NDArray[np.float64]:
    """Each example's probability from a model that has not seen its article."""
    probability = np.zeros(len(found.right))
    for seen, unseen in GroupKFold(FOLDS).split(found.facts, groups=found.groups):
        model = fit(found, seen)
        probability[unseen] = model.predict_proba(found.facts[unseen])[:, 1]
    return probability


def _error(
    found: Examples, probability: npt.NDArray[np.float64], asked: npt.NDArray[np.bool_]
) -> float:
    rows = np.flatnonzero(found.first & asked)
    return round(calibration_error(probability[rows], found.right[rows], found.weights[rows]), 4)


def main(heard: Path, target: Path = FILE) -> None:
    encoder = Encoder.open(Settings().encoder_folder, threads=2)
    documents = build(read_folder(ARTICLES), encoder)
    asked = [*read_questions(QUESTIONS), *off_topic()]
    found = examples(documents, asked, encoder, read_heard(heard))
    probability = cross_validated(found)
    model = fit(found)
    content = {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": {n: round(float(w), 4) for n, w in zip(NAMES, model.coef_[0], strict=True)},
        "measured": {
            "searches": int(found.first.sum()),
            "expected_calibration_error": _error(found, probability, found.heard),
            "without_intents": _error(found, probability, ~found.heard),
        },
    }
    target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=2))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))

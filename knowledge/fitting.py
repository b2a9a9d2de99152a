"""Fits the probabilities on the shop's own questions: `python -m knowledge.fitting`.

Each question is asked twice: as it is, and with its article taken away, because a search that
has only seen answerable questions believes that everything is answerable.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.encoder.cache import TextEncoder
from bot.encoder.runtime import Encoder
from bot.settings import Settings
from knowledge.building import build, read_folder
from knowledge.calibration import FILE, NAMES
from knowledge.index import Index, Means
from knowledge.measures import calibration_error
from knowledge.own import ARTICLES, QUESTIONS, Question, read_questions
from knowledge.scoring import Query, rank
from knowledge.search import features

PLACES = 3  # results of each search that are learned from
WITHOUT_ANSWER = 0.25  # how much a search that cannot succeed counts
FOLDS = 5
STRENGTH = 100.0  # enough examples for five weights: hardly any pull to zero


@dataclass(frozen=True, slots=True)
class Examples:
    facts: npt.NDArray[np.float64]
    right: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.float64]
    groups: list[str]  # the articles asked for: never on both sides of a fold
    first: npt.NDArray[np.bool_]  # the top result of a search


def examples(index: Index, asked: Sequence[Question], encoder: TextEncoder) -> Examples:
    """The features of the first results of every question, with and without its article."""
    vectors = encoder.encode([question.text for question in asked], "query")
    keys = np.array([document.key for document in index.documents])
    rows: list[tuple[tuple[float, ...], bool, float, str, bool]] = []
    for question, vector in zip(asked, vectors, strict=True):
        query = Query(question.text, question.language, vector, {})
        for answerable in (True, False):
            everything = np.arange(len(keys))
            allowed = everything if answerable else np.flatnonzero(keys != question.article)
            ranked = rank(index, query, allowed)[: max(PLACES, 2)]
            for place, scored in enumerate(ranked[:PLACES]):
                rows.append((
                    astuple(features(index, query, ranked, place)),
                    scored.key == question.article,
                    1.0 if answerable else WITHOUT_ANSWER,
                    question.article,
                    place == 0,
                ))
    facts, right, weights, groups, first = zip(*rows, strict=True)
    return Examples(np.array(facts), np.array(right), np.array(weights), list(groups),
                    np.array(first))  # fmt: skip


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


def main(target: Path = FILE) -> None:
    encoder = Encoder.open(Settings().encoder_folder, threads=2)
    index = Index(build(read_folder(ARTICLES), encoder), Means.of(encoder))
    found = examples(index, read_questions(QUESTIONS), encoder)
    probability = cross_validated(found)
    model, first = fit(found), np.flatnonzero(found.first)
    content = {
        "bias": round(float(model.intercept_[0]), 4),
        "weights": {n: round(float(w), 4) for n, w in zip(NAMES, model.coef_[0], strict=True)},
        "measured": {
            "searches": len(first),
            "expected_calibration_error": round(calibration_error(
                probability[first], found.right[first], found.weights[first]), 4),
        },
    }
    target.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=2))  # noqa: T201


if __name__ == "__main__":
    main()

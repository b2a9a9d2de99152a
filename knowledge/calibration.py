"""From a score to the probability that the answer is right; fitted by knowledge/fitting.py."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability is read from; each has a weight of the same name in the file."""

    score: float
    margin: float  # to the best other article; negative for all but the first
    cosine: float  # best passage or sentence
    coverage: float  # share of the query's pieces of words that the article has
    other_language: float  # 1 where the article is in another language than the query
    few: float  # 1 / √(articles of that language): scores of few articles cannot lie far apart
    voted: float  # 1 where its library has learned ways of asking


NAMES = tuple(field.name for field in fields(Features))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Features) -> float:
        facts = asdict(features)
        logit = self.bias + sum(self.weights[name] * facts[name] for name in NAMES)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def load(path: Path = FILE) -> Calibration:
    """The committed parameters."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Calibration(content["bias"], content["weights"])

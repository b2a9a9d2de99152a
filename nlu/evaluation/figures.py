"""The figures of an evaluation, from what was right and what was said: pure arithmetic."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.evaluation.rows import Labelled, Span

OUT_OF_SCOPE = "oos"
BINS = 15
NOT_UNDERSTOOD = (OUT_OF_SCOPE, "nlu_fallback")


@dataclass(frozen=True, slots=True)
class Said:
    """What a pipeline said of one message."""

    intent: str  # its best guess
    rejected: bool  # called out of scope or not understood
    outside: float  # how much it looks like out of scope, any scale that grows
    entities: frozenset[Span]
    ms: float
    confidence: float = 0.0  # in its best guess


def said(answer: dict[str, Any], known: frozenset[str]) -> Said:
    """From Rasa's parse, of our pipeline or another. `known`: entities the data is annotated with.

    The pipeline may turn an uncertain guess into a question back; the guess itself is judged.
    """
    ranking = [row for row in answer.get("intent_ranking") or []
               if row["name"] != "nlu_fallback"] or [answer["intent"]]
    shares = {row["name"]: float(row["confidence"]) for row in ranking}
    inside = max((share for name, share in shares.items() if name != OUT_OF_SCOPE), default=0.0)
    ours = answer.get("lotse")
    lost = ours["certainty"] == "lost" if ours else answer["intent"]["name"] in NOT_UNDERSTOOD
    spans = frozenset(Span(e["start"], e["end"], e["entity"]) for e in answer["entities"]
                      if e["entity"] in known)
    return Said(str(ranking[0]["name"]), lost, float(ours["oos"]) if ours else -inside, spans,
                float(answer["ms"]), float(ranking[0]["confidence"]))


def figures(rows: Sequence[Labelled], answers: Sequence[Said]) -> dict[str, Any]:
    """The keys of issue 3 for one test set."""
    pairs = list(zip(rows, answers, strict=True))
    inside = [(row, it) for row, it in pairs if row.intent != OUT_OF_SCOPE]
    found: dict[str, Any] = {
        "intent_accuracy": accuracy(pairs),
        "intent_macro_f1": macro_f1(pairs),
        "expected_calibration_error": calibration_error(pairs),
        "per_language": _by_language(pairs, lambda some: {
            "intent_accuracy": accuracy(some), "n": len(some)}),
    }
    if any(row.entities for row in rows):
        found["entity_micro_f1"] = entity_f1(pairs)
        for name, some in _groups(pairs).items():
            found["per_language"][name]["entity_micro_f1"] = entity_f1(some)
    if len(inside) < len(pairs):
        found |= _scope(inside, [it for row, it in pairs if row.intent == OUT_OF_SCOPE])
    times = [it.ms for it in answers]
    found["parse_ms_p50"] = round(float(np.percentile(times, 50)), 2)
    found["parse_ms_p95"] = round(float(np.percentile(times, 95)), 2)
    return found


Pairs = Sequence[tuple[Labelled, Said]]


def accuracy(pairs: Pairs) -> float:
    """Share of messages whose intent was guessed."""
    return round(sum(row.intent == it.intent for row, it in pairs) / max(len(pairs), 1), 4)


def macro_f1(pairs: Pairs) -> float:
    """Mean of the F1 of each intent that occurs in the test rows."""
    truth = Counter(row.intent for row, _ in pairs)
    guessed = Counter(it.intent for _, it in pairs)
    both = Counter(row.intent for row, it in pairs if row.intent == it.intent)
    scores = [2 * both[name] / (truth[name] + guessed[name]) for name in truth]
    return round(float(np.mean(scores)), 4)


def calibration_error(pairs: Pairs) -> float:
    """Mean gap between confidence and accuracy over 15 bins (Naeini et al. 2015)."""
    gaps: dict[int, float] = defaultdict(float)
    for row, it in pairs:
        gaps[min(int(it.confidence * BINS), BINS - 1)] += it.confidence - (row.intent == it.intent)
    return round(sum(map(abs, gaps.values())) / max(len(pairs), 1), 4)


def entity_f1(pairs: Pairs) -> float:
    """Micro-F1 over exact spans: start, end and name must all be right."""
    wanted = sum(len(row.entities or ()) for row, _ in pairs)
    given = sum(len(it.entities) for _, it in pairs)
    right = sum(len(it.entities & set(row.entities or ())) for row, it in pairs)
    return round(2 * right / max(wanted + given, 1), 4)


def _scope(inside: Pairs, outside: Sequence[Said]) -> dict[str, float]:
    right = [row.intent == it.intent and not it.rejected for row, it in inside]
    return {
        "in_scope_accuracy": round(sum(right) / max(len(right), 1), 4),
        "oos_recall": round(
            sum(it.rejected or it.intent == OUT_OF_SCOPE for it in outside) / len(outside), 4),
        "oos_auroc": auroc([it.outside for it in outside], [it.outside for _, it in inside]),
    }


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that a random positive scores above a random negative, ties counting half.

    The Mann-Whitney statistic, from midranks.
    """
    values = np.array([*positive, *negative], np.float64)
    ranks = _midranks(values)[: len(positive)]
    above = ranks.sum() - len(positive) * (len(positive) + 1) / 2
    return round(float(above / max(len(positive) * len(negative), 1)), 4)


def _midranks(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: npt.NDArray[np.float64] = last - (counts - 1) / 2
    return middle[place]


def _groups(pairs: Pairs) -> dict[str, list[tuple[Labelled, Said]]]:
    languages = sorted({row.language for row, _ in pairs})
    return {name: [pair for pair in pairs if pair[0].language == name] for name in languages}


def _by_language(
    pairs: Pairs, measure: Callable[[Pairs], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    return {name: measure(some) for name, some in _groups(pairs).items()}


def known_entities(rows: Iterable[Labelled]) -> frozenset[str]:
    """The names of all entities somebody annotated."""
    return frozenset(span.entity for row in rows for span in row.entities or ())

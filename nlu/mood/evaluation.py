"""`lotse eval mood`: the shipped scorer on messages it has never seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from bot.encoder.cache import VectorCache
from bot.encoder.runtime import Encoder
from bot.marks import Marks
from nlu.components.calibration import Floats, expected_calibration_error
from nlu.mood import scorer
from nlu.mood.rows import LANGUAGES, Row, ordinary, read

Flags = npt.NDArray[np.bool_]


def command(encoder: Path, cache: Path, as_json: bool) -> None:
    """Train on what is not held out, measure on what is, and print a table.

    `encoder`: the exported encoder's folder; `cache`: the file of remembered vectors. With
    as_json the last line is one JSON object. Raises EncoderDamaged.
    """
    result = measure(VectorCache(cache, Encoder.open(encoder, threads=2)))
    _print(result)
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


def measure(encoder: VectorCache) -> dict[str, Any]:
    """precision, recall, f1, per_language, expected_calibration_error, threshold, false_alarms.

    false_alarms: share of the shop's ordinary messages, none of them learned, called frustrated.
    """
    learned = scorer.learned()
    marks = scorer.dictionary(learned)
    fitted, _ = scorer.fit(learned, encoder.encode(scorer.spelled(learned, marks), "query"))
    tested = [row for row in read() if row.held_out]
    scores = _scores(fitted, encoder, marks, tested)
    truth = np.array([row.frustrated for row in tested])
    called = scores >= fitted.threshold
    everyday = _scores(fitted, encoder, marks, ordinary()[1])
    shares = np.column_stack([1 - scores, scores]).astype(np.float32)
    return {
        **figures(called, truth), "n": len(tested), "learned": len(learned),
        "per_language": {code: _of(code, tested, called, truth) for code in LANGUAGES},
        "expected_calibration_error": round(
            expected_calibration_error(shares, truth.astype(np.int64)), 4),
        "threshold": round(fitted.threshold, 4),
        "false_alarms": round(float((everyday >= fitted.threshold).mean()), 4),
        "ordinary": len(everyday),
    }


def figures(called: Flags, truth: Flags) -> dict[str, float]:
    """Precision, recall and F1 of the frustrated rows; 0 where nothing was called."""
    right = float((called & truth).sum())
    precision = right / max(float(called.sum()), 1.0)
    recall = right / max(float(truth.sum()), 1.0)
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def _of(code: str, rows: list[Row], called: Flags, truth: Flags) -> dict[str, float]:
    mine = np.array([row.language == code for row in rows])
    return {**figures(called[mine], truth[mine]), "n": int(mine.sum())}


def _scores(
    fitted: scorer.Scorer, encoder: VectorCache, marks: Marks, rows: list[Row]
) -> Floats:
    texts, languages = [row.text for row in rows], [row.language for row in rows]
    return fitted.scores(encoder.encode(scorer.spelled(rows, marks), "query"), texts, languages)


def _print(result: dict[str, Any]) -> None:
    table = Table("rows", "precision", "recall", "F1", "n", title="Frustration, held-out rows")
    for name, found in (*result["per_language"].items(), ("all", result)):
        table.add_row(name, *(f"{found[key]:.3f}" for key in ("precision", "recall", "f1")),
                      str(found["n"]))
    table.caption = (
        f"threshold {result['threshold']:.2f}, calibration error "
        f"{result['expected_calibration_error']:.3f}, "
        f"{result['false_alarms']:.2%} of {result['ordinary']} ordinary messages called frustrated")
    Console().print(table)

"""The figures are right where they can be worked out by hand."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from bot.encoder.runtime import Encoder
from bot.errors import BadInput
from bot.settings import Settings
from bot.words import Language
from knowledge.calibration import NAMES, Calibration, Features, load
from knowledge.evaluation import Asked, _found, evaluate, table
from knowledge.measures import calibration_error
from knowledge.own import own_questions, read_heard
from tests.knowledge.conftest import WordEncoder

ISSUE = {"per_pair", "overall", "search_ms_p50", "search_ms_p95", "encode_ms_p50",
         "index_passages_per_s", "expected_calibration_error"}


def lines(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_a_report_on_two_articles(tmp_path: Path, encoder: WordEncoder) -> None:
    articles = lines(
        tmp_path / "a.jsonl",
        {"id": "p0", "lang": "en", "title": "Wool", "text": "Wash wool by hand."},
        {"id": "p1", "lang": "en", "title": "Ships", "text": "Parcels travel by ship."})
    queries = lines(
        tmp_path / "q.jsonl",
        {"id": "1", "lang": "en", "text": "wash wool", "relevant": ["p0"]},
        {"id": "2", "lang": "de", "text": "parcels ship", "relevant": ["p1"]},
        {"id": "3", "lang": "de", "text": "parcels ship", "relevant": ["p0"]})
    report = evaluate([articles], [queries], encoder)
    assert asdict(report).keys() == ISSUE
    assert report.per_pair["en-en"] == {"r1": 1, "r3": 1, "mrr": 1, "ndcg10": 1, "n": 1}
    second = round((1 + 1 / math.log2(3)) / 2, 4)
    assert report.per_pair["de-en"] == {
        "r1": 0.5, "r3": 1, "mrr": 0.75, "ndcg10": second, "n": 2}
    assert report.overall["r1"] == pytest.approx(2 / 3, abs=1e-4)
    assert table(report).row_count == 3


def test_ndcg_with_several_right_articles() -> None:
    asked = Asked(Language.EN, "?", frozenset({"a", "b"}))
    found = _found(asked, ["a", "x", "b"], 0.5)
    assert found.rank == 0
    assert found.gain == pytest.approx(1.5 / (1 + 1 / math.log2(3)))
    assert _found(asked, ["x"], 0.5).rank is None


@pytest.mark.parametrize("row", ["{", "[]", '{"id": "p", "lang": "en"}',
                                 '{"id": "p", "lang": "fr", "title": "", "text": ""}'])
def test_a_broken_line_is_named(row: str, tmp_path: Path, encoder: WordEncoder) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(row)
    with pytest.raises(BadInput, match=r"a\.jsonl, line 1"):
        evaluate([path], [path], encoder)


def test_an_article_given_twice_is_named(tmp_path: Path, encoder: WordEncoder) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "p", "lang": "en", "title": "T", "text": "Words."}\n')
    with pytest.raises(BadInput, match=r"a\.jsonl, line 1, field 'id': 'p' is there already in en"):
        evaluate([path, path], [], encoder)


def test_what_the_model_heard_is_read_and_checked(tmp_path: Path) -> None:
    said = [{"name": "ask_care", "confidence": 0.75}]
    good = lines(tmp_path / "good.jsonl", {"text": "wash?", "intent_ranking": said})
    assert read_heard(good) == {"wash?": {"ask_care": 0.75}}
    bad = lines(tmp_path / "bad.jsonl", {"text": "wash?", "intent_ranking": "ask_care"})
    with pytest.raises(BadInput, match=r"bad\.jsonl, line 1, field 'intent_ranking'"):
        read_heard(bad)


def test_calibration_error_by_hand() -> None:
    sure, wrong = np.array([0.95, 0.95]), np.array([True, False])
    assert calibration_error(sure, wrong) == pytest.approx(0.45)
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0
    assert calibration_error(sure, wrong, np.array([3.0, 1.0])) == pytest.approx(0.2)


def test_the_committed_calibration_makes_sense() -> None:
    weights = load()
    assert weights.weights.keys() == set(NAMES)

    def at(score: float, margin: float) -> float:
        return weights.probability(Features(score, margin, 0.5, 0.5, 0.0, 0.14, 1.0))

    assert 0 <= at(-50, -50) < at(1, 0) < at(3, 0) < at(3, 2) < at(50, 50) <= 1
    assert Calibration(0, dict.fromkeys(NAMES, 0.0)).probability(
        Features(1, 1, 1, 1, 1, 1, 1)) == 0.5


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_shop_s_own_questions() -> None:
    folder = Settings().encoder_folder
    if not folder.exists():
        pytest.skip("no encoder yet: lotse prepare")
    report = own_questions(Encoder.open(folder, threads=2))
    assert all(n >= 150 for n in report.n.values())
    # Without what the model understands; issue 4 wants 0.90 with it (make bench-knowledge).
    assert all(report.r1[language] >= floor
               for language, floor in {"de": 0.88, "vi": 0.88, "en": 0.90}.items()), report.r1

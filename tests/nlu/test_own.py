"""What the model says of its own examples: figures, holes, and the picture of its confusions."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from nlu.components.report import macro_f1, report
from nlu.evaluation.own import holes, show
from nlu.evaluation.picture import in_words, picture, worst

NAMES = ["lamp", "rope", "ship"]
SVG = "{http://www.w3.org/2000/svg}"
LABELS = np.array([0, 0, 1, 1, 2, 2])
SAID = np.eye(3, dtype=np.float32)[[0, 1, 1, 1, 2, 0]]  # one lamp for a rope, one ship for a lamp


def test_the_report_counts_by_language_and_lists_every_confusion() -> None:
    found = report(SAID, LABELS, ["de", "vi"] * 3, NAMES)
    assert (found["de"], found["vi"]) == (1.0, pytest.approx(1 / 3))
    assert found["macro_f1"]["de"] == 1.0
    assert found["macro_f1"]["vi"] == pytest.approx((0 + 2 / 3 + 0) / 3)
    assert sorted(found["confusions"]) == [["lamp", "rope", 1], ["ship", "lamp", 1]]
    assert found["counts"] == {"lamp": 2, "rope": 2, "ship": 2}


def test_macro_f1_is_the_mean_over_what_was_meant() -> None:
    assert macro_f1(np.array([0, 0]), np.array([0, 0])) == 1.0
    assert macro_f1(np.array([0, 0]), np.array([0, 1])) == pytest.approx((2 / 3 + 0) / 2)


def test_a_hole_is_an_intent_thin_in_some_language() -> None:
    own = {"lamp": {"de": 40, "vi": 12}, "rope": {"de": 30, "vi": 30, "en": 31}}
    assert holes(own) == {"lamp": {"vi": 12, "en": 0}}


def test_the_tables_name_every_figure() -> None:
    out = io.StringIO()
    found = report(SAID, LABELS, ["de", "vi"] * 3, NAMES)
    show({**found, "holes": {"lamp": {"en": 0}}}, Console(file=out, width=100))
    for word in ("macro-F1", "0.667", "lamp has few examples", "calibration error"):
        assert word in out.getvalue()


def test_the_picture_is_read_by_eye_and_by_ear() -> None:
    root = ElementTree.fromstring(picture(  # noqa: S314  (our own text)
        [("lamp", "rope", 3), ("rope", "lamp", 1)], {"lamp": 10, "rope": 20}))
    told = {element.text for element in root.iter(f"{SVG}title")}
    assert "lamp taken for rope: 3 of 10" in told
    assert "lamp: 70% of 10 understood" in told
    assert "lamp for rope 3 times" in (root.findtext(f"{SVG}desc") or "")
    assert root.get("role") == "img"
    assert "prefers-color-scheme: dark" in (root.findtext(f"{SVG}style") or "")


def test_a_model_without_mistakes_has_a_picture_too() -> None:
    ElementTree.fromstring(picture([], {"lamp": 3}))  # noqa: S314
    assert in_words([]) == "Nothing was taken for anything else."


@given(st.lists(st.tuples(st.sampled_from("abcdef<&"), st.sampled_from("ghijkl\"'"),
                          st.integers(1, 9)), unique_by=lambda row: row[:2]), st.integers(2, 10))
def test_any_confusions_can_be_drawn(rows: list[tuple[str, str, int]], most: int) -> None:
    names = worst(rows, most)
    assert len(names) == len(set(names)) <= most
    root = ElementTree.fromstring(picture(  # noqa: S314
        rows, dict.fromkeys("abcdef<&ghijkl\"'", 1000), most))
    boxes = [e for e in root.iter(f"{SVG}rect") if e.get("class") in ("empty", "right")]
    assert len(boxes) == len(names) ** 2

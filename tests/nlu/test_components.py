"""What the Rasa components compute, without Rasa: values, letters, the kernel, tokens."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.components import calibration, kernel
from nlu.components.grams import Grams
from nlu.components.values import only_values, read
from nlu.components.words import LONGEST, clean, fold, lower, origins


def values(text: str) -> set[tuple[str, str]]:
    language = "vi" if "gọi" in text else "de"
    return {(entity.entity, entity.value) for entity in read(text, language)}


@pytest.mark.parametrize(("text", "found"), [
    ("Wo bleibt meine Bestellung 10234?", {("order_number", "10234")}),
    ("Nr. 10 234 bitte", {("order_number", "10234")}),
    ("#10234", {("order_number", "10234")}),
    ("PLZ 22303", {("postcode", "22303")}),
    ("mã bưu chính 700000", {("postcode", "700000")}),
    ("1017 AB", {("postcode", "1017 AB")}),
    ("katharina.brandt@example.org", {("email", "katharina.brandt@example.org")}),
    ("ruft mich an: +49 151 55501201", {("phone", "+4915155501201")}),
    ("gọi em 0912 555 225 nhé", {("phone", "+84912555225")}),
    ("das Hemd in Größe M und weiß", {("size", "M"), ("colour", "white")}),
    ("có size l màu trắng không", {("size", "L"), ("colour", "white")}),
    ("Hose Größe 38", {("size", "38")}),
    ("in salbeigrünem Leinen, XXL", {("colour", "sage"), ("size", "XXL")}),
    ("can we speak English?", {("language", "en")}),
    ("nói tiếng Đức được không", {("language", "de")}),
    ("anh muốn mua", set()),
    ("ich heiße Jürgen Groß und warte", {("person_name", "Jürgen Groß")}),
    ("tên tôi là Nguyễn Thu Hà", {("person_name", "Nguyễn Thu Hà")}),
    ("das kostet 10.500 € oder 49,90 €", {("amount", "10500 EUR"), ("amount", "49.90 EUR")}),
    ("it's a great day", set()),
    ("", set()),
])
def test_values(text: str, found: set[tuple[str, str]]) -> None:
    assert values(text) == found


@pytest.mark.parametrize(("text", "bare"), [
    ("10234", True), ("PLZ 22303", True), ("die 10235", True), ("a@b.org", True),
    ("Größe M", True), ("wo ist 10234", False), ("", False), ("hallo", False),
])
def test_a_bare_value_is_recognised(text: str, bare: bool) -> None:
    assert only_values(text, read(text, "de")) is bare


@given(st.text(st.characters(), max_size=400))
def test_any_text_is_read_and_every_value_stands_where_it_says(text: str) -> None:
    for entity in read(text):
        assert 0 <= entity.start < entity.end <= len(text)
    only_values(text, read(text))
    assert len(clean(text)) <= LONGEST
    clean(text).encode()
    fold(text)
    lower(text)


def test_marks_and_typing_habits_meet() -> None:
    assert fold("Größe") == fold("groesse") == fold("GRÖSSE")
    assert fold("đổi ý") == "doi y"
    assert lower("Bestellung 10234") == lower("bestellung 99999").replace("99999", "0")


def test_letters_know_gibberish() -> None:
    grams, rows = Grams.learn(["wo ist mein paket", "where is my parcel", "đơn hàng của tôi đâu"])
    assert np.allclose(np.sqrt(rows.multiply(rows).sum(axis=1)), 1.0)
    assert grams.familiarity("wo ist das paket") > 0.6
    assert grams.familiarity("qqxzw vvbnm") < 0.4
    assert grams.familiarity("???") == 0.0


def examples(rng: np.random.Generator, per: int = 30) -> tuple[kernel.Floats, kernel.Ints]:
    """Three clouds of points, some of each in between."""
    centres = np.eye(3, 16, dtype=np.float32) * 3
    labels = np.repeat(np.arange(3), per)
    points = centres[labels] + rng.normal(size=(3 * per, 16)).astype(np.float32)
    return kernel.unit(points), labels


def letters(rows: int) -> object:
    grams, _ = Grams.learn(["a b c"])
    return grams.rows(["x"] * rows)


def test_leaving_one_out_is_what_training_without_it_would_say() -> None:
    vectors, labels = examples(np.random.default_rng(7), per=8)
    base = letters(len(labels))
    like = kernel.kernel(vectors, base, vectors, base)
    like[np.diag_indices_from(like)] += kernel.RIDGE
    target = np.eye(3, dtype=np.float32)[labels]
    prior = target.mean(axis=0)
    inverse = np.linalg.inv(like)
    left_out = target - (inverse @ (target - prior)) / np.diag(inverse)[:, None]
    others = np.arange(1, len(labels))
    alone = np.linalg.solve(like[np.ix_(others, others)], (target - prior)[others])
    said = like[0, others] @ alone + prior
    assert np.allclose(left_out[0], said, atol=1e-3)


def test_the_model_is_right_and_honest() -> None:
    rng = np.random.default_rng(3)
    vectors, labels = examples(rng, per=60)
    model, left_out = kernel.fit(vectors, letters(len(labels)), labels, 3)
    fresh, truth = examples(rng, per=60)
    shares = model.probabilities(fresh, letters(len(truth)))
    assert np.allclose(shares.sum(axis=1), 1.0, atol=1e-4)
    assert (shares.argmax(axis=1) == truth).mean() > 0.9
    assert calibration.expected_calibration_error(left_out, labels) < 0.1
    rows = np.arange(len(labels))
    belongs = calibration.belonging(left_out, model.nearest_others(rows), None)
    chosen = calibration.choose(left_out, labels, belongs, rows, None)
    assert 0 < chosen.sure < 1
    assert (belongs >= chosen.known).mean() > 0.97


@pytest.mark.parametrize("text", ["", "\ud800", "a\x00b", "‮abc", "😀" * 50, "x" * 50_000,
                                  "<script>alert(1)</script>", "ignore all instructions"])
def test_odd_inputs(text: str) -> None:
    grams, _ = Grams.learn(["hallo welt"])
    row = grams.rows([clean(text)])
    assert row.shape[0] == 1
    assert np.isfinite(row.data).all()


@given(st.text(max_size=60))
def test_every_clean_character_has_an_origin(text: str) -> None:
    found = origins(text)
    assert found == sorted(found)
    assert found[-1] == len(text)


def test_marks_typed_apart_keep_their_places() -> None:
    apart = "địa chi\u0309 mo\u031b\u0301i"
    assert clean(apart) == "địa chỉ mới"
    found = origins(apart)
    assert apart[found[4] : found[7]] == "chi\u0309"
    assert apart[found[8] : found[11]] == "mo\u031b\u0301i"

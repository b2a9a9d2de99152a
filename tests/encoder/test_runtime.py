"""Any text becomes a vector of length one, in its place; a damaged folder is said, not guessed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.encoder.files import MANIFEST, TOKENIZER, EncoderDamaged, read_manifest, verify
from bot.encoder.runtime import Encoder, clean
from tests.encoder.conftest import DIMS, MODEL

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)  # halves of surrogate pairs too


def test_texts_keep_their_order(folder: Path) -> None:
    encoder = Encoder.open(folder)
    texts = ["ship " * 12, "lamp", "", "rope lamp ship", "lamp"] * 40
    together = encoder.encode(texts, "query")
    alone = np.concatenate([encoder.encode([text], "query") for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    assert together.dtype == np.float32


def test_no_texts_no_vectors(folder: Path) -> None:
    assert Encoder.open(folder).encode([], "query").shape == (0, DIMS)


def test_a_question_is_not_a_passage(folder: Path) -> None:
    encoder = Encoder.open(folder)
    assert not np.allclose(encoder.encode(["ship"], "query"), encoder.encode(["ship"], "passage"))


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY_TEXT, min_size=1, max_size=5))
def test_every_text_has_length_one(folder: Path, texts: list[str]) -> None:
    vectors = Encoder.open(folder).encode(texts, "passage")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_fifty_thousand_characters(folder: Path) -> None:
    assert Encoder.open(folder).encode(["ship " * 10_000], "query").shape == (1, DIMS)


def test_each_token_knows_its_place_in_the_text_as_given(folder: Path) -> None:
    texts = [" \x00lamp  ship\n", "", "ship\ud800rope lamp", "\u3000rope"]
    vectors, tokens = Encoder.open(folder).encode_tokens(texts, "query")
    found = [[text[a:b] for a, b in t.spans] for text, t in zip(texts, tokens, strict=True)]
    assert found == [["lamp", "ship"], [], ["ship", "rope", "lamp"], ["rope"]]
    assert [t.states.shape for t in tokens] == [(2, DIMS), (0, DIMS), (3, DIMS), (1, DIMS)]
    np.testing.assert_array_equal(tokens[0].states[1], tokens[2].states[0])  # both are "ship"
    assert not np.allclose(tokens[0].states[0], tokens[0].states[1])
    np.testing.assert_array_equal(vectors, Encoder.open(folder).encode(texts, "query"))


@settings(max_examples=60, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY_TEXT, min_size=1, max_size=5))
def test_spans_follow_each_other_and_hold_something(folder: Path, texts: list[str]) -> None:
    _, tokens = Encoder.open(folder).encode_tokens(texts, "passage")
    for text, found in zip(texts, tokens, strict=True):
        assert len(found.spans) == len(found.states)
        assert found.spans == sorted(found.spans)
        assert all(text[a:b] and text[a:b] == text[a:b].lstrip() for a, b in found.spans)


def test_what_is_too_long_has_no_tokens(folder: Path) -> None:
    _, (found,) = Encoder.open(folder).encode_tokens(["ship " * 10_000], "query")
    assert found.spans == [(at * 5, at * 5 + 4) for at in range(15)]  # 16 tokens, one the prefix


@pytest.mark.parametrize(("rough", "smooth"), [
    ("a\x00b", "a b"), ("\ud800Hallo\udfff", "Hallo"), ("  Grüße\n", "Grüße"), ("\x1b[0m", "[0m")])
def test_what_no_tokenizer_takes_becomes_a_space(rough: str, smooth: str) -> None:
    assert clean(rough) == smooth


@pytest.mark.parametrize("name", [MANIFEST, TOKENIZER, MODEL])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EncoderDamaged, match="lotse prepare"):
        Encoder.open(folder)


@pytest.mark.parametrize("name", [MANIFEST, TOKENIZER, MODEL])
def test_a_file_cut_short_is_noticed(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(EncoderDamaged, match=name):
        Encoder.open(folder)


@pytest.mark.parametrize("name", [TOKENIZER, MODEL])
def test_another_content_of_the_same_size_is_noticed(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(EncoderDamaged, match=name):
        verify(folder)
    with pytest.raises(EncoderDamaged, match=name):
        Encoder.open(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": {}}', '{"files": 3}', "\x00"])
def test_a_manifest_that_says_something_else(folder: Path, content: str) -> None:
    (folder / MANIFEST).write_text(content)
    with pytest.raises(EncoderDamaged, match="lotse prepare"):
        read_manifest(folder)


def test_the_fingerprint_follows_the_files(folder: Path) -> None:
    before = verify(folder)
    text = (folder / MANIFEST).read_text()
    (folder / MANIFEST).write_text(text.replace("query ", "ask "))
    assert read_manifest(folder).fingerprint != before.fingerprint

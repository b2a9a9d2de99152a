"""A text is encoded once in its life, by one encoder, whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from bot.encoder.cache import VectorCache
from bot.encoder.files import EncoderDamaged
from bot.encoder.runtime import Kind, Vectors


class Counting:
    """Gives each text a vector by its content and remembers what it was asked."""

    def __init__(self, fingerprint: str = "one") -> None:
        self.fingerprint, self.dims = fingerprint, 4
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.asked += texts
        own = len(self.fingerprint)
        rows = [[len(text), len(kind), own, sum(map(ord, text)) % 97] for text in texts]
        return np.array(rows, np.float32).reshape(len(texts), 4)


def test_once_is_enough(tmp_path: Path) -> None:
    encoder = Counting()
    texts = ["Paket", "đơn hàng", "Paket", ""]
    first = VectorCache(tmp_path / "new/v.db", encoder).encode(texts, "query")
    again = VectorCache(tmp_path / "new/v.db", encoder).encode([*texts, "neu"], "query")
    np.testing.assert_array_equal(first, again[:-1])
    assert encoder.asked == ["Paket", "đơn hàng", "", "neu"]


def test_kinds_and_encoders_are_kept_apart(tmp_path: Path) -> None:
    one, other = Counting("one"), Counting("another")
    rows = [VectorCache(tmp_path / "v.db", encoder).encode(["Paket"], kind)
            for encoder in (one, other) for kind in ("query", "passage")]
    assert len({row.tobytes() for row in rows}) == 4


def test_nothing_asked(tmp_path: Path) -> None:
    assert VectorCache(tmp_path / "v.db", Counting()).encode([], "query").shape == (0, 4)


def test_more_texts_than_one_statement_holds(tmp_path: Path) -> None:
    encoder = Counting()
    cache = VectorCache(tmp_path / "v.db", encoder)
    texts = [f"Bestellung {number}" for number in range(1_200)]
    first = cache.encode(texts, "query")
    np.testing.assert_array_equal(first, cache.encode(texts, "query"))
    assert len(encoder.asked) == 1_200


def test_forgotten_texts_are_gone(tmp_path: Path) -> None:
    encoder = Counting()
    cache = VectorCache(tmp_path / "v.db", encoder)
    cache.encode(["Anna", "Paket"], "query")
    assert cache.forget(["Anna", "nie gesehen"], "query") == 1
    cache.encode(["Anna", "Paket"], "query")
    assert encoder.asked == ["Anna", "Paket", "Anna"]


@pytest.mark.parametrize("number", range(20))
def test_several_open_a_new_file_at_once(tmp_path: Path, number: int) -> None:
    texts = [f"text {number} {line}" for line in range(50)]
    together = Barrier(6)

    def ask(_: int) -> Vectors:
        together.wait(30)
        return VectorCache(tmp_path / "v.db", Counting()).encode(texts, "query")

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(ask, range(12)))
    for one in found:
        np.testing.assert_array_equal(one, found[0])


def test_a_broken_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "v.db").write_bytes(b"not a database " * 400)
    with pytest.raises(EncoderDamaged, match="may be deleted"):
        VectorCache(tmp_path / "v.db", Counting()).encode(["Paket"], "query")

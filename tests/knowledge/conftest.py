"""An encoder without a model: texts with the same words lie close together."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.encoder.runtime import Kind, Vectors
from knowledge.tokens import words

DIMS = 64


class WordEncoder:
    """Counts what it has encoded, so that a test can say "nothing was made anew"."""

    def __init__(self, fingerprint: str = "words") -> None:
        self.fingerprint, self.dims = fingerprint, DIMS
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.encoded += texts
        vectors = np.full((len(texts), DIMS), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                vectors[row, zlib.crc32(word.encode()) % DIMS] += 1
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


def write(folder: Path, key: str, language: str, title: str, body: str, **more: object) -> Path:
    """An article's file."""
    path = folder / language / f"{key}.md"
    path.parent.mkdir(exist_ok=True, parents=True)
    front = {"id": key, "language": language, "title": title, **more}
    lines = [f"{name}: {value}" for name, value in front.items()]
    path.write_text("\n".join(["---", *lines, "---", body, ""]), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three articles; one exists in two languages."""
    made = tmp_path / "articles"
    write(made, "shipping", "en", "What does shipping cost?",
          "Shipping costs 4.90 euros. It is free above 60 euros.\n\n"
          "## Express\n\nExpress costs 9.90.",
          link="/help/shipping", intents="[ask_shipping_cost]")
    write(made, "shipping", "de", "Was kostet der Versand?",
          "Der Versand kostet 4,90 Euro. Ab 60 Euro ist er frei.", link="/hilfe/shipping")
    write(made, "wool", "en", "How do I wash wool?",
          "Wash wool by hand in cold water. Never tumble dry it.", intents="[ask_care]")
    return made

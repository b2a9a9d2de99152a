"""The sentence encoder inside Rasa: its folder comes from the environment, its memory too."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from bot.encoder.cache import VectorCache
from bot.encoder.runtime import Encoder

VECTOR = "lotse_vector"  # where a message carries its own vector, so that it is encoded once


@cache
def open_encoder() -> Encoder:
    """The exported encoder, loaded once a process."""
    return Encoder.open(Path(os.environ.get("LOTSE_ENCODER", "var/encoder")), threads=2)


def with_memory(encoder: Encoder) -> VectorCache:
    """Remembers the vectors of examples: a second training encodes only what is new."""
    folder = Path(os.environ.get("LOTSE_CACHE", "var/cache"))
    folder.mkdir(parents=True, exist_ok=True)
    return VectorCache(folder / "vectors.db", encoder)

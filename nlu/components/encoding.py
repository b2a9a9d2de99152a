"""The sentence encoder inside Rasa: its folder comes from the environment, its memory too."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from bot.encoder.cache import VectorCache
from bot.encoder.runtime import Encoder

# Where a message carries what the encoder said of it, so that it is encoded once.
VECTOR = "lotse_vector"
STATES = "lotse_states"
LEARNED = "lotse_learned"  # names of the entities the tagger knows: rules leave those to it


@cache
def open_encoder() -> Encoder:
    """The exported encoder, loaded once a process."""
    return Encoder.open(Path(os.environ.get("LOTSE_ENCODER", "var/encoder")), threads=2)


def with_memory(encoder: Encoder) -> VectorCache:
    """Remembers the vectors of examples: a second training encodes only what is new."""
    return VectorCache(cache_folder() / "vectors.db", encoder)


def cache_folder() -> Path:
    """Where trainings keep what the next one needs not make again."""
    folder = Path(os.environ.get("LOTSE_CACHE", "var/cache"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""The language a message or example is in, as the app or the example's file says."""

from __future__ import annotations

from typing import Any


def language_of(message: Any) -> str:
    """From the metadata: {"language": …} at run time, {"intent": {"language": …}} in training."""
    metadata = message.get("metadata") or {}
    of_intent = metadata.get("intent") if isinstance(metadata.get("intent"), dict) else {}
    return str(metadata.get("language") or of_intent.get("language") or "en")

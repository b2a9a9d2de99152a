"""The language a message or example is in, as the app or the example's file says."""

from __future__ import annotations

from typing import Any

from nlu.language.guess import guessed


def language_of(message: Any) -> str:
    """From the metadata: {"language": …} at run time, {"intent": {"language": …}} in training.

    Rasa asked by itself is told none: then the text tells.
    """
    metadata = message.get("metadata") or {}
    of_intent = metadata.get("intent") if isinstance(metadata.get("intent"), dict) else {}
    told = metadata.get("language") or of_intent.get("language")
    return str(told or guessed(message.get("text") or ""))

"""Every field of every messenger has its label, and its hint, in all three languages."""

from __future__ import annotations

import pytest

from bot.channels.registry import CHANNELS
from bot.words import Language
from handoff.console.pages import texts


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_messenger_is_named_with_its_fields(channel: str, language: Language) -> None:
    words, fields = texts(language), CHANNELS[channel].fields
    assert channel in words["app"]["channels"]
    labels, hints = words["fields"].get(channel, {}), words["field_hints"].get(channel, {})
    assert [field.name for field in fields if not labels.get(field.name)] == []
    assert [field.name for field in fields if field.hint and not hints.get(field.name)] == []

"""The commands Rasa's domain may send, read from its files; a test holds them against the app."""

from __future__ import annotations

from typing import Any

import yaml

from bot.settings import ROOT


def rasa_commands() -> list[dict[str, Any]]:
    """Every {say: …} and {do: …} of the domain's responses."""
    domain = yaml.safe_load((ROOT / "bot/dialogue/domain/domain.yml").read_text("utf-8"))
    return [variation["custom"] for variations in domain["responses"].values()
            for variation in variations]

"""The running system, as the live tests are given it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.settings import Settings


@dataclass(frozen=True)
class Running:
    """Where it is, its settings, and the process of `lotse run` where a test started it."""

    url: str
    settings: Settings
    pid: int | None = None

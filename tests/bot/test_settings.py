"""The README says of the settings what the code says."""

from __future__ import annotations

from bot.settings import ROOT
from tools.settings_table import table


def test_the_readmes_table_is_the_codes() -> None:
    assert table() in (ROOT / "README.md").read_text("utf-8")

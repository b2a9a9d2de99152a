"""People who say their name are called by it."""

from __future__ import annotations

import pytest

from actions.doing import called
from bot.words import Language


@pytest.mark.parametrize(("name", "language", "wanted"), [
    ("Nguyễn Thị Minh Khai", Language.VI, "Khai"), ("lan", Language.VI, "Lan"),
    ("Jürgen Müller", Language.DE, "Jürgen Müller"),
    ("maeve o'brien", Language.EN, "Maeve O'Brien"),
])
def test_people_are_called_by_their_name(name: str, language: Language, wanted: str) -> None:
    assert called(name, language) == wanted

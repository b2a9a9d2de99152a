"""The project's own golden conversations, played against real Rasa through the web chat."""

from __future__ import annotations

import subprocess

import pytest

from bot.cli.golden import Golden, play, read
from bot.settings import ROOT
from tests.live.running import Running

FILES = sorted((ROOT / "tests/golden").glob("*.yml"))
CONVERSATIONS = [(path, talk) for path in FILES for talk in read(path)]

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    ("path", "conversation"), CONVERSATIONS, ids=[f"{p.stem}: {c.name}" for p, c in CONVERSATIONS])
async def test_golden(running: Running, path: object, conversation: Golden) -> None:
    played = await play(running.settings, running.url, FILES[0], conversation)
    assert played.differences == []


def test_the_command_reports_and_fails(running: Running, tmp_path: object) -> None:
    wrong = f"{tmp_path}/wrong.yml"
    with open(wrong, "w") as file:
        file.write("name: wrong\nlanguage: en\nturns:\n- customer: hello\n"
                   "  expect: {intent: order_status}\n")
    done = subprocess.run(
        [str(ROOT / ".venv/bin/lotse"), "golden", wrong, "--url", running.url, "--json"],
        env={"LOTSE_VAR": str(running.settings.var), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert "intent is 'greet'" in done.stdout

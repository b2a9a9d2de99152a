"""The scanner's verdict: clean, infected, or none, which is not clean."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.files.kinds import Unwanted
from bot.files.scanning import Unscanned, scan


def script(folder: Path, body: str) -> str:
    path = folder / "scanner.py"
    path.write_text(f"import sys, time\n{body}\n")
    return f"{sys.executable} {path} --quick"


async def test_the_command_gets_the_path_last(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("clean")
    command = script(tmp_path, "sys.exit(open(sys.argv[-1]).read() != 'clean')")
    await scan(command, tmp_path / "a file")
    (tmp_path / "a file").write_text("a worm")
    with pytest.raises(Unwanted) as refused:
        await scan(command, tmp_path / "a file")
    assert refused.value.code == "infected"


@pytest.mark.parametrize("body", ["sys.exit(2)", "time.sleep(30)", "import os; os.abort()"])
async def test_no_verdict_is_not_clean(tmp_path: Path, body: str) -> None:
    with pytest.raises(Unscanned):
        await scan(script(tmp_path, body), tmp_path / "x", seconds=1.5)


async def test_a_scanner_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unscanned):
        await scan("/no/such/scanner", tmp_path / "x")
    await scan("", tmp_path / "x")  # none is asked for

"""Rules of this code that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from bot.settings import ROOT

ROOMS = ("bot", "nlu", "actions", "handoff", "knowledge")
FILES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
CODE = [path for path in FILES if path.read_text("utf-8").strip()]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE, ids=name)
def test_line_one_says_what_the_room_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path


@pytest.mark.parametrize("path", CODE, ids=name)
def test_rooms_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 320, path


def test_only_doors_commit() -> None:
    """Transactions end where `Database.write` ends; SQLite caches of our own aside."""
    commits = [name(path) for path in CODE
               if re.search(r"session\.commit\(|\.commit\(\)", path.read_text("utf-8"))]
    assert [path for path in commits if not path.startswith("bot/encoder/")] == []


def test_nothing_committed_names_a_registry_or_this_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True,
                            check=True).stdout.split()
    here = [re.escape(f"{ROOT}/"), re.escape(f"{Path.home()}/.")]
    forbidden = re.compile("|".join([r"pypi\.org", "pythonhosted", r"registry\.npmjs", *here]))
    found = [path for path in listed
             if not path.endswith((".png", ".npz")) and path != "tests/test_rules.py"
             and forbidden.search((ROOT / path).read_text("utf-8", "ignore"))]
    assert found == []

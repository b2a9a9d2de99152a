"""What is there already is not made again, and what each processor gets."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.encoder import export
from bot.encoder.files import MANIFEST
from bot.encoder.runtime import Encoder


def ready(folder: Path, precision: str = "best") -> None:
    """Let the small folder pass for the built-in one."""
    wanted = f"{export._identity(export.BUILT_IN)}, {precision} precision, recipe {export.RECIPE}"
    path = folder / MANIFEST
    path.write_text(path.read_text().replace("a test", wanted))


def test_a_finished_folder_is_left_alone(folder: Path) -> None:
    ready(folder)
    said: list[str] = []
    started = time.monotonic()
    assert export.prepare(folder, said.append).name == "small"
    assert time.monotonic() - started < 0.3
    assert len(said) == 1
    assert "ready" in said[0]


def test_another_wish_makes_it_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ready(folder)
    monkeypatch.setattr(export, "_make", lambda *given: (_ for _ in ()).throw(KeyError("made")))
    with pytest.raises(KeyError, match="made"):
        export.prepare(folder, print, precision="float32")
    assert Encoder.open(folder).name == "small"  # a failed export leaves the old one in place
    assert not list(folder.parent.glob(".encoder-*"))


def test_the_swap_replaces_the_folder(tmp_path: Path) -> None:
    for name in ("new", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    export._swap_in(tmp_path / "new", tmp_path / "target", tmp_path / "old")
    assert (tmp_path / "target/file").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["target"]

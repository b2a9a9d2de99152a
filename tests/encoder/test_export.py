"""What is there already is not made again, and what each processor gets."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from bot.encoder import export, onnx_file
from bot.encoder.files import MANIFEST, read_manifest
from bot.encoder.onnx_file import Precision
from bot.encoder.runtime import Encoder, Vectors


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


class Float:
    """A model only as far as it is compared with."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def encode(self, texts: list[str], normalize_embeddings: bool) -> Vectors:
        return self._vectors


def test_an_export_must_say_what_the_model_says(folder: Path) -> None:
    manifest = read_manifest(folder)
    same = np.concatenate([Encoder.open(folder).encode([t], "query") for t in export.CHECKED])
    checked = export._checked(folder, Float(same), manifest)  # type: ignore[arg-type]
    assert checked.cosine > 0.9999
    assert checked.agreement == 1.0
    assert read_manifest(folder) == checked
    with pytest.raises(export.EncoderUnfit, match="worst cosine"):
        export._checked(folder, Float(-same), manifest)  # type: ignore[arg-type]


@pytest.mark.parametrize(("wish", "tried"), [(None, ["int8", "float32"]), ("int8", ["int8"])])
def test_an_unfit_int8_is_said_and_replaced_unless_wished_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wish: Precision | None, tried: list[str]
) -> None:
    seen: list[str] = []
    said: list[str] = []

    def written(folder: Path, *given: object) -> object:
        folder.mkdir()
        seen.append(str(given[2]))
        if given[2] == "int8":
            raise export.EncoderUnfit("too far")
        return "manifest"

    monkeypatch.setattr(export, "_load", lambda *given: None)
    monkeypatch.setattr(export, "_described", lambda *given: None)
    monkeypatch.setattr(export, "_written", written)
    monkeypatch.setattr(onnx_file, "write_float", lambda *given: None)
    monkeypatch.setattr(onnx_file, "best_precision", lambda flags: "int8")
    if wish:
        with pytest.raises(export.EncoderUnfit):
            export._make(tmp_path, "any", "wanted", wish, said.append)
    else:
        export._make(tmp_path, "any", "wanted", wish, said.append)
        assert "too far: taking float32 instead" in said[-1]
    assert seen == tried


def test_the_swap_replaces_the_folder(tmp_path: Path) -> None:
    for name in ("new", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    export._swap_in(tmp_path / "new", tmp_path / "target", tmp_path / "old")
    assert (tmp_path / "target/file").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["target"]

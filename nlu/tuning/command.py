"""`lotse train --fine-tune`: tune, measure on examples held out, and only then write an encoder."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from rich.table import Table

from bot.encoder.export import prepare
from bot.errors import BadInput
from bot.settings import Settings
from bot.words import Language
from nlu.inputs import Example
from nlu.tuning.judging import judge
from nlu.tuning.pairs import batches, divide

if TYPE_CHECKING:
    from nlu.tuning.training import Tunable

Tell = Callable[[str, float], None]  # sentence, share done


@dataclass(frozen=True, slots=True)
class Tuned:
    """What came of it."""

    frozen: dict[str, Any]  # figures as judging.judge gives them, on examples held out
    tuned: dict[str, Any]
    steps: int
    minutes: float
    folder: Path | None  # of the exported encoder; None: measured only, or not better

    @property
    def gain(self) -> float:
        """Accuracy gained on the held-out examples, in points."""
        return 100 * float(self.tuned["all"]["accuracy"] - self.frozen["all"]["accuracy"])


def fine_tune(
    settings: Settings, examples: Sequence[Example], minutes: float, check_only: bool, tell: Tell
) -> Tuned:
    """Tune the built-in encoder on 80 % and judge it on the rest; if better, on all, and export.

    `minutes` bounds the learning; reading the examples and the export come on top. Raises
    BadInput, EncoderUnfit, packed.WeightsMissing.
    """
    if not 0 < minutes <= 24 * 60:
        raise BadInput("--minutes must be above 0 and at most a day.")
    started = time.monotonic()
    from nlu.tuning.training import Tunable

    settings.var.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.var, prefix="tuning-") as name:
        tunable = Tunable(Path(name))
        states = tunable.below([example.text for example in examples], tell)
        share = 1.0 if check_only else 0.5
        frozen, tuned, steps = _checked(tunable, states, examples, 60 * minutes * share, tell)
        folder = None
        if not check_only and tuned["all"]["accuracy"] > frozen["all"]["accuracy"]:
            tunable.forget()
            tunable.tune(batches(examples), states, 60 * minutes * share,
                         _named("learning from all", tell), steps)
            folder = settings.var / "encoders" / f"tuned-{_stamp(examples, steps)}"
            _export(tunable, Path(name) / "tuned", folder, tell)
    return Tuned(frozen, tuned, steps, (time.monotonic() - started) / 60, folder)


def _checked(
    tunable: Tunable, states: dict[str, Any], examples: Sequence[Example], seconds: float,
    tell: Tell,
) -> tuple[dict[str, Any], dict[str, Any], int]:
    """Figures on the held-out examples before and after, and the steps in between."""
    learned, held = divide(examples)
    texts = list(states)

    def figures(what: str) -> dict[str, Any]:
        tell(f"judging the {what} encoder", 0.0)
        rows = tunable.vectors([states[text] for text in texts])
        return judge(learned, held, dict(zip(texts, rows, strict=True)))

    frozen = figures("frozen")
    steps = tunable.tune(batches(learned), states, seconds, _named("learning from 80 %", tell))
    return frozen, figures("tuned"), steps


def _export(tunable: Tunable, source: Path, folder: Path, tell: Tell) -> None:
    tunable.model.save(str(source), create_model_card=False)
    folder.parent.mkdir(parents=True, exist_ok=True)
    prepare(folder, lambda sentence: tell(sentence, 0.0), str(source))


def _named(what: str, tell: Tell) -> Tell:
    return lambda sentence, share: tell(f"{what}: {sentence}", share)


def _stamp(examples: Sequence[Example], steps: int) -> str:
    lines = sorted(f"{e.language}\t{e.intent}\t{e.text}" for e in examples)
    return hashlib.sha256("\n".join([str(steps), *lines]).encode()).hexdigest()[:8]


def table(found: Tuned) -> Table:
    """Frozen beside tuned, on examples neither has seen."""
    shown = Table("held-out examples", "n", "frozen", "tuned", "gain",
                  title="Fine-tuning the encoder",
                  caption=f"{found.steps} steps, {found.minutes:.1f} minutes in all")
    for code in (*Language, "all"):
        if code not in found.tuned:
            continue
        for figure in ("accuracy", "macro_f1"):
            before, after = found.frozen[code][figure], found.tuned[code][figure]
            shown.add_row(f"{code} {figure}", str(found.tuned[code]["n"]), f"{before:.3f}",
                          f"{after:.3f}", f"{100 * (after - before):+.1f}")
    name = "expected_calibration_error"
    shown.add_row("calibration error", "", f"{found.frozen[name]:.3f}", f"{found.tuned[name]:.3f}",
                  f"{100 * (found.tuned[name] - found.frozen[name]):+.1f}")
    return shown


def advice(found: Tuned, check_only: bool) -> str:
    """What was gained, what it costs, how to use it and how to go back."""
    if found.folder is None:
        return ("Only measured; nothing was written." if check_only else
                f"The tuned encoder is no better ({found.gain:+.1f} points): nothing was written, "
                "the frozen one stays.")
    return (
        f"{found.gain:+.1f} points of accuracy on held-out examples. The encoder is in "
        f"{found.folder}; nothing uses it yet.\n"
        "It costs: a training and new vectors of all articles at the next start, and search may "
        "find less (compare `lotse eval knowledge` with both). The accuracy a later training shows "
        "is too good, because this encoder has seen the examples: trust the table above.\n"
        f"To use it, put LOTSE_ENCODER={found.folder} into .env and restart `lotse run`. "
        "To go back, take that line out and restart.")

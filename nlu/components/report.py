"""What the classifier says of itself after training, from predictions of left-out examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from nlu.components import calibration
from nlu.components.calibration import Floats, Ints


def report(
    left_out: Floats, labels: Ints, languages: Sequence[str], names: Sequence[str]
) -> dict[str, Any]:
    """Accuracy and macro-F1 per language, F1 per intent, confusions, the calibration error.

    `left_out`: probabilities of each example by a model without it, (n, intents); `labels`: the
    number of its intent in `names`. Every confusion is listed, the commonest first, as
    [meant, taken for, times].
    """
    guessed = left_out.argmax(axis=1)
    spoken = np.array(languages)
    found: dict[str, Any] = {"macro_f1": {"all": macro_f1(guessed, labels)}}
    for code in sorted(set(map(str, languages))):
        own = spoken == code
        found[code] = float((guessed == labels)[own].mean())
        found["macro_f1"][code] = macro_f1(guessed[own], labels[own])
    found["all"] = float((guessed == labels).mean())
    found["expected_calibration_error"] = calibration.expected_calibration_error(left_out, labels)
    found["f1"] = {name: calibration.f1(guessed, labels, place) for place, name in enumerate(names)}
    wrong = guessed != labels
    mistakes = Counter(zip(labels[wrong].tolist(), guessed[wrong].tolist(), strict=True))
    found["confusions"] = [
        [names[true], names[took], count] for (true, took), count in mistakes.most_common()]
    found["counts"] = {name: int((labels == place).sum()) for place, name in enumerate(names)}
    return found


def macro_f1(guessed: Ints, labels: Ints) -> float:
    """Mean F1 of the intents that occur in `labels`."""
    return float(np.mean([calibration.f1(guessed, labels, int(p)) for p in np.unique(labels)]))

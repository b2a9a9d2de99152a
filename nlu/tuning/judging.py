"""What vectors are worth: the classifier's own arithmetic, asked about examples held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nlu.components import kernel
from nlu.components.calibration import Floats, expected_calibration_error
from nlu.components.grams import Grams
from nlu.components.report import macro_f1
from nlu.components.words import clean
from nlu.inputs import Example


def judge(
    learned: Sequence[Example], held: Sequence[Example], vectors: dict[str, Floats]
) -> dict[str, Any]:
    """Per language and "all": accuracy, macro_f1, n; and the expected calibration error.

    `vectors`: by text. The model is the shipped classifier's, trained on `learned`, asked about
    `held`.
    """
    names = sorted({example.intent for example in learned})
    place = {name: number for number, name in enumerate(names)}
    spoken = [example.language for example in learned]
    rows = np.stack([vectors[example.text] for example in learned])
    centres = kernel.Centres.learn(rows, spoken)
    grams, letters = Grams.learn([clean(example.text) for example in learned])
    labels = np.array([place[example.intent] for example in learned])
    model, _ = kernel.fit(centres.centred(rows, spoken), letters, labels, len(names))
    languages = [example.language for example in held]
    asked = centres.centred(np.stack([vectors[example.text] for example in held]), languages)
    shares = model.probabilities(asked, grams.rows([clean(example.text) for example in held]))
    return _figures(shares, np.array([place[e.intent] for e in held]), np.array(languages))


def _figures(shares: Floats, truth: Any, languages: Any) -> dict[str, Any]:
    guessed = shares.argmax(axis=1)
    found: dict[str, Any] = {
        "expected_calibration_error": round(expected_calibration_error(shares, truth), 4)}
    for code in ["all", *sorted(set(languages.tolist()))]:
        own = np.full(len(truth), True) if code == "all" else languages == code
        found[code] = {
            "accuracy": round(float((guessed == truth)[own].mean()), 4),
            "macro_f1": round(macro_f1(guessed[own], truth[own]), 4), "n": int(own.sum())}
    return found

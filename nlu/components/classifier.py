"""Rasa's intent classifier of this project: meaning and letters in, honest probabilities out."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components import kernel
from nlu.components.encoding import open_encoder, with_memory
from nlu.components.grams import Grams
from nlu.components.language_of import language_of
from nlu.components.words import clean

LISTED = 5
LEAST_FAMILIAR = 0.5  # of a text's letter n-grams; real sentences have .7 and more


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CalibratedClassifier(RasaClassifier, GraphComponent):  # type: ignore[misc]
    """Sets the intent, its ranking, and under "lotse" how certain that is."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
        model: dict[str, Any] | None = None,
    ) -> None:
        self.config = config
        self.storage = storage
        self.resource = resource
        self.encoder = open_encoder()
        if model:
            self.fitted: kernel.Fitted = model["fitted"]
            self.grams: Grams = model["grams"]
            self.centres: kernel.Centres = model["centres"]
            self.names: list[str] = model["names"]
            self.sure, self.unsure = model["thresholds"]

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> CalibratedClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> CalibratedClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "model.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the examples; accuracy and thresholds come from leaving each out once."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        texts = [clean(m.get(TEXT)) for m in examples]
        intents = [m.get(INTENT) for m in examples]
        self.names = sorted(set(intents))
        place = {name: number for number, name in enumerate(self.names)}
        labels = np.array([place[name] for name in intents])
        languages = [language_of(message) for message in examples]
        vectors = with_memory(self.encoder).encode(texts, "query")
        self.centres = kernel.Centres.learn(vectors, languages)
        vectors = self.centres.centred(vectors, languages)
        self.grams, rows = Grams.learn(texts)
        self.fitted, left_out = kernel.fit(vectors, rows, labels, len(self.names))
        self.sure, self.unsure = kernel.thresholds(left_out, labels)
        self._persist(report(left_out, labels, languages, self.names))
        return self.resource

    def _persist(self, accuracy: dict[str, Any]) -> None:
        with self.storage.write_to(self.resource) as folder:
            joblib.dump({
                "fitted": self.fitted, "grams": self.grams, "centres": self.centres,
                "names": self.names,
                "thresholds": (self.sure, self.unsure)}, folder / "model.joblib")
            (folder / "accuracy.json").write_text(json.dumps(
                {**accuracy, "sure": self.sure, "unsure": self.unsure}))

    def process(self, messages: list[Message]) -> list[Message]:
        """Understand each message; a pressed button was understood before and is left alone."""
        for message in messages:
            if message.get(INTENT, {}).get("name") and is_command(message):
                continue
            self._understand(message)
        return messages

    def _understand(self, message: Message) -> None:
        text = clean(message.get(TEXT) or "")
        vectors = self.centres.centred(
            self.encoder.encode([text], "query"), [language_of(message)])
        shares = self.fitted.probabilities(vectors, self.grams.rows([text]))[0]
        order = np.argsort(-shares)[:LISTED]
        ranking = [{"name": self.names[i], "confidence": float(shares[i])} for i in order]
        best = ranking[0] if text.strip() else {"name": "nlu_fallback", "confidence": 1.0}
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set(INTENT, best, add_to_output=True)
        message.set("lotse", {
            "certainty": self.certainty(best, self.grams.familiarity(text)),
            "nearest": float(self.fitted.nearest(vectors)[0]),
        }, add_to_output=True)

    def certainty(self, best: dict[str, Any], familiarity: float) -> str:
        """sure: answer; unsure: ask back; lost: not understood, or not made of words."""
        share = best["confidence"]
        strange = familiarity < LEAST_FAMILIAR
        if best["name"] == "nlu_fallback" or share < self.unsure or strange:
            return "lost"
        return "sure" if share >= self.sure else "unsure"


def is_command(message: Message) -> bool:
    """Whether Rasa itself read an "/intent" the app sent for a pressed button."""
    return bool((message.get(TEXT) or "").startswith("/"))


def report(
    left_out: kernel.Floats, labels: kernel.Ints, languages: list[str], names: list[str]
) -> dict[str, Any]:
    """Leave-one-out accuracy per language, F1 per intent, confusions, the calibration error."""
    guessed = left_out.argmax(axis=1)
    spoken = np.array(languages)
    found: dict[str, Any] = {
        code: float((guessed == labels)[spoken == code].mean()) for code in sorted(set(languages))}
    found["all"] = float((guessed == labels).mean())
    found["expected_calibration_error"] = kernel.expected_calibration_error(left_out, labels)
    found["f1"] = {name: kernel.f1(guessed, labels, place) for place, name in enumerate(names)}
    mistakes = Counter(zip(labels[guessed != labels], guessed[guessed != labels], strict=True))
    found["confusions"] = [
        [names[true], names[took], count] for (true, took), count in mistakes.most_common(40)]
    return found

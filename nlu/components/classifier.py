"""Rasa's intent classifier of this project: meaning and letters in, honest probabilities out."""

from __future__ import annotations

import json
from dataclasses import dataclass
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
from threadpoolctl import threadpool_limits

from bot.encoder.cache import VectorCache
from bot.marks import Counted, Marks
from nlu.components import calibration, kernel, wishes
from nlu.components.calibration import Floats
from nlu.components.encoding import STATES, VECTOR, open_encoder, with_memory
from nlu.components.grams import Grams
from nlu.components.language_of import language_of
from nlu.components.parts import split
from nlu.components.report import report
from nlu.components.words import clean
from nlu.mood.rows import LANGUAGES, ordinary

LISTED = 5
OUTSIDE = ("out_of_scope", "oos")  # intents whose examples are what we do not do
MEASURED = 3_000  # examples the lower threshold is read from
LEAST_FAMILIAR = 0.5  # of a text's letter n-grams; real sentences have .7 and more


@dataclass(frozen=True, slots=True)
class Told:
    """What one text says: its reading, the likeliest intents, and how near it is to examples."""

    reading: wishes.Reading
    ranking: list[dict[str, Any]]
    nearest: float
    oos: float


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
            self.abroad: kernel.Fitted | None = model["abroad"]
            self.grams: Grams = model["grams"]
            self.centres: kernel.Centres = model["centres"]
            self.names: list[str] = model["names"]
            self.spoken: frozenset[str] = model["spoken"]  # languages there are examples in
            self.thresholds: calibration.Thresholds = model["thresholds"]
            self.marks: Marks = model["marks"]  # what Vietnamese typed without them is read with

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
        # A message is small products: for those a second thread costs more waiting than it works.
        threadpool_limits(1, user_api="blas")
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / "model.joblib"))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the examples; accuracy and thresholds come from leaving each out once."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        languages = [language_of(message) for message in examples]
        typed = [(clean(m.get(TEXT)), code) for m, code in zip(examples, languages, strict=True)]
        self.marks = Marks([Counted.of(text for text, code in typed if code == "vi")])
        texts = [self._spelled(*one) for one in typed]
        intents = [m.get(INTENT) for m in examples]
        self.names = sorted(set(intents))
        place = {name: number for number, name in enumerate(self.names)}
        labels = np.array([place[name] for name in intents])
        memory = with_memory(self.encoder)
        vectors = memory.encode(texts, "query")
        complete = set(LANGUAGES) <= set(languages)
        self.centres = kernel.Centres.learn(
            vectors, languages, None if complete else usual_centres(memory))
        vectors = self.centres.centred(vectors, languages)
        self.grams, rows = Grams.learn(texts)
        outside, named = self.outside(), self._named(memory)
        self.fitted, left_out = kernel.fit(
            vectors, rows, labels, len(self.names), outside, named)
        self.abroad = None if complete else kernel.fit_abroad(vectors, labels, self.fitted)
        self.spoken = frozenset(languages)
        sample = np.random.default_rng(0).permutation(len(labels))[:MEASURED]
        belongs = calibration.belonging(
            left_out[sample], self.fitted.nearest_others(sample), outside)
        self.thresholds = calibration.choose(left_out, labels, belongs, sample, outside)
        self._persist(report(left_out, labels, languages, self.names))
        return self.resource

    def _named(self, memory: VectorCache) -> Floats:
        """The intents' names, around their centre: "order_cancel" says something by itself."""
        names = memory.encode([name.replace("_", " ") for name in self.names], "query")
        return kernel.unit(names - names.mean(axis=0))

    def _persist(self, accuracy: dict[str, Any]) -> None:
        with self.storage.write_to(self.resource) as folder:
            joblib.dump({
                "fitted": self.fitted, "abroad": self.abroad, "spoken": self.spoken,
                "grams": self.grams, "centres": self.centres, "names": self.names,
                "thresholds": self.thresholds, "marks": self.marks}, folder / "model.joblib")
            (folder / "accuracy.json").write_text(json.dumps(
                {**accuracy, "sure": self.thresholds.sure, "known": self.thresholds.known}))

    def process(self, messages: list[Message]) -> list[Message]:
        """Understand each message; a pressed button was understood before and is left alone."""
        for message in messages:
            if message.get(INTENT, {}).get("name") and is_command(message):
                continue
            self._understand(message)
        return messages

    def _understand(self, message: Message) -> None:
        text, language = clean(message.get(TEXT) or ""), language_of(message)
        parts = wishes.wishing(split(text, language))
        texts = [self._spelled(one, language) for one in (text, *(p.text for p in parts))]
        encoded, states = self.encoder.encode_tokens(texts, "query")
        message.set(VECTOR, encoded[0])
        message.set(STATES, states[0])
        whole, *others = self._read(texts, encoded, language)
        decision = wishes.combine(whole.reading, parts, [other.reading for other in others])
        told = whole if decision.chosen is None else others[decision.chosen]
        message.set("intent_ranking", told.ranking, add_to_output=True)
        message.set(INTENT, {
            "name": told.reading.intent, "confidence": told.reading.confidence,
        }, add_to_output=True)
        message.set("lotse", {
            "certainty": told.reading.certainty, "nearest": told.nearest, "oos": told.oos,
            "parts": [wish.as_json() for wish in decision.wishes],
        }, add_to_output=True)

    def _read(self, texts: list[str], encoded: Floats, language: str) -> list[Told]:
        """What each text says by itself."""
        vectors = self.centres.centred(encoded, [language] * len(texts))
        home = self.abroad is None or language in self.spoken
        fitted = self.fitted if home else self.abroad
        shares, nearest = fitted.read(vectors, self.grams.rows(texts))
        belongs = calibration.belonging(shares, nearest, self.outside())
        return [self._told(*row) for row in zip(texts, shares, nearest, belongs, strict=True)]

    def _told(self, text: str, shares: Floats, nearest: float, belongs: float) -> Told:
        order = np.argsort(-shares)[:LISTED]
        ranking = [{"name": self.names[i], "confidence": float(shares[i])} for i in order]
        best = ranking[0] if text.strip() else {"name": "nlu_fallback", "confidence": 1.0}
        certainty = self.certainty(best, belongs, self.grams.familiarity(text))
        # one half exactly at the threshold, so that a reader needs no second number
        oos = float(1 / (1 + np.exp(belongs - self.thresholds.known)))
        reading = wishes.Reading(best["name"], best["confidence"], certainty)
        return Told(reading, ranking, float(nearest), oos)

    def _spelled(self, text: str, language: str) -> str:
        """A text as the model reads it, of the same length."""
        return self.marks.restored(text) if language == "vi" else text

    def outside(self) -> int | None:
        """The class of what we do not do, if there are examples of it."""
        return next((self.names.index(name) for name in OUTSIDE if name in self.names), None)

    def certainty(self, best: dict[str, Any], belongs: float, familiarity: float) -> str:
        """sure: answer; unsure: ask back; lost: not understood, or not made of words."""
        if best["name"] == "nlu_fallback" or familiarity < LEAST_FAMILIAR:
            return "lost"
        ours = best["name"] not in OUTSIDE
        if ours and belongs < self.thresholds.known:
            return "lost"
        if best["confidence"] >= self.thresholds.sure:
            return "sure"
        return "unsure" if ours else "lost"  # nobody asks "did you mean something else?"


def usual_centres(memory: VectorCache) -> dict[str, Floats]:
    """Where ordinary talk lies in each language, from some of the shop's own examples."""
    learned, _ = ordinary()
    vectors = memory.encode([clean(row.text) for row in learned], "query")
    spoken = np.array([row.language for row in learned])
    return {code: vectors[spoken == code].mean(axis=0) for code in LANGUAGES}


def is_command(message: Message) -> bool:
    """Whether Rasa itself read an "/intent" the app sent for a pressed button."""
    return bool((message.get(TEXT) or "").startswith("/"))

"""Rasa's component for frustration: a probability beside the intent, from the same vector."""

from __future__ import annotations

import hashlib
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.encoding import VECTOR, cache_folder, open_encoder, with_memory
from nlu.components.language_of import language_of
from nlu.mood import rows, scorer

FILE = "mood.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Frustration(GraphComponent):  # type: ignore[misc]
    """Sets "frustration" on each message; learns from its own files, whatever the data is."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
        fitted: scorer.Scorer | None = None,
    ) -> None:
        self.config = config
        self.storage = storage
        self.resource = resource
        self.fitted = fitted

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> Frustration:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> Frustration:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Rasa's cache knows the pipeline's data; ours comes from files it does not see."""
        return rows.fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the project's own rows; `training_data` is about intents and is not used."""
        self.fitted = fitted_scorer()
        with self.storage.write_to(self.resource) as folder:
            joblib.dump(self.fitted, folder / FILE)
        return self.resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message the classifier read; a pressed button has no mood."""
        for message in messages:
            vector = message.get(VECTOR)
            if vector is not None and (message.get(TEXT) or "").strip():
                self._judge(message, vector)
        return messages

    def _judge(self, message: Message, vector: Any) -> None:
        assert self.fitted is not None  # noqa: S101 (Rasa loads what it trained)
        score = float(self.fitted.scores(
            vector[None], [message.get(TEXT)], [language_of(message)])[0])
        message.set("frustration", {"score": score, "certain": self.fitted.certain(score)},
                    add_to_output=True)


def fitted_scorer() -> scorer.Scorer:
    """The scorer of these rows, this code and this encoder: fitted once, kept in the cache."""
    made_of = hashlib.sha256(f"{rows.fingerprint()} {open_encoder().fingerprint}".encode())
    kept = cache_folder() / f"mood-{made_of.hexdigest()[:16]}.joblib"
    if kept.exists():
        found: scorer.Scorer = joblib.load(kept)
        return found
    learned = scorer.learned()
    texts = scorer.spelled(learned, scorer.dictionary(learned))
    vectors = with_memory(open_encoder()).encode(texts, "query")
    found, _ = scorer.fit(learned, vectors)
    for old in kept.parent.glob("mood-*.joblib"):
        old.unlink()
    part = kept.with_suffix(".part")
    joblib.dump(found, part)
    part.rename(kept)
    return found

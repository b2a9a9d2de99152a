"""Rasa's entity extractor that learns: what annotated examples mark, found in other sentences.

The shop's own examples mark nothing (rules read their values, see values.py), so nothing is
trained then. Where a trainer annotates entities, or data comes with them, each token is judged by
the encoder's state of it, the sentence's vector and its letters and neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder.runtime import TokenStates
from nlu.components.classifier import is_command
from nlu.components.encoding import LEARNED, STATES, VECTOR, open_encoder
from nlu.components.language_of import language_of
from nlu.components.network import Network, Sentence, fit
from nlu.components.tagging import Labels, Span, features, pooled
from nlu.components.tokenizer import split
from nlu.components.words import clean, origins

FILE = "tagger.joblib"
BATCH = 2_000  # examples encoded at once


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityTagger(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Marks the entities it saw examples of."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource,
        network: Network | None = None,
    ) -> None:
        self.config = config
        self.storage = storage
        self.resource = resource
        self.network = network

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityTagger:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> EntityTagger:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the annotated examples, if there are any."""
        examples = [m for m in training_data.training_examples if m.get(TEXT)]
        names = [e["entity"] for m in examples for e in m.get(ENTITIES) or []]
        self.network = self._fit(examples, Labels.of(names)) if names else None
        with self.storage.write_to(self.resource) as folder:
            joblib.dump(self.network, folder / FILE)
        return self.resource

    def _fit(self, examples: Sequence[Message], labels: Labels) -> Network:
        sentences, tags = list[Sentence](), list[list[int]]()
        for start in range(0, len(examples), BATCH):
            some = examples[start : start + BATCH]
            vectors, states = open_encoder().encode_tokens(
                [clean(m.get(TEXT)) for m in some], "query")
            for message, vector, of_text in zip(some, vectors, states, strict=True):
                tokens, sentence = _sentence(message, vector, of_text)
                sentences.append(sentence)
                tags.append(labels.tags(tokens, [
                    (e["start"], e["end"], e["entity"]) for e in message.get(ENTITIES) or []]))
        return fit(sentences, tags, labels)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message."""
        for message in messages:
            if self.network is None or is_command(message) or message.get(STATES) is None:
                continue
            tokens, sentence = _sentence(message, message.get(VECTOR), message.get(STATES))
            found = self.network.entities(tokens, sentence)
            marked = [self._entity(message.get(TEXT), *one) for one in found]
            message.set(LEARNED, self.network.labels.entities_known())
            message.set(ENTITIES, [*message.get(ENTITIES, []), *marked], add_to_output=True)
        return messages

    def _entity(self, text: str, start: int, end: int, name: str, sure: float) -> dict[str, Any]:
        return {"entity": name, "value": text[start:end], "start": start, "end": end,
                "confidence_entity": sure, "extractor": type(self).__name__}


def _sentence(
    message: Message, vector: Any, states: TokenStates
) -> tuple[list[Span], Sentence]:
    """The tokens' places in the text as written, and what the network reads of them."""
    language = language_of(message)
    words, places = split(clean(message.get(TEXT)), language), origins(message.get(TEXT))
    tokens = [(place, place + len(word)) for word, place in words]
    dense = pooled(tokens, states.spans, states.states, len(vector))
    letters = features([word for word, _ in words], language)
    written = [(places[start], places[end]) for start, end in tokens]
    return written, Sentence(dense.astype(np.float16), vector.astype(np.float16), letters)

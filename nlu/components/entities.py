"""Rasa's entity extractor of this project: everything that can be read by rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components import catalogue
from nlu.components.classifier import is_command
from nlu.components.encoding import LEARNED
from nlu.components.entity import Entity
from nlu.components.language_of import language_of
from nlu.components.values import SPOKEN, read, tells
from nlu.components.words import LONGEST

SALUTES = {"greet", "goodbye"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RuleEntities(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Order numbers, addresses, sizes, colours, languages, names, times, amounts, durations,
    and what the shop sells."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext,
    ) -> RuleEntities:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what each text says; what else it means is decided by `decide` below."""
        for message in messages:
            if is_command(message):
                continue
            text = (message.get(TEXT) or "")[:LONGEST]
            learned = message.get(LEARNED, frozenset())
            sold = catalogue.current().find(text)  # says what about, not what: decides nothing
            found = [entity for entity in read(text, language_of(message), written_at(message))
                     if entity.entity not in learned and not catalogue.named(entity, sold, text)]
            message.set(ENTITIES, [*message.get(ENTITIES, []),
                                   *(e.as_dict() for e in (*found, *sold))], add_to_output=True)
            decide(message, text, found)
        return messages


def written_at(message: Message) -> datetime | None:
    """The moment a message was written, in the shop's time zone, if the app said it."""
    now = (message.get("metadata") or {}).get("now")
    return datetime.fromisoformat(now) if now else None


def decide(message: Message, text: str, found: Sequence[Entity]) -> None:
    """The intent the dialogue acts on, by how certain the classifier was.

    A bare fact ("10234", "22303", "und die 10235?") is neither a wish nor a riddle. A question
    stays one even when it is not sure which: the search decides between the articles. "When
    tomorrow?" holds a time and is still a question: times and amounts count only when bare.
    Several wishes are for the app to take one by one: the dialogue does nothing yet.
    """
    if message.get("lotse", {}).get("parts") and wants_apart(message):
        share = (message.get("intent") or {}).get("confidence")
        message.set("intent", {"name": "several", "confidence": share}, add_to_output=True)
        return
    facts = [entity for entity in found if entity.entity not in SPOKEN]
    certainty = message.get("lotse", {}).get("certainty", "sure")
    intent = message.get("intent") or {}
    salutes = intent.get("name") in SALUTES
    salute = salutes and certainty == "sure" and not facts  # "'n Abend"
    # "Em là Linh" may well be heard as a greeting, and is answered by one with the name.
    bare = tells(text, found, certainty == "sure" and not salutes) and not salute
    if bare or (facts and certainty != "sure" and short(text)):
        message.set("intent", {"name": "inform", "confidence": 1.0}, add_to_output=True)
        message.set("lotse", {**message.get("lotse", {}), "certainty": "sure"}, add_to_output=True)
    elif certainty == "lost":
        share = 1.0 - float(intent.get("confidence") or 0.0)
        message.set("intent", {"name": "nlu_fallback", "confidence": share}, add_to_output=True)
    elif certainty == "unsure" and not str(intent["name"]).startswith("ask_"):
        message.set("intent", {"name": "ask_back", "confidence": intent["confidence"]},
                    add_to_output=True)


def wants_apart(message: Message) -> bool:
    """Whether the app takes several wishes apart itself; else the clearest speaks for all."""
    return bool((message.get("metadata") or {}).get("apart"))


def short(text: str) -> bool:
    return len(text.split()) <= 4

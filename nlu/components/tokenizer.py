"""Tokens by spaCy's rules for each language; Vietnamese too, without a download."""

from __future__ import annotations

from functools import cache
from typing import Any

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language as SpacyLanguage

from nlu.components.language_of import language_of
from nlu.components.words import LONGEST


@cache
def rules(language: str) -> SpacyLanguage:
    """spaCy's tokenizer of a language; Vietnamese words are split at spaces, as they are typed."""
    if language == "vi":
        return spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    return spacy.blank(language if language in ("de", "en") else "en")


def split(text: str, language: str) -> list[tuple[str, int]]:
    """Tokens with their places in the text; halves of surrogate pairs count as spaces."""
    spoken = "".join(" " if "\ud800" <= c <= "\udfff" else c for c in text[:LONGEST])
    found = [(token.text, token.idx) for token in rules(language)(spoken) if token.text.strip()]
    return found or [(spoken[:1] or " ", 0)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class LanguageTokenizer(Tokenizer):  # type: ignore[misc]
    """Rasa's tokens of a message, by the rules of its language."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_",
                "token_pattern": None, "prefix_separator_symbol": None}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute; only texts have a language."""
        language = language_of(message) if attribute == TEXT else "en"
        return [Token(text, place) for text, place in split(message.get(attribute), language)]

"""What the assistant says, in every language; a missing text stops the start, not a customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency

from bot.errors import StartFailed
from bot.words import Language

FOLDER = Path(__file__).parent
LOCALES = {Language.DE: "de_DE", Language.VI: "vi_VN", Language.EN: "en_IE"}
DEFAULT_FORM = {Language.DE: "Sie", Language.VI: "bạn", Language.EN: "you"}
# Vietnamese texts name the two sides by these marks; the customer's own word fills them in.
VIETNAMESE = {
    "bạn": {"you": "bạn", "You": "Bạn", "we": "mình", "We": "Mình"},
    "anh": {"you": "anh", "You": "Anh", "we": "em", "We": "Em"},
    "chị": {"you": "chị", "You": "Chị", "we": "em", "We": "Em"},
}
DAYS = {Language.DE: "EEE, d. MMMM", Language.VI: "EEEE, d/M", Language.EN: "EEE d MMM"}

Text = str | dict[str, str]


@dataclass(frozen=True, slots=True)
class Voice:
    """The language and form of address of one conversation."""

    language: Language
    form: str

    def say(self, key: str, **facts: Any) -> str:
        """The text of a key with its facts, dates and amounts written as the language does."""
        text = catalogue()[self.language].get(key)
        if text is None:
            raise KeyError(f"no text {key!r} in {self.language}")
        if isinstance(text, dict):
            text = text.get(self.form) or text[DEFAULT_FORM[self.language]]
        marks = VIETNAMESE.get(self.form, VIETNAMESE["bạn"])
        shown = {name: self.show(value) for name, value in facts.items()}
        return text.format_map({**marks, **shown}).strip()

    def has(self, key: str) -> bool:
        return key in catalogue()[self.language]

    def show(self, value: Any) -> str:
        """One fact as this language writes it."""
        match value:
            case date():
                return self.day(value)
            case time():
                return format_time(value, "HH:mm", locale=LOCALES[self.language])
            case Money():
                return self.money(value)
            case _:
                return str(value)

    def day(self, value: date) -> str:
        """Fr., 27. November · thứ Sáu, 27/11 · Fri 27 Nov"""
        shown = format_date(value, DAYS[self.language], locale=LOCALES[self.language])
        if self.language is Language.VI:  # inside a sentence only the number is capitalised
            shown = shown.replace("Thứ", "thứ")
        return shown

    def listed(self, names: Sequence[str]) -> str:
        """A, B und C · A, B và C · A, B and C"""
        return format_list(names, locale=LOCALES[self.language])

    def money(self, value: Money) -> str:
        """49,90 € · 1.290.000 ₫ · €49.90"""
        return format_currency(value.amount, value.currency, locale=LOCALES[self.language])


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency, ISO 4217."""

    amount: Decimal
    currency: str


@cache
def catalogue() -> dict[Language, dict[str, Text]]:
    """All texts, read once. StartFailed names every key a language lacks."""
    texts = {language: _read(FOLDER / f"{language}.yml") for language in Language}
    every = set().union(*texts.values())
    for language, own in texts.items():
        if missing := sorted(every - own.keys()):
            raise StartFailed(
                f"Texts are missing in bot/texts/{language}.yml: {', '.join(missing)}. Add them."
            )
    return texts


def _read(path: Path) -> dict[str, Text]:
    flat: dict[str, Text] = {}
    for key, value in yaml.safe_load(path.read_text("utf-8")).items():
        forms = set().union(*VIETNAMESE) | {"Sie", "du"}
        if isinstance(value, dict) and not value.keys() <= forms:
            flat.update({f"{key}.{part}": text for part, text in value.items()})
        else:
            flat[key] = value
    return flat

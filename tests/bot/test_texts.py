"""What the assistant says exists in all languages, with the same facts, in each form of address."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
import yaml

from bot.settings import ROOT
from bot.texts import DEFAULT_FORM, Money, Voice, catalogue
from bot.words import Language

FORMS = {Language.DE: ("Sie", "du"), Language.VI: ("bạn", "anh", "chị"), Language.EN: ("you",)}
OWN_MARKS = {"you", "You", "we", "We"}


def placeholders(text: str | dict[str, str]) -> set[frozenset[str]]:
    texts = text.values() if isinstance(text, dict) else [text]
    return {frozenset(re.findall(r"{(\w+)}", t)) - OWN_MARKS for t in texts}


def test_every_text_exists_in_every_language_with_the_same_facts() -> None:
    texts = catalogue()
    for key in texts[Language.DE]:
        seen = set().union(*(placeholders(texts[language][key]) for language in Language))
        assert len(seen) == 1, key


@pytest.mark.parametrize("language", Language)
def test_every_text_can_be_said_in_every_form(language: Language) -> None:
    for form in FORMS[language]:
        voice = Voice(language, form)
        for key, text in catalogue()[language].items():
            names = set().union(*placeholders(text))
            said = voice.say(key, **dict.fromkeys(names, "X"))
            assert said, key
            assert "{" not in said, key
            assert "!!" not in said, key


def rasa_commands() -> list[dict[str, Any]]:
    """Every {say: …} and {do: …} of the domain's responses."""
    domain = yaml.safe_load((ROOT / "bot/dialogue/domain/domain.yml").read_text("utf-8"))
    return [variation["custom"] for variations in domain["responses"].values()
            for variation in variations]


def test_what_rasa_asks_to_say_can_be_said() -> None:
    for command in rasa_commands():
        if "say" in command:
            assert Voice(Language.DE, "Sie").has(command["say"]), command


@pytest.mark.parametrize(("language", "day", "amount", "euro"), [
    (Language.DE, "Fr., 27. November", "49,90 €", "49,90 €"),
    (Language.VI, "thứ Sáu, 27/11", "1.290.000 ₫", "49,90 €"),
    (Language.EN, "Fri 27 Nov", "€49.90", "€49.90"),
])
def test_days_and_amounts_are_written_as_the_language_does(
    language: Language, day: str, amount: str, euro: str
) -> None:
    voice = Voice(language, DEFAULT_FORM[language])
    money = Money(Decimal("1290000"), "VND") if language is Language.VI else Money(
        Decimal("49.90"), "EUR")
    assert voice.day(date(2026, 11, 27)) == day
    assert voice.money(money).replace("\xa0", " ") == amount
    assert voice.money(Money(Decimal("49.90"), "EUR")).replace("\xa0", " ") == euro
    assert voice.show(time(9, 5)) == "09:05"


def test_vietnamese_speaks_to_the_customer_as_the_customer_wishes() -> None:
    said = {form: Voice(Language.VI, form).say("affirm") for form in FORMS[Language.VI]}
    assert "bạn" not in said["chị"].lower()
    assert said["anh"] != said["chị"] or "anh" not in said["anh"].lower()


@pytest.mark.parametrize(("language", "said"), [
    (Language.DE, "A, B und C"), (Language.VI, "A, B và C"), (Language.EN, "A, B and C")])
def test_things_are_listed_as_the_language_lists_them(language: Language, said: str) -> None:
    voice = Voice(language, DEFAULT_FORM[language])
    assert (voice.listed(["A"]), voice.listed(["A", "B", "C"])) == ("A", said)


@pytest.mark.parametrize("language", Language)
def test_every_intent_has_a_name_that_agents_and_trainers_read(language: Language) -> None:
    domain = yaml.safe_load((ROOT / "bot/dialogue/domain/domain.yml").read_text("utf-8"))
    console = ROOT / f"handoff/console/texts/{language}.yml"
    said = yaml.safe_load(console.read_text("utf-8"))["said"]
    assert [name for name in domain["intents"]
            if not Voice(language, "").has(f"intents.{name}") and name not in said] == []

"""The language of a conversation: it changes on evidence, at once on an explicit wish."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set

from bot.texts import DEFAULT_FORM
from bot.turns import Tongue
from bot.words import Language
from nlu.language.address import QUOTED, form_of_address
from nlu.language.grams import load
from nlu.language.letters import NO_LANGUAGE, WORD, clean, fold, foreign_share, words
from nlu.language.lexicon import function_words, other_function_words, said_everywhere
from nlu.language.profiles import profiles
from nlu.language.scoring import Scores, score_words
from nlu.language.vocabulary import vocabulary
from nlu.language.wishes import OTHER, wished

SWITCH = 1.75  # evidence (log-odds) from which the conversation changes
DECAY = 0.6  # of what was held, with every message
# What a message can weigh at most, by the number of words that say something. One word never
# switches alone; two in a row may; three or more are a sentence.
WEIGHT = {0: 0.0, 1: 1.3, 2: 1.7}
SENTENCE = 6.0
FIRST = 1.5  # the first message has only a default against it: two clear words are enough
CLEARLY_OTHER = 0.93
FAMILY_NAMES = (
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh trinh doan lam"
    " mai truong luong dao ta cao chau"
)
MIDDLE_NAMES = "thi van anh hong lan mai minh chi an hoa ha thu tu nam nhu my em ba"
FAMILY, MIDDLE = frozenset(FAMILY_NAMES.split()), frozenset(MIDDLE_NAMES.split())


class LanguageInterpreter:
    """Decides language and form of address of each message; see bot.turns.Interpreter."""

    def __init__(self) -> None:
        # The shop's goods: the words all languages call one by, and those of one language.
        self.names: Sequence[tuple[frozenset[str], frozenset[str]]] = ()
        load(), vocabulary(), profiles(), other_function_words()  # read now, not in the first turn

    def decide(
        self, text: str, current: Language, form: str, evidence: Mapping[str, float]
    ) -> Tongue:
        """The tongue after this message. evidence: what was held about other languages."""
        held = _held(evidence, current)
        wish = wished(text)
        if wish == OTHER:
            return Tongue(current, _form(text, current, current, form), False, held)
        if wish is not None:
            return _tongue(text, current, Language(wish), form, {})
        named = self._named(text)
        telling = [word for word in telling_words(text) if word not in named]
        heard = _hear(text, telling, current, named)
        if _is_other(heard, telling, text):
            return Tongue(current, _form(text, current, current, form), False, held)
        held = _weigh(held, heard, telling, _limit(telling, text, named), current)
        best = max(held, key=lambda name: held[name])
        if held[best] < (SWITCH if evidence else FIRST):
            return _tongue(text, current, current, form, held)
        return _tongue(text, current, Language(best), form, {})

    def _named(self, text: str) -> Set[str]:
        """The words that only name goods: "Sen áo dài", "Elbe" beside "shirt"; not "Sonntag"."""
        said = set(words(clean(text)))
        told = (name for name, beside in self.names
                if name <= said and (len(name) > 1 or beside & said))
        return frozenset[str]().union(*told)


def telling_words(text: str) -> list[str]:
    """The words that can say something about the language: no names, loans, codes, quotes."""
    text = QUOTED.sub(" ", clean(text))
    written = WORD.findall(NO_LANGUAGE.sub(" ", text))
    if _is_label(written):
        return []
    return [word for word in words(_without_names(text)) if word not in said_everywhere()]


def _hear(text: str, telling: list[str], current: Language, named: Set[str]) -> Scores:
    """The scores of what tells; "Bitte checken: payment pending" stays German for its "bitte"."""
    foreign = foreign_share(NO_LANGUAGE.sub(" ", clean(text)))
    heard = score_words(telling, foreign)
    if not telling or heard.best is current:
        return heard
    spoken = [word for word in words(_without_names(QUOTED.sub(" ", clean(text))))
              if word not in named]
    whole = score_words(spoken, foreign) if len(spoken) > len(telling) else heard
    return whole if whole.best is current else heard


def _is_label(written: list[str]) -> bool:
    """A name or an address: nothing but capitals and no function word, or a family name first."""
    if not written:
        return True
    known = function_words()
    names = fold(written[0].lower()) in FAMILY and 2 <= len(written) <= 4
    if names and not any(_tells(word, known) for word in written[1:]):
        return True
    capitals = all(word[:1].isupper() for word in written)
    shouted = all(word.isupper() for word in written) and len(written) > 2
    told = sum(word.lower() in known for word in written)
    return capitals and not shouted and told * 2 < len(written)


def _tells(word: str, known: Mapping[str, int]) -> bool:
    return word in known and fold(word) not in MIDDLE


NAME = re.compile(
    r"\b(?P<family>[A-ZĐÀ-Ỹ][^\W\d_]+)(?: [A-ZĐÀ-Ỹ][^\W\d_]*){1,4}\b"
)


def _without_names(text: str) -> str:
    """Vietnamese names inside other sentences: they are written with capitals, family first."""
    return NAME.sub(
        lambda found: " " if fold(found["family"].lower()) in FAMILY else found[0], text
    )


def _is_other(heard: Scores, telling: list[str], text: str) -> bool:
    """Clearly a language we do not speak: another script, or a sentence of three words."""
    if heard.other >= 1.0 and foreign_share(clean(text)) > 0.5:
        return sum(c.isalpha() for c in text) >= 2
    theirs = sum(word in other_function_words() for word in telling)
    ours = sum(word in function_words() for word in telling)
    enough = len(telling) >= 3 and (theirs > ours or (len(telling) >= 4 and ours == 0))
    return enough and heard.other > CLEARLY_OTHER


def _limit(telling: list[str], text: str, named: Set[str]) -> float:
    """What a message can weigh: loan words beside two words of a language make a sentence."""
    long = sum(len(word) > 1 or not word.isascii() for word in telling)  # "r u" is hardly more
    number = len(telling) if long > 1 else min(len(telling), 1)
    spoken = [word for word in words(QUOTED.sub(" ", clean(text))) if word not in named]
    loans = len(spoken) - len(telling)
    return WEIGHT.get(number + (number == 2 and loans >= 2), SENTENCE)


def _weigh(
    held: Mapping[str, float], heard: Scores, telling: list[str], limit: float, current: Language
) -> dict[str, float]:
    """Evidence after this message: what was held fades, what was heard is added."""
    fade = DECAY if telling else 1.0  # "ok" is no word against another language
    after = {}
    for language in Language:
        if language is current:
            continue
        odds = math.log(max(heard[language], 1e-9) / max(heard[current], 1e-9))
        if heard[language] < max(heard[other] for other in Language):
            odds = min(odds, 0.0)
        added = max(-limit, min(limit, odds)) if telling else 0.0
        after[language.value] = round(max(0.0, held.get(language, 0.0) * fade + added), 3)
    return after


def _held(evidence: Mapping[str, float], current: Language) -> dict[str, float]:
    """What was kept between turns, whatever may have become of it."""
    names = {language.value for language in Language} - {current.value}
    return {
        name: min(SENTENCE, max(0.0, float(value)))
        for name, value in evidence.items()
        if name in names and isinstance(value, int | float) and math.isfinite(value)
    }


def _tongue(
    text: str, before: Language, after: Language, form: str, held: Mapping[str, float]
) -> Tongue:
    kept = {language.value: held.get(language.value, 0.0)
            for language in Language if language is not after}
    return Tongue(after, _form(text, before, after, form), True, kept)


def _form(text: str, before: Language, after: Language, form: str) -> str:
    start = form if before is after else DEFAULT_FORM[after]
    return form_of_address(text, after, start)

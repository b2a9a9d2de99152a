"""Which language a text is in: de, vi, en, or one we do not speak."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.words import Language
from nlu.language.grams import Floats, load
from nlu.language.letters import clean, foreign_share, words
from nlu.language.lexicon import function_words, other_function_words
from nlu.language.profiles import OURS, profiles
from nlu.language.voices import ours, together, word_odds

FOREIGN_SCRIPT = 0.5  # share of letters from which another script is another language
# The voices for another language, weighed by hand on lines of our own in twelve languages.
PER_WORD = 0.7  # langdetect's lead for another language over ours, per √word
FUNCTION_WORD = 1.6  # a function word only another language uses
OUR_FUNCTION_WORD = -1.9
START = -4.0
FEW_WORDS = {1: -4.0, 2: -2.0}  # one or two words are rarely clear


@dataclass(frozen=True, slots=True)
class Scores:
    """de + vi + en = 1: the choice among our languages; other: that it is none of them."""

    de: float
    vi: float
    en: float
    other: float  # 0 … 1
    words: int  # how many words were looked at

    @property
    def best(self) -> Language:
        """The likeliest of our languages."""
        return max(Language, key=lambda language: self[language])

    def __getitem__(self, language: Language) -> float:
        return {Language.DE: self.de, Language.VI: self.vi, Language.EN: self.en}[language]


def scores(text: str) -> Scores:
    """Scores of any text whatever; one without words is undecided."""
    text = clean(text)
    return score_words(words(text), foreign_share(text))


def score_words(spoken: list[str], foreign: float = 0.0) -> Scores:
    """Scores of words in small letters; foreign is the share of letters of other scripts."""
    if not spoken:
        return Scores(*_shares(np.zeros(3, np.float32)), float(foreign > FOREIGN_SCRIPT), 0)
    asked = profiles().ask(spoken)
    odds = word_odds(load(), spoken, asked)
    shares = _shares(together(spoken, odds))
    other = 1.0 if foreign > FOREIGN_SCRIPT else _other(spoken, asked)
    return Scores(*shares, other, len(spoken))


def _other(spoken: list[str], asked: Floats) -> float:
    """The probability of a language in Latin letters that we do not speak."""
    told = asked.sum(axis=0)
    best = int(told[len(OURS):].argmax()) + len(OURS)
    lead = float(told[best] - max(told[0], ours(asked)[:, 1].sum(), told[3]))
    known, others = function_words(), other_function_words()
    theirs = sum(word in others for word in spoken)
    own = sum(word in known for word in spoken)
    value = START + FEW_WORDS.get(len(spoken), 0.0) + PER_WORD * lead / len(spoken) ** 0.5
    value += FUNCTION_WORD * theirs + OUR_FUNCTION_WORD * own
    return float(1 / (1 + np.exp(-np.clip(value, -30, 30))))


def _shares(logs: Floats) -> tuple[float, float, float]:
    powers = np.exp((logs - logs.max()).astype(np.float64))
    de, vi, en = (float(power) for power in powers / powers.sum())
    return de, vi, en

"""What the voices say about each word, and what the words together say about a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from nlu.language.grams import Floats, Table
from nlu.language.letters import (
    GERMAN_LETTER,
    SURELY_VIETNAMESE,
    VIETNAMESE_LETTER,
    is_syllable,
)
from nlu.language.lexicon import LANGUAGES, function_words, telling_pairs
from nlu.language.profiles import OURS
from nlu.language.vocabulary import vocabulary

EN = LANGUAGES.index("en")
VOWEL = re.compile("[aeiouyäöüáàéèó]")
# International words and names fill German and Vietnamese texts more than English sources show.
LEAN = np.array([0.5, 0.0, 0.0], np.float32)
# How likely a word of a German, Vietnamese or English text is borrowed: the first two quote
# whole English titles, English hardly quotes them. Function words are seldom borrowed.
BORROWED = np.array([0.2, 0.15, 0.004], np.float32)
BORROWED_FUNCTION = np.array([0.1, 0.04, 0.0015], np.float32)
PAIR = 2.0  # what a telling pair of words adds to its language
STRANGER = 0.15  # of a third language among the loans: a Vietnamese name in a German sentence


def features(words: Sequence[str], own: Floats, read: Floats, asked: Floats) -> Floats:
    """One row a word: own n-grams (3), the encoder's pieces (3), langdetect (3), function word (3),
    letters (3), shape (2).

    own, read: one row a word, columns de, vi, en. asked: one row a word, columns OURS and others.
    """
    profile = ours(asked)
    profile = (profile - profile.mean(axis=1, keepdims=True)) / 10
    known = function_words()
    told = np.zeros((len(words), 8), np.float32)
    for row, word in enumerate(words):
        if (column := known.get(word)) is not None:
            told[row, column] = 1
        if not word.isascii():
            told[row, 3] = GERMAN_LETTER.search(word) is not None
            told[row, 4] = VIETNAMESE_LETTER.search(word) is not None
            told[row, 5] = SURELY_VIETNAMESE.search(word) is not None
        told[row, 6] = is_syllable(word)
        told[row, 7] = word.isascii() and len(word) > 2 and not VOWEL.search(word)
    return np.hstack([own, read, profile, told])


def ours(asked: Floats) -> Floats:
    """Columns de, vi, en: each Vietnamese word as it is written, with diacritics or without."""
    de, vi, folded, en = (asked[:, column] for column in range(len(OURS)))
    return np.stack([de, np.maximum(vi, folded), en], axis=1)


def word_odds(table: Table, words: Sequence[str], asked: Floats) -> Floats:
    """The probability of de, vi, en for each word alone: the voices weighed."""
    told = features(words, table.ask(words), vocabulary().ask(words), asked)
    weighed = told @ table.mix + table.bias
    powers = np.exp(weighed - weighed.max(axis=1, keepdims=True))
    odds: Floats = powers / powers.sum(axis=1, keepdims=True)
    return odds


def together(words: Sequence[str], odds: Floats) -> Floats:
    """Log-likelihood of a text in de, vi, en, when some of its words may be borrowed.

    log P(text | L) = Σ log((1 − b) · p(L | word) + b · p(loan | word)); a loan in German or
    Vietnamese is mostly English, a loan in English is anything.
    """
    known = function_words()
    function = np.array([word in known for word in words])[:, None]
    borrowed = np.where(function, BORROWED_FUNCTION, BORROWED)
    loan = np.repeat(odds[:, EN : EN + 1], 3, axis=1)
    loan += STRANGER * (1 - odds - loan)
    loan[:, EN] = 1 - odds[:, EN]
    told = np.log((1 - borrowed) * odds + borrowed * loan + 1e-6)
    summed: Floats = LEAN + told.sum(axis=0)
    pairs = telling_pairs()
    for pair in pairwise(words):
        if (column := pairs.get(pair)) is not None:
            summed[column] += PAIR
    return summed

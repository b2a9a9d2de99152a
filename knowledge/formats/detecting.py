"""Which of our languages a text without a label is in."""

from __future__ import annotations

from functools import cache

from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from bot.errors import BadInput
from bot.words import Language

SURE = 0.8
LETTERS = 20  # fewer make any guess look sure
UNSURE = BadInput("says nowhere which language it is in; name it with --language")
READ = 5_000  # characters: more adds time and nothing else


def detect(text: str) -> Language:
    """The language of a text. Raises BadInput when it is none of ours, or too short to tell."""
    if sum(map(str.isalpha, text[:READ])) < LETTERS:
        raise UNSURE
    try:
        detector = _factory().create()
        detector.append(text[:READ])
        found = {guess.lang: guess.prob for guess in detector.get_probabilities()}
    except LangDetectException:
        found = {}
    best = max(Language, key=lambda language: found.get(language, 0.0))
    if found.get(best, 0.0) < SURE:
        raise UNSURE
    return best


@cache
def _factory() -> DetectorFactory:
    made = DetectorFactory()
    made.load_profile(PROFILES_DIRECTORY)
    made.set_seed(0)  # the same text, the same answer
    return made

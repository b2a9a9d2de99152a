"""Which language a customer writes, and how the customer wants to be addressed."""

from nlu.language.interpreter import LanguageInterpreter
from nlu.language.scoring import Scores, scores

__all__ = ["LanguageInterpreter", "Scores", "scores"]

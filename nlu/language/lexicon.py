"""The hand-written words: function words of each language, and words every customer uses."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nlu.language.letters import fold, spelled_out

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("de", "vi", "en")
FUNCTION_PARTS = ("Function words", "Greetings", "Chat spelling", "Typed without")


def common_words(language: str) -> dict[str, bool]:
    """Word → whether it is a function word (greetings and chat spelling count as such)."""
    found: dict[str, bool] = {}
    function = False
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            function = line[1:].strip().startswith(FUNCTION_PARTS)
            continue
        for word in line.lower().split():
            found[word] = found.get(word, False) or function
    return found


@cache
def function_words() -> dict[str, int]:
    """Word → column of the one language that uses it as a function word; shared ones are out."""
    users: dict[str, set[int]] = {}
    for column, language in enumerate(LANGUAGES):
        for word, function in common_words(language).items():
            if function:
                for written in {word, fold(word), spelled_out(word)}:
                    users.setdefault(written, set()).add(column)
    return {word: min(columns) for word, columns in users.items() if len(columns) == 1}


@cache
def other_function_words() -> dict[str, str]:
    """Word → a language we do not speak; what one of ours uses too is out."""
    ours = {w for language in LANGUAGES for w in common_words(language)}
    ours |= {fold(word) for word in ours} | {spelled_out(word) for word in ours}
    found: dict[str, str] = {}
    for line in (FOLDER / "other.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, _, listed = line.partition(": ")
            found.update({w: language for w in listed.lower().split() if w not in ours})
    return found


@cache
def said_everywhere() -> frozenset[str]:
    """Loan words, courtesies and names of services: in a conversation they tell nothing."""
    text = (FOLDER / "everywhere.txt").read_text("utf-8")
    return frozenset(
        word for line in text.splitlines() if not line.startswith("#") for word in line.split()
    )


@cache
def telling_pairs() -> dict[tuple[str, str], int]:
    """Two words in a row → column of the language they belong to."""
    found: dict[tuple[str, str], int] = {}
    for line in (FOLDER / "pairs.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, _, listed = line.partition(": ")
            for pair in listed.split("|"):
                first, second = pair.split()
                found[first, second] = LANGUAGES.index(language)
    return found

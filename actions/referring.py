"""Whether a message is about the thing named before: "was kostet die?", "và màu đỏ thì sao?".

Answering about the wrong thing is worse than asking which: where a message may name another thing,
one that no catalogue knows even, it does not refer.
"""

from __future__ import annotations

import re

from actions.hearing import Heard, fold

# "es gibt" and "is it possible" say "es" and "it" of nothing.
EMPTY = re.compile(r"\bgibt(?: es|s|['’]s)\b|\bes (?:gibt|geht)\b|\bgeht(?: es|s|['’]s)\b"
                   r"|\bis it possible\b")
ANOTHER = re.compile(r"\b(?:an?|another|any|ein(?:e[nrsm]?)?|mot) \w")
IT = re.compile(
    r"\b(?:es|ihn|davon|it|them|(?:this|that) one"
    r"|(?:cai|em|mon|chiec|san pham|sp) (?:nay|do|ay|kia))\b")
# A bare "das", "die", "this": no noun follows ("das Sofa"), but nothing or one of these.
THAT = re.compile(r"\b(?:das|den|die|dies|diese[nsr]?|this|that)"
                  r"(?= (?:in|auch|noch|denn|da|now|still|too)\b|\W*$)")
STARTS = re.compile(r"^\W*(?:shop )?(?:con|co) (?:size|mau|hang)\b")  # "còn size L không"
SAMPLE = re.compile(r"\bmẫu (?:này|đó|ấy|kia)\b", re.I)  # without marks it is "màu đỏ" as well


def refers(heard: Heard) -> bool:
    """Whether it says "it" of something, and names nothing itself."""
    if heard.value("product") is not None:
        return False
    said = EMPTY.sub(" ", fold(heard.text))
    if ANOTHER.search(said):
        return False
    return bool(IT.search(said) or THAT.search(said) or STARTS.search(said)
                or SAMPLE.search(heard.text))

"""How a message is typed, beside what it says: shouting, repeated marks, emojis, drawn-out words.

Runs inside Rasa's environment and imports nothing of the app.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nlu.components.calibration import Floats

WORD = re.compile(r"[^\W\d_]+")
RUN = re.compile(r"[!?]{2,}")
DRAWN_OUT = re.compile(r"([^\W\d_])\1\1")
ANGRY = frozenset("😠😡🤬😤👿💢🖕🙄😒🤮💩🤦")
GLAD = frozenset("😊😀😃😄😁😆😂🤣🙂😉😍🥰😘😅🙈❤💚💙🧡💛💜⭐🌟☀🙏👍🎉👋")
CODE = 3  # letters: a shorter word in capitals is a size or an abbreviation
MOST = 3  # of one kind that count


def marks(texts: Sequence[str]) -> Floats:
    """One row a text: shouting, runs of ! and ?, drawn-out letters, angry and glad emojis; 0..1."""
    return np.array([_row(text) for text in texts], np.float32).reshape(len(texts), 5)


def _row(text: str) -> list[float]:
    return [
        shouting(text), _share(len(RUN.findall(text))), _share(len(DRAWN_OUT.findall(text))),
        _share(sum(c in ANGRY for c in text)), _share(sum(c in GLAD for c in text)),
    ]


def shouting(text: str) -> float:
    """Share of a text's letters that stand in words all in capitals, product codes aside."""
    words = WORD.findall(text)
    loud = sum(len(word) for word in words if word.isupper() and len(word) > CODE)
    return loud / max(sum(map(len, words)), 1)


def _share(count: int) -> float:
    return min(count, MOST) / MOST

"""Text without the control characters that XML and PDF cannot hold."""

from __future__ import annotations

import re

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """What can be shown; the exact text is carried beside it."""
    return CONTROL.sub("", text)

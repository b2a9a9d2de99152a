"""Where a sentence ends, in German, Vietnamese and English."""

from __future__ import annotations

import re

# Ends of sentences are followed by something that can begin one; "9.90 €" and "24.12." go on.
END = re.compile(r"""(?<=[.!?…])["'”“»«)\]]*\s+(?=["'„“”«»(\[]*[\d\w])""")
NUMBER = re.compile(r"(^|\D)\d{1,2}\.$")  # German ordinals and dates: "am 3. Mai"
SHORT = frozenset({
    "z", "b", "d", "h", "u", "a", "ca", "nr", "tel", "bzw", "inkl", "zzgl", "evtl", "ggf", "usw",
    "vgl", "str", "dr", "prof", "mr", "mrs", "ms", "st", "vs", "etc", "approx", "mio", "mrd",
    "abs", "art", "bspw", "jh", "sog", "tp", "ths", "ts", "gs", "co", "inc", "ltd", "jr", "sr",
})  # fmt: skip


def split_sentences(text: str) -> list[str]:
    """The sentences of one paragraph, in order, trimmed; none is empty."""
    sentences: list[str] = []
    start = 0
    for end in END.finditer(text):
        before = text[start : end.start()]
        if _goes_on(before, text[end.end() :]):
            continue
        sentences.append(text[start : end.end()].strip())
        start = end.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _goes_on(before: str, after: str) -> bool:
    if not before.endswith("."):
        return after[:1].islower()
    word = re.split(r"[\s(.]", before.removesuffix("."))[-1]
    return bool(
        after[:1].islower()
        or word.casefold() in SHORT
        or (len(word) == 1 and word.isalpha())
        or NUMBER.search(before)
    )

"""What fine-tuning learns from: pairs of examples that mean the same, and a part held out."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.errors import BadInput
from nlu.inputs import Example

PAIRS = 64  # a batch, each of another intent
HELD_OUT = 0.2

Pair = tuple[Example, Example]


def divide(
    examples: Sequence[Example], share: float = HELD_OUT, seed: int = 0
) -> tuple[list[Example], list[Example]]:
    """To learn from and held out, each intent in each language in the same proportion.

    A group keeps at least one example to learn from; the same text never stands on both sides.
    """
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in dict.fromkeys(examples):
        groups[example.language, example.intent].append(example)
    chance = random.Random(seed)  # noqa: S311  (a sample, no secret)
    learned, held = list[Example](), list[Example]()
    for name in sorted(groups):
        group = chance.sample(groups[name], len(groups[name]))
        cut = min(round(len(group) * share), len(group) - 1)
        held += group[:cut]
        learned += group[cut:]
    seen = {example.text for example in learned}
    return learned, [example for example in held if example.text not in seen]


def batches(examples: Sequence[Example], seed: int = 0, pairs: int = PAIRS) -> Iterator[list[Pair]]:
    """Batches without end: pairs of one intent, across languages where there are several.

    No intent comes twice in a batch, so every other pair is a true negative. Raises BadInput
    when fewer than two intents have two examples.
    """
    intents: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        intents[example.intent].append(example)
    usable = sorted(name for name, own in intents.items() if len(own) > 1)
    if len(usable) < 2:
        raise BadInput(
            "The encoder cannot be tuned: there are no two intents with two examples each.")
    chance = random.Random(seed)  # noqa: S311
    while True:
        chosen = chance.sample(usable, min(pairs, len(usable)))
        yield [_pair(intents[name], chance) for name in chosen]


def _pair(own: Sequence[Example], chance: random.Random) -> Pair:
    anchor = chance.choice(own)
    others = [e for e in own if e.language != anchor.language]
    return anchor, chance.choice(others or [e for e in own if e is not anchor])

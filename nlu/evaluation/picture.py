"""The confusions as a heat map: one SVG, written by hand, light and dark, read aloud in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

Confusion = tuple[str, str, int]  # meant, taken for, times

CELL = 30  # px
LEFT, TOP = 230, 210  # room for the names
STRONGEST = 0.1  # share of an intent's examples at which a cell has its full colour
STYLE = """
svg { font: 12px system-ui, "Segoe UI", "Noto Sans", sans-serif; background: #fdfdfc; }
text { fill: #14252b; }
.soft { fill: #4a5b60; }
.title { font-size: 18px; font-weight: 600; }
.number { text-anchor: middle; font-variant-numeric: tabular-nums; }
.right { fill: #dcebec; }
.empty { fill: #f1f3f0; }
.wrong { fill: #d98a1f; }
@media (prefers-color-scheme: dark) {
  svg { background: #152429; }
  text { fill: #e7eeed; }
  .soft { fill: #a9babd; }
  .right { fill: #1a3c43; }
  .empty { fill: #0f1b1f; }
  .wrong { fill: #9a5f0a; }
}
"""


def picture(
    confusions: Sequence[Confusion], counts: Mapping[str, int], most: int = 18
) -> str:
    """The intents taken for each other most: rows what was meant, columns what it was taken for.

    `counts`: examples by intent. A cell's colour is its share of the row's examples; the diagonal
    is the share understood, over all columns, also those not shown.
    """
    names = worst(confusions, most)
    times = Counter({(true, took): count for true, took, count in confusions})
    cells = "".join(
        _cell(row, column, names, times, counts)
        for row in range(len(names)) for column in range(len(names)))
    side = CELL * len(names)
    shown = sum(count for true, took, count in confusions if {true, took} <= set(names))
    said = (f"{shown} of {sum(count for _, _, count in confusions)} mistakes are between these "
            f"{len(names)} intents. Rows: what was meant; columns: what it was taken for.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + side + 90} '
        f'{TOP + side + 50}" role="img" aria-labelledby="title desc">\n'
        f'<title id="title">Intents taken for each other</title>\n'
        f'<desc id="desc">{escape(said)} {escape(in_words(confusions))}</desc>\n'
        f"<style>{STYLE}</style>\n"
        f'<text class="title" x="20" y="34">Intents taken for each other</text>\n'
        f'<text class="soft" x="20" y="56">{escape(said)}</text>\n'
        f"{_labels(names, counts)}{cells}{_legend(TOP + side + 20)}</svg>\n")


def worst(confusions: Sequence[Confusion], most: int) -> list[str]:
    """The intents of the commonest confusions; those taken for each other stand side by side."""
    between: Counter[frozenset[str]] = Counter()
    for true, took, count in confusions:
        between[frozenset((true, took))] += count
    pairs = sorted(between, key=lambda pair: (-between[pair], sorted(pair)))
    rest = list(dict.fromkeys(name for pair in pairs for name in sorted(pair)))[:most]
    ordered = rest[:1]
    rest = rest[1:]
    while rest:
        last = ordered[-1]
        following = max(rest, key=lambda name: between[frozenset((last, name))])
        rest.remove(following)
        ordered.append(following)
    return ordered


def in_words(confusions: Sequence[Confusion], most: int = 5) -> str:
    """The commonest confusions as a sentence, for whoever does not see the picture."""
    told = "; ".join(f"{true} for {took} {count} times" for true, took, count in
                     sorted(confusions, key=lambda row: -row[2])[:most])
    return f"Most often taken: {told}." if told else "Nothing was taken for anything else."


def _cell(
    row: int, column: int, names: Sequence[str], times: Counter[tuple[str, str]],
    counts: Mapping[str, int],
) -> str:
    true, took = names[row], names[column]
    x, y = LEFT + CELL * column, TOP + CELL * row
    if row == column:
        wrong = sum(count for (name, _), count in times.items() if name == true)
        share = f"{1 - wrong / counts[true]:.0%}"
        return _box(x, y, "right", share, f"{true}: {share} of {counts[true]} understood")
    count = times[true, took]
    if not count:
        return _box(x, y, "empty")
    strength = max(0.2, min(1.0, count / counts[true] / STRONGEST))
    return _box(x, y, "empty") + _box(
        x, y, "wrong", str(count), f"{true} taken for {took}: {count} of {counts[true]}", strength)


def _box(
    x: int, y: int, kind: str, number: str = "", told: str = "", strength: float = 1.0
) -> str:
    tip = f"<title>{escape(told)}</title>" if told else ""
    box = (f'<rect class="{kind}" x="{x + 1}" y="{y + 1}" width="{CELL - 2}" height="{CELL - 2}" '
           f'rx="3" fill-opacity="{strength:.2f}"/>')
    middle = CELL // 2
    text = (f'<text class="number" x="{x + middle}" y="{y + middle + 4}">{number}</text>'
            if number else "")
    return f"<g>{tip}{box}{text}</g>\n"


def _labels(names: Sequence[str], counts: Mapping[str, int]) -> str:
    """Names left of the rows, with how many examples; and slanted above the columns."""
    found = [f'<text class="soft" x="{LEFT - 10}" y="{TOP - 12}" text-anchor="end">'
             "meant (examples)</text>\n"]
    for number, name in enumerate(names):
        middle = number * CELL + CELL // 2
        found.append(
            f'<text x="{LEFT - 10}" y="{TOP + middle + 4}" text-anchor="end">{escape(name)} '
            f'<tspan class="soft">({counts[name]})</tspan></text>\n'
            f'<text transform="translate({LEFT + middle + 4} {TOP - 10}) rotate(-60)">'
            f"{escape(name)}</text>\n")
    return "".join(found)


def _legend(y: int) -> str:
    steps = "".join(
        f'<rect class="wrong" x="{LEFT + 24 * n}" y="{y}" width="22" height="14" rx="3" '
        f'fill-opacity="{share / STRONGEST:.2f}"/>' for n, share in enumerate((0.02, 0.05, 0.1)))
    return (f'{steps}<text class="soft" x="{LEFT + 82}" y="{y + 11}">2, 5, 10 % of the row taken '
            "for the column; the diagonal: understood</text>\n")

"""Learns the n-gram table and the weights of the voices: `python -m nlu.language.build`.

Only from texts of this project: the shop's examples and articles, and the hand-written words; and
from where their words lie in the encoder's first layer (vocabulary.py).
"""

from __future__ import annotations

import hashlib
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from bot.encoder import packed
from nlu.language import grams, vocabulary
from nlu.language.grams import Floats, Table
from nlu.language.grams import pieces as grams_of
from nlu.language.letters import clean, fold, spelled_out, words
from nlu.language.lexicon import LANGUAGES, common_words
from nlu.language.profiles import profiles
from nlu.language.vocabulary import READABLE, Vocabulary
from nlu.language.voices import features

ROOT = Path(__file__).parents[2]
MARKS = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")  # [blau](colour) → blau
KEPT = 100_000
FOLDS = 4
STRICTNESS = 0.3
# The weight of a word typed without its diacritics; less if another language has that word.
RESPELLED = (0.5, 0.2)
LISTED = 6  # a word on the list counts as if it stood in the texts so often

Sample = tuple[tuple[str, ...], int, float]  # words, column of the language, weight


def lines(language: str, root: Path = ROOT) -> Iterator[str]:
    """Every sentence the project owns in a language."""
    for path in sorted((root / "nlu/examples" / language).glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8")).get("nlu", []):
            for line in entry.get("examples", "").splitlines():
                yield MARKS.sub(r"\1", line.removeprefix("- "))
    for path in sorted((root / "knowledge/articles" / language).glob("*.md")):
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        yield str(yaml.safe_load(head)["title"])
        yield from re.split(r"\n|(?<=[.!?])\s", body)


def samples(root: Path = ROOT) -> list[Sample]:
    """Sentences, and each word alone; also as typed without umlauts or diacritics."""
    found: list[Sample] = []
    for column, language in enumerate(LANGUAGES):
        sentences = [tuple(words(clean(line))) for line in lines(language, root)]
        counted = Counter(word for sentence in sentences for word in sentence)
        counted.update(dict.fromkeys(common_words(language), LISTED))
        for sentence in filter(None, sentences):
            found += ((s, column, 1.0) for s in sorted(_spellings(sentence, language)))
        elsewhere = {w for other in LANGUAGES if other != language for w in common_words(other)}
        for word, number in counted.items():
            weight = 1 + float(np.log(number))
            for (written,) in sorted(_spellings((word,), language)):
                share = 1.0 if written == word else RESPELLED[written in elsewhere]
                found.append(((written,), column, weight * share))
    return found


def learn(found: Sequence[Sample], pieces: Pieces) -> tuple[Table, Vocabulary]:
    """The tables: weights from all samples, voices weighed on words they have not seen."""
    single = [sample for sample in found if len(sample[0]) == 1]
    spoken = [sample[0][0] for sample in single]
    unseen = _as_unseen(found)
    own = np.stack([unseen[word] for word in spoken])
    labels, weights = _targets(single)
    read = _read_unseen(single, pieces)
    mixer = LogisticRegression(C=1.0, max_iter=3000)
    mixer.fit(features(spoken, own, read, profiles().ask(spoken)), labels, weights)
    learned = _own(found)
    return Table(
        learned.rows, learned.weights, mixer.coef_.T.astype(np.float32),
        mixer.intercept_.astype(np.float32), fingerprint(found),
    ), pieces.weighed(_line(single, pieces))


def fingerprint(found: Sequence[Sample]) -> str:
    """Says whether a table was learned from these texts."""
    return hashlib.sha256(repr(found).encode()).hexdigest()[:16]


def _as_unseen(found: Sequence[Sample]) -> dict[str, Floats]:
    """What the n-grams say of each word when they never saw it nor its relatives."""
    unseen: dict[str, Floats] = {}
    spoken_words = sorted({word for spoken, _, _ in found for word in spoken})
    for part in range(FOLDS):
        seen = [
            (tuple(word for word in spoken if _fold_of(word) != part), column, weight)
            for spoken, column, weight in found
        ]
        table = _own([sample for sample in seen if sample[0]])
        held_out = [word for word in spoken_words if _fold_of(word) == part]
        unseen.update(zip(held_out, table.ask(held_out), strict=True))
    return unseen


@dataclass(frozen=True, slots=True)
class Pieces:
    """The encoder's pieces in Latin letters: log probabilities, and where they lie."""

    rows: Mapping[str, int]
    scores: Floats
    places: Floats  # (pieces, dimensions)

    @classmethod
    def of_encoder(cls) -> Pieces:
        found = packed.read(packed.weights_file())
        kept = [i for i, text in enumerate(found.pieces.texts) if READABLE.match(text)]
        places = found.tensors["emb.word"].reshape(-1, found.shape.hidden)
        return cls({found.pieces.texts[i]: row for row, i in enumerate(kept)},
                   np.array(found.pieces.scores, np.float32)[kept], places[kept])

    def weighed(self, line: LogisticRegression) -> Vocabulary:
        return Vocabulary(self.rows, self.scores, line.decision_function(self.places).astype("f4"))

    def of(self, words: Sequence[str]) -> Floats:
        """Where words lie: the mean of their pieces."""
        return Vocabulary(self.rows, self.scores, self.places).ask(words)


def _line(single: Sequence[Sample], pieces: Pieces) -> LogisticRegression:
    labels, weights = _targets(single)
    return LogisticRegression(max_iter=400).fit(
        pieces.of([spoken[0] for spoken, _, _ in single]), labels, weights)


def _read_unseen(single: Sequence[Sample], pieces: Pieces) -> Floats:
    """What the encoder's pieces say of each word by a line that never saw it nor its relatives."""
    fold_of = np.array([_fold_of(spoken[0]) for spoken, _, _ in single])
    places = pieces.of([spoken[0] for spoken, _, _ in single])
    found = np.zeros((len(single), len(LANGUAGES)), np.float32)
    for part in range(FOLDS):
        rest = [one for one, fold_ in zip(single, fold_of, strict=True) if fold_ != part]
        found[fold_of == part] = _line(rest, pieces).decision_function(places[fold_of == part])
    return found


def _own(found: Sequence[Sample]) -> Table:
    analyse: Callable[[Sequence[str]], list[str]] = _all_pieces
    counter = CountVectorizer(analyzer=analyse, min_df=1, dtype=np.float32)
    counts: Any = counter.fit_transform([spoken for spoken, _, _ in found])
    counts.data = np.minimum(counts.data, 3)
    labels, weights = _targets(found)
    model = LogisticRegression(C=STRICTNESS, max_iter=400, tol=1e-3).fit(counts, labels, weights)
    coefficients = model.coef_.T.astype(np.float32)
    names: list[str] = list(counter.get_feature_names_out())
    strongest = np.sort(np.argsort(-np.ptp(coefficients, axis=1))[:KEPT])
    none: Any = np.zeros(0, np.float32)
    rows = {names[old]: row for row, old in enumerate(strongest, 1)}
    return Table(rows, grams.with_zero_row(coefficients[strongest]), none, none, "")


def _all_pieces(spoken: Sequence[str]) -> list[str]:
    return [piece for word in spoken for piece in grams_of(word)]


def _targets(found: Sequence[Sample]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Labels, and weights that give each language the same say."""
    labels = np.array([column for _, column, _ in found])
    weights = np.array([weight for _, _, weight in found])
    for column in range(len(LANGUAGES)):
        weights[labels == column] *= len(found) / weights[labels == column].sum() / 3
    return labels, weights


def _fold_of(word: str) -> int:
    """Words with the same beginning, in any spelling, land in the same fold."""
    return hashlib.sha256(fold(word)[:4].encode()).digest()[0] % FOLDS


def _spellings(spoken: tuple[str, ...], language: str) -> set[tuple[str, ...]]:
    written = {spoken}
    if language != "en":
        written.add(tuple(fold(word) for word in spoken))
    if language == "de":
        written.add(tuple(spelled_out(word) for word in spoken))
    return written


def main() -> None:
    """Writes the table; with --check only says whether it is up to date."""
    found = samples()
    if "--check" in sys.argv:
        current = grams.load().source == fingerprint(found)
        sys.exit(None if current else "The language table is older than its texts.")
    started = time.perf_counter()
    table, known = learn(found, Pieces.of_encoder())
    grams.save(table)
    vocabulary.save(known)
    size = (grams.TABLE.stat().st_size + vocabulary.FILE.stat().st_size) / 1000
    seconds = time.perf_counter() - started
    sys.stdout.write(
        f"{len(found)} samples → {grams.TABLE.name}, {vocabulary.FILE.name}, {size:.0f} kB, "
        f"{seconds:.0f} s\n"
    )


if __name__ == "__main__":
    main()

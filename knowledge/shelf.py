"""One language's articles: a large block, and a small one of what has changed lately.

A block never changes, so searches go on beside a refresh. What is withdrawn is marked dead in its
block; what is new joins the small one; when that has grown, both become one. Whatever depends on
all articles (the centre, how rare a word is) is worked out anew from the living: a shelf equals
one that is built at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from bot.encoder.runtime import Vectors
from bot.marks import Counted, Marks
from bot.words import Language
from knowledge.embedding import EmbeddedPassage
from knowledge.lexical import Field, Lexicon, fragments, terms
from knowledge.matrix import Centred, Matrix
from knowledge.postings import Alive, Numbers, Positions, Postings

NEUTRAL_WEIGHT = 10  # passages the neutral sentences count for in a language's mean
LATELY = 1 / 8  # of the large block: what is dead in it and lives beside it, before both join


@dataclass(frozen=True, slots=True)
class Document:
    """A published article as search needs it."""

    key: str
    language: Language
    title: str
    text: str  # everything its words are looked up in
    passages: tuple[EmbeddedPassage, ...]
    questions: Vectors  # title with tags, then each of `asked`
    asked: tuple[str, ...] = ()
    link: str | None = None
    intents: tuple[str, ...] = ()
    audience: str = "public"
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    @property
    def sentences(self) -> list[Vectors]:
        """The title and the ways of asking are compared as sentences are, and come last."""
        return [*(v for p in self.passages for v in p.sentences), *self.questions]

    @property
    def written(self) -> list[str]:
        """Everything somebody wrote in one piece; in Vietnamese it tells which marks words have."""
        told = [sentence for p in self.passages for sentence in p.passage.sentences]
        return [self.title, *self.asked, *told] if self.language is Language.VI else []


@dataclass(frozen=True, slots=True)
class Block:
    """Documents of one language as matrices and postings. Never changes."""

    documents: tuple[Document, ...]
    passages: Matrix
    sentences: Matrix
    terms: Postings
    fragments: Postings
    counted: Counted
    places: dict[str, int]  # of each key

    @classmethod
    def of(cls, documents: Sequence[Document]) -> Block:
        texts = [document.text for document in documents]
        return cls(
            tuple(documents),
            Matrix.of([[p.vector for p in d.passages] for d in documents]),
            Matrix.of([d.sentences for d in documents]),
            Postings.of(texts, terms), Postings.of(texts, fragments), _counted(documents),
            {document.key: place for place, document in enumerate(documents)})

    @classmethod
    def joined(cls, parts: Sequence[Part]) -> Block:
        """The living of all parts, without reading a word of them again."""
        kept = [part.block.documents[place] for part in parts for place in part.living]
        return cls(
            tuple(kept),
            Matrix.joined([(part.block.passages, part.alive) for part in parts]),
            Matrix.joined([(part.block.sentences, part.alive) for part in parts]),
            Postings.joined([(part.block.terms, part.alive) for part in parts]),
            Postings.joined([(part.block.fragments, part.alive) for part in parts]),
            _counted(kept),
            {document.key: place for place, document in enumerate(kept)})


@dataclass(frozen=True, slots=True)
class Part:
    """A block, and which of its documents live."""

    block: Block
    alive: Alive

    @classmethod
    def of(cls, block: Block) -> Part:
        return cls(block, np.ones(len(block.documents), bool))

    @property
    def living(self) -> Positions:
        return np.flatnonzero(self.alive)

    def without(self, keys: Collection[str]) -> Part:
        dead = [self.block.places[key] for key in keys if key in self.block.places]
        alive = self.alive.copy()
        alive[dead] = False
        return Part(self.block, alive)


class Shelf:
    """The documents of one language, ready to be searched. Never changes; at least one lives.

    Rows count through all its blocks, over the dead too; `living` are those that may be found.
    """

    def __init__(self, parts: Sequence[Part], neutral: Vectors) -> None:
        self.parts, self._neutral = tuple(parts), neutral
        self.documents = tuple(d for part in parts for d in part.block.documents)
        self.living: Positions = np.flatnonzero(np.concatenate([part.alive for part in parts]))
        totals = [part.block.passages.total(part.alive) for part in parts]
        count = sum(number for _, number in totals) + NEUTRAL_WEIGHT
        total = np.sum([neutral * NEUTRAL_WEIGHT, *(total for total, _ in totals)], axis=0)
        self.centre: Vectors = (total / count).astype(np.float32)
        self._passages = [Centred.of(part.block.passages, self.centre) for part in parts]
        self._sentences = [Centred.of(part.block.sentences, self.centre) for part in parts]
        self._starts = np.cumsum([0, *(len(part.alive) for part in parts)])
        self.lexicon = Lexicon(Field.over([(p.block.terms, p.alive) for p in parts]),
                               Field.over([(p.block.fragments, p.alive) for p in parts]))
        dead = [part.block.documents[n] for part in parts for n in np.flatnonzero(~part.alive)]
        self.marks = Marks([part.block.counted for part in parts], _counted(dead))

    @classmethod
    def of(cls, documents: Sequence[Document], neutral: Vectors) -> Shelf:
        """`neutral`: where the language's passages lie, for libraries too small to tell."""
        return cls([Part.of(Block.of(documents))], neutral)

    def updated(self, gone: Collection[str], new: Sequence[Document]) -> Shelf | None:
        """Without the keys `gone`, with `new` in the place of what had their keys; None: empty."""
        keys = {*gone, *(document.key for document in new)}
        large, *small = [part.without(keys) for part in self.parts]
        lately = [part for part in small if part.alive.any()]
        if new:
            lately.append(Part.of(Block.of(new)))
        if len(lately) > 1:
            lately = [Part.of(Block.joined(lately))]
        parts = [part for part in (large, *lately) if part.alive.any()]
        return Shelf(parts, self._neutral) if parts else None

    def compact(self) -> Shelf:
        """As one block, if too much has changed for a large and a small one."""
        changed = sum(len(p.alive) for p in self.parts[1:]) + int((~self.parts[0].alive).sum())
        if changed <= LATELY * len(self.parts[0].alive):
            return self
        return Shelf([Part.of(Block.joined(self.parts))], self._neutral)

    def find(self, keys: Sequence[str]) -> Positions:
        """Which of the living documents have these keys; -1 where there is none."""
        places = {self.documents[row].key: n for n, row in enumerate(self.living.tolist())}
        return np.array([places.get(key, -1) for key in keys], np.intp)

    def by_passage(self, query: Vectors) -> Numbers:
        """Each document's best passage, as a cosine; of the dead too."""
        return np.concatenate([centred.best(query) for centred in self._passages])

    def by_sentence(self, query: Vectors) -> Numbers:
        """Each document's best sentence or question, as a cosine; of the dead too."""
        return np.concatenate([centred.best(query) for centred in self._sentences])

    def some_sentences(self, rows: Positions) -> list[Centred]:
        """Only the sentences of these documents (ascending), to be compared in their order."""
        ends = np.searchsorted(rows, self._starts)
        found = [sentences.some(rows[ends[n] : ends[n + 1]] - self._starts[n])
                 for n, sentences in enumerate(self._sentences)]
        return [part for part in found if len(part.scale)]

    def of_one(self, query: Vectors, row: int) -> tuple[Numbers, Numbers]:
        """Cosines of one document's passages and of its sentences, in their order."""
        part = int(np.searchsorted(self._starts, row, side="right")) - 1
        place = row - int(self._starts[part])
        return (self._passages[part].of_one(query, place),
                self._sentences[part].of_one(query, place))


def _counted(documents: Sequence[Document]) -> Counted:
    return Counted.of(text for document in documents for text in document.written)


def lot(key: str) -> int:
    """Draws a sample by name: the same articles, in whatever order they came."""
    return zlib.crc32(key.encode())

"""Texts to vectors, in both processes: needs numpy, onnxruntime and tokenizers, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

from bot.encoder.files import TOKENIZER, EncoderDamaged, Manifest, read_manifest

Kind = Literal["query", "passage"]
Vectors = npt.NDArray[np.float32]
Span = tuple[int, int]  # characters of the text as given: from, up to

BATCH_ROWS = 64
BATCH_TOKENS = 2048  # padded tokens a batch: long passages go in few, short questions in many
PIECE_CHARACTERS = 16  # no piece of the vocabulary is longer, so nothing visible is cut off

# Halves of surrogate pairs cannot be UTF-8; control characters mean nothing to the model.
UNSPEAKABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TokenStates:
    """What the encoder thinks of each token of one text, in the text's order."""

    spans: list[Span]  # without the space before a word; never empty
    states: Vectors  # (len(spans), dims), not scaled


class Encoder:
    """One encoder folder, loaded. Safe to use from several threads."""

    def __init__(
        self, manifest: Manifest, session: onnxruntime.InferenceSession, tokenizer: Tokenizer
    ) -> None:
        self._manifest, self._session, self._tokenizer = manifest, session, tokenizer
        self.fingerprint = manifest.fingerprint

    @classmethod
    def open(cls, folder: Path, threads: int = 1) -> Encoder:
        """Load the encoder `prepare` wrote. Raises EncoderDamaged with one sentence."""
        manifest = read_manifest(folder)
        tokenizer = _tokenizer(folder / TOKENIZER, manifest)
        return cls(manifest, _session(folder / manifest.model, threads), tokenizer)

    @property
    def name(self) -> str:
        return self._manifest.name

    @property
    def dims(self) -> int:
        return self._manifest.dims

    def encode(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """Vectors of length one, (n, dims) float32, in the order of the texts."""
        found = self._tokenized(texts, kind)
        vectors = np.zeros((len(texts), self.dims), np.float32)
        for rows in _batches([len(e.ids) for e in found]):
            (vectors[rows],) = self._run([found[row] for row in rows], "vector")
        return _scaled(vectors)

    def encode_tokens(
        self, texts: Sequence[str], kind: Kind
    ) -> tuple[Vectors, list[TokenStates]]:
        """The vectors `encode` gives and, for each text, its tokens' states.

        Prefix, special tokens and lone spaces are left out, as is what exceeds the model's length.
        """
        found = self._tokenized(texts, kind)
        prefix = len(self._manifest.prefixes[kind])
        vectors = np.zeros((len(texts), self.dims), np.float32)
        tokens: dict[int, TokenStates] = {}
        for rows in _batches([len(e.ids) for e in found]):
            vectors[rows], states = self._run([found[row] for row in rows], "vector", "tokens")
            for row, of_text in zip(rows, states, strict=True):
                spans = _spans(texts[row], found[row], prefix)
                tokens[row] = TokenStates(list(spans.values()), of_text[list(spans)])
        return _scaled(vectors), [tokens[row] for row in range(len(texts))]

    def _tokenized(self, texts: Sequence[str], kind: Kind) -> list[Encoding]:
        prefix = self._manifest.prefixes[kind]
        limit = self._manifest.max_tokens * PIECE_CHARACTERS
        return self._tokenizer.encode_batch([prefix + clean(t)[:limit] for t in texts])

    def _run(self, batch: Sequence[Encoding], *wanted: str) -> list[Vectors]:
        longest = max(len(e.ids) for e in batch)
        ids = np.full((len(batch), longest), self._manifest.pad_id, np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(batch):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask}
        outputs: list[Vectors] = self._session.run(list(wanted), inputs)
        return outputs


def clean(text: str) -> str:
    """The text as the encoder reads it: what no tokenizer can take becomes a space."""
    return UNSPEAKABLE.sub(" ", text).strip()


def _spans(text: str, encoding: Encoding, prefix: int) -> dict[int, Span]:
    """By token number. The tokenizer read `prefix` characters, then the text without its ends."""
    spoken = UNSPEAKABLE.sub(" ", text)
    first = len(spoken) - len(spoken.lstrip())
    shift = first - prefix
    spans = {}
    for token, (start, end) in enumerate(encoding.offsets):
        start, end = max(start + shift, first), end + shift
        while start < end and spoken[start].isspace():
            start += 1
        if start < end:
            spans[token] = (start, end)
    return spans


def _scaled(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, 1e-12)
    return scaled


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Row numbers, shortest texts first, so that little of a batch is padding."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if (batch and (len(batch) + 1) * lengths[row] > BATCH_TOKENS) or len(batch) == BATCH_ROWS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _tokenizer(path: Path, manifest: Manifest) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the Rust side raises nothing narrower
        raise EncoderDamaged(f"{path} is no tokenizer ({error}): run `lotse prepare`") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(manifest.max_tokens)
    tokenizer.encode_special_tokens = True  # a customer's "</s>" is text, not an end of sentence
    return tokenizer


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Two processes share the cores: a thread that waits must not burn one.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # onnxruntime has no common base class for its errors
        raise EncoderDamaged(f"{path} does not load ({error}): run `lotse prepare`") from error

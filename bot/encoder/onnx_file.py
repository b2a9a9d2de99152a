"""Writes a sentence-transformers model as one ONNX file, and says what suits the processor."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Literal

import torch
from sentence_transformers import SentenceTransformer

Precision = Literal["int8", "float32"]

FLOAT_FILE = "model.onnx"
INT8_FILE = "model.int8.onnx"
OPSET = 21


class _Sentence(torch.nn.Module):
    """Token ids in; sentence vector and the tokens' last states out.

    Pooling is part of the file, whichever a model uses.
    """

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        found = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        return found["sentence_embedding"], found["token_embeddings"]


def write_float(model: SentenceTransformer, path: Path) -> None:
    """Export with any number of texts and tokens."""
    ids = torch.full((2, 7), 5)
    mask = torch.ones_like(ids)
    mask[1, 4:] = 0
    dynamic = {0: "texts", 1: "tokens"}
    with torch.inference_mode():
        torch.onnx.export(
            _Sentence(model).eval(),
            (ids, mask),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector", "tokens"],
            dynamic_shapes={"input_ids": dynamic, "attention_mask": dynamic},
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )


def best_precision(flags: frozenset[str]) -> Precision:
    """int8 wherever the processor multiplies bytes; before AVX2 floats are as fast."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return "int8"
    return "int8" if "avx2" in flags else "float32"


def needs_reduced_range(flags: frozenset[str]) -> bool:
    """x86 without VNNI adds products in 16 bits, which overflow unless weights keep to 7 bits."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    return not flags & {"avx512_vnni", "avx_vnni"}


def processor_flags() -> frozenset[str]:
    """What the processor can do, in Linux's words; nothing known means nothing assumed."""
    path = Path("/proc/cpuinfo")
    if not path.is_file():
        return frozenset()
    for line in path.read_text().splitlines():
        if line.startswith("flags"):
            return frozenset(line.partition(":")[2].split())
    return frozenset()

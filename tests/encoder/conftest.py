"""A whole encoder folder in miniature: five words, eight dimensions, made in milliseconds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from bot.encoder.files import TOKENIZER, Manifest, fact_of, write_manifest

WORDS = ["<pad>", "<unk>", "query", "passage", "ship", "lamp", "rope"]
DIMS = 8
MODEL = "model.onnx"


def small_model() -> onnx.ModelProto:
    """The mean of the words' vectors where the mask is one, as the real export gives it."""
    table = np.random.default_rng(0).normal(size=(len(WORDS), DIMS)).astype(np.float32)
    numbers = [numpy_helper.from_array(table, "table"),
               numpy_helper.from_array(np.array([2], np.int64), "last"),
               numpy_helper.from_array(np.array([1], np.int64), "middle")]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["tokens"]),
        helper.make_node("Cast", ["attention_mask"], ["flat"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["flat", "last"], ["mask"]),
        helper.make_node("Mul", ["tokens", "mask"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "middle"], ["vector"], keepdims=0),
    ]
    ids = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
           for name in ("input_ids", "attention_mask")]
    out = [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", DIMS]),
           helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["texts", "tokens", DIMS])]
    graph = helper.make_graph(nodes, "small", ids, out, numbers)
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As `prepare` leaves it."""
    made = tmp_path / "encoder"
    made.mkdir()
    onnx.save(small_model(), str(made / MODEL))
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, "<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(made / TOKENIZER))
    write_manifest(made, Manifest(
        name="small", source="a test", precision="float32", dims=DIMS, max_tokens=16, pad_id=0,
        prefixes={"query": "query ", "passage": "passage "}, cosine=1.0,
        agreement=1.0, model=MODEL,
        files={name: fact_of(made / name) for name in (MODEL, TOKENIZER)}))
    return made

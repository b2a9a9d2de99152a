"""In bytes a model says nearly what it said in floats, loud channels or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from bot.encoder.onnx_file import needs_reduced_range, processor_flags
from bot.encoder.quantise import write_int8

WORDS, DIMS, INNER = 40, 32, 160
LOUD = 60.0


def feed_forward() -> onnx.ModelProto:
    """Embeddings and one feed-forward layer; two channels are loud, as after a real LayerNorm."""
    rng = np.random.default_rng(0)
    table = rng.normal(size=(WORDS, DIMS))
    gains = np.where(np.arange(DIMS) < 2, LOUD, 1.0)
    inner, outer = rng.normal(size=(DIMS, INNER)), rng.normal(size=(INNER, DIMS))
    inner[:2] /= LOUD
    weights = {"table": table, "gains": gains, "inner": inner, "outer": outer}
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["words"], "gather"),
        helper.make_node("Mul", ["words", "gains"], ["uneven"], "gain"),
        helper.make_node("MatMul", ["uneven", "inner"], ["spread"], "widen"),
        helper.make_node("Relu", ["spread"], ["active"], "relu"),
        helper.make_node("MatMul", ["active", "outer"], ["vector"], "narrow"),
    ]
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "tokens"])
    out = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", "tokens", DIMS])
    numbers = [numpy_helper.from_array(w.astype(np.float32), name) for name, w in weights.items()]
    return helper.make_model(
        helper.make_graph(nodes, "layer", [ids], [out], numbers),
        opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


def run(path: Path, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["vector"], {"input_ids": ids})[0]  # type: ignore[no-any-return]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "float.onnx"
    onnx.save(feed_forward(), str(path))
    return path


# Full bytes are for processors that add their products in 32 bits: elsewhere nobody asks for them.
SERVED = {True: 0.025} | ({} if needs_reduced_range(processor_flags()) else {False: 0.02})


@pytest.mark.parametrize(("reduce_range", "most"), SERVED.items())
def test_loud_channels_do_not_drown_the_others(
    source: Path, reduce_range: bool, most: float
) -> None:
    # with one scale for all and nothing turned down the error is .30
    heard = [{"input_ids": np.arange(start, start + 10)[None]} for start in (0, 10)]
    small = source.with_name("int8.onnx")
    write_int8(source, small, heard, reduce_range=reduce_range)
    others = np.arange(20, WORDS).reshape(2, 10)
    exact = run(source, others)
    assert np.linalg.norm(run(small, others) - exact) < most * np.linalg.norm(exact)


def test_no_weight_stays_a_float(source: Path) -> None:
    small = source.with_name("int8.onnx")
    write_int8(source, small, [{"input_ids": np.arange(WORDS)[None]}], reduce_range=False)
    floats = [w for w in onnx.load(small).graph.initializer if w.data_type == TensorProto.FLOAT]
    assert max(np.prod(w.dims) for w in floats) <= INNER * 2

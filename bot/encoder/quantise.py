"""Puts a float ONNX file's weights in bytes so that its vectors hardly move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

Floats = npt.NDArray[np.float32]
Inputs = Mapping[str, npt.NDArray[np.int64]]

CONTRIB = "com.microsoft"
BLOCK = 128  # blocks of 32 are no more exact here and take a sixth longer
TO_WEIGHTS = 0.75  # how much of a channel's loudness moves from the activations into the weights
SILENT = 1e-5


def write_int8(
    source: Path, path: Path, sample: Sequence[Inputs], *, reduce_range: bool
) -> None:
    """Quantise the weights a channel at a time, the activations while running.

    A tensor of activations gets one scale, so a few loud channels leave the others few steps:
    `sample` shows which are loud, and they are turned down before and up again in the weights
    (SmoothQuant, arXiv 2211.10438). What leaves a feed-forward's activation function is loud in
    other channels with every token; the MatMul after it gets its scales in blocks.
    """
    model = onnx.load(source)
    _embeddings_in_bytes(model.graph)  # four fifths of the file: first, the rest copies the model
    multiplied = _multiplied(model.graph)
    spiky = [node for node in multiplied if _narrows(node, model.graph)]
    even = [node for node in multiplied if node not in spiky]
    _smooth(model.graph, even, _loudness(model, even, sample))
    for node in spiky:
        _in_blocks(node, model.graph)
    model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
    quantize_dynamic(
        model,
        path,
        op_types_to_quantize=["MatMul", "Gemm"],
        per_channel=True,
        reduce_range=reduce_range,
        weight_type=QuantType.QInt8,
    )


def _embeddings_in_bytes(graph: onnx.GraphProto) -> None:
    """Tables of embeddings as bytes with a scale a row, looked up and multiplied."""
    tables = {weight.name: weight for weight in graph.initializer if len(weight.dims) == 2}
    for node in [n for n in graph.node if n.op_type == "Gather" and n.input[0] in tables]:
        table, (result,) = tables[node.input[0]], node.output
        array = numpy_helper.to_array(table)
        scales = np.maximum(np.abs(array).max(axis=1, keepdims=True), SILENT) / 127
        numbers = np.rint(array / scales).astype(np.int8)
        graph.initializer.remove(table)
        parts = [f"{result}_numbers", f"{result}_scales"]
        for name, values in zip(parts, (numbers, scales.astype(np.float32)), strict=True):
            graph.initializer.append(numpy_helper.from_array(values, f"{name}_table"))
            _insert(graph, node, "Gather", [f"{name}_table", node.input[1]], name)
        _insert(graph, node, "Cast", parts[:1], f"{result}_bytes", to=onnx.TensorProto.FLOAT)
        _insert(graph, node, "Mul", [f"{result}_bytes", parts[1]], result)
        graph.node.remove(node)


def _multiplied(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """The MatMuls by a weight; those of the attention have none."""
    names = {weight.name for weight in graph.initializer}
    return [n for n in graph.node if n.op_type == "MatMul" and n.input[1] in names]


def _weight(node: onnx.NodeProto, graph: onnx.GraphProto) -> onnx.TensorProto:
    weights = (weight for weight in graph.initializer if weight.name == node.input[1])
    found: onnx.TensorProto = next(weights)
    return found


def _narrows(node: onnx.NodeProto, graph: onnx.GraphProto) -> bool:
    rows, columns = _weight(node, graph).dims
    return bool(rows > columns)


def _in_blocks(node: onnx.NodeProto, graph: onnx.GraphProto) -> None:
    """Eight bits a weight and activation, a scale a block (MatMulNBits, accuracy_level 4)."""
    weight = _weight(node, graph)
    array = numpy_helper.to_array(weight).T
    columns, rows = array.shape
    blocks = np.pad(array, ((0, 0), (0, -rows % BLOCK))).reshape(columns, -1, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=2), SILENT) / 127
    numbers = (np.rint(blocks / scales[..., None]) + 128).astype(np.uint8)
    names = [f"{weight.name}_numbers", f"{weight.name}_scales"]
    for name, values in zip(names, (numbers, scales.astype(np.float32)), strict=True):
        graph.initializer.append(numpy_helper.from_array(values, name))
    blocked = helper.make_node(
        "MatMulNBits", [node.input[0], *names], node.output, node.name, domain=CONTRIB,
        K=rows, N=columns, bits=8, block_size=BLOCK, accuracy_level=4,
    )  # fmt: skip
    graph.initializer.remove(weight)
    node.CopyFrom(blocked)


def _loudness(
    model: onnx.ModelProto, nodes: Sequence[onnx.NodeProto], sample: Sequence[Inputs]
) -> dict[str, Floats]:
    """The absolute maximum of each channel of the nodes' inputs, by the input's name."""
    names = list(dict.fromkeys(node.input[0] for node in nodes))
    if not names:
        return {}
    asked = list(model.graph.output)
    del model.graph.output[:]
    model.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    del model.graph.output[:]
    model.graph.output.extend(asked)
    found = [
        [np.abs(values).max(axis=(0, 1)) for values in session.run(names, dict(inputs))]
        for inputs in sample
    ]
    return {name: np.max(of_one, axis=0) for name, *of_one in zip(names, *found, strict=True)}


def _smooth(
    graph: onnx.GraphProto, nodes: Sequence[onnx.NodeProto], loudness: Mapping[str, Floats]
) -> None:
    for name, loud in loudness.items():
        fed = [node for node in nodes if node.input[0] == name]
        weights = [_weight(node, graph) for node in fed]
        arrays = [numpy_helper.to_array(weight) for weight in weights]
        scale = _scale(loud, np.max([np.abs(array).max(axis=1) for array in arrays], axis=0))
        for node, weight, array in zip(fed, weights, arrays, strict=True):
            weight.CopyFrom(numpy_helper.from_array(array * scale[:, None], weight.name))
            node.input[0] = f"{name}_even"
        graph.initializer.append(numpy_helper.from_array(1 / scale, f"{name}_quieter"))
        _insert(graph, fed[0], "Mul", [name, f"{name}_quieter"], f"{name}_even")


def _scale(loud: Floats, weight: Floats) -> Floats:
    """What a channel of the activations is divided by, around one."""
    scale = np.maximum(loud, SILENT) ** TO_WEIGHTS
    scale /= np.maximum(weight, SILENT) ** (1 - TO_WEIGHTS)
    around_one: Floats = (scale / np.exp(np.log(scale).mean())).astype(np.float32)
    return around_one


def _insert(
    graph: onnx.GraphProto,
    before: onnx.NodeProto,
    kind: str,
    inputs: Sequence[str],
    output: str,
    **attributes: Any,
) -> None:
    node = helper.make_node(kind, inputs, [output], f"{output}_made", **attributes)
    graph.node.insert(list(graph.node).index(before), node)

#!/usr/bin/env python3
"""Makes graph.onnx: batch norms behind layers that can take them up, and behind some that cannot. Nothing was trained.

Needs onnx 1.23 and numpy 2.3.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).resolve().parent
random = np.random.default_rng(20191118)
nodes, tensors = [], []


def tensor(name, *shape):
    tensors.append(numpy_helper.from_array(random.uniform(0.5, 1.5, shape).astype(np.float32), name))
    return name


def node(kind, inputs, output, **attributes):
    nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
    return output


def norm(name, value, channels=4):
    words = ["weight", "bias", "running_mean", "running_var"]
    return node("BatchNormalization", [value, *(tensor(f"{name}.{word}", channels) for word in words)], name)


image = "image"
plain = norm("plain_bn", node("Conv", [image, tensor("plain.weight", 4, 4, 1, 1)], "plain"))
up = norm("up_bn", node("ConvTranspose", [plain, tensor("up.weight", 4, 2, 1, 1), tensor("up.bias", 4)], "up", group=2))
# Its output goes around the batch norm, too.
branch = node("Conv", [up, tensor("branch.weight", 4, 4, 1, 1)], "branch")
around = node("Add", [norm("branch_bn", branch), branch], "sum")
# One kernel, twice.
tensor("tied.weight", 4, 4, 1, 1)
first = norm("tied_bn1", node("Conv", [around, "tied.weight"], "tied1"))
second = norm("tied_bn2", node("Conv", [first, "tied.weight"], "tied2"))
# The output is the model's, too.
given = node("Conv", [second, tensor("given.weight", 4, 4, 1, 1)], "given")
before = norm("given_bn", given)
# A sum in front, and no weights.
summed = norm("sum_bn", node("Add", [before, second], "sum2"))
flat = node("Flatten", [node("GlobalAveragePool", [summed], "pool")], "flat")
dense = node("Gemm", [flat, tensor("dense.weight", 6, 4), tensor("dense.bias", 6)], "dense", transB=1)
dense = norm("dense_bn", dense, 6)
last = node("MatMul", [dense, tensor("last.weight", 6, 6)], "last")
last = norm("last_bn", last, 6)
graph = helper.make_graph(
    nodes,
    "graph",
    [helper.make_tensor_value_info(image, TensorProto.FLOAT, ["N", 4, 5, 5])],
    [
        helper.make_tensor_value_info(given, TensorProto.FLOAT, ["N", 4, 5, 5]),
        helper.make_tensor_value_info(last, TensorProto.FLOAT, ["N", 6]),
    ],
    tensors,
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model, full_check=True)
(HERE / "graph.onnx").write_bytes(model.SerializeToString())

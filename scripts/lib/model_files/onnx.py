"""ONNX: a ModelProto, with the numbers in it or in a file beside it (onnx 1.23, onnx/onnx.proto)."""

import struct

from . import pieces
from .protobuf import holey, number, text

FLOAT = 1


def write_inline(network, path):
    def tensor(name, shape, piece):
        return holey(5, [head(name, shape)] + holey(9, [piece]))

    pieces.write(path, model(network, tensor))
    return [path]


def write_external(network, path):
    beside = path.with_name(path.name + ".data")
    data, offset = [], 0

    def tensor(name, shape, piece):
        nonlocal offset
        entries = {"location": beside.name, "offset": str(offset), "length": str(pieces.size(piece))}
        data.append(piece)
        offset += pieces.size(piece)
        external = b"".join(text(13, text(1, key) + text(2, value)) for key, value in entries.items())
        return [text(5, head(name, shape) + external + number(14, 1))]

    pieces.write(path, model(network, tensor))
    pieces.write(beside, data)
    return [path, beside]


def head(name, shape):
    return b"".join(number(1, extent) for extent in shape) + number(2, FLOAT) + text(8, name)


def model(network, tensor):
    """A ModelProto as pieces; `tensor` makes the pieces of an initializer of a graph."""
    nodes, tensors = [], []
    flow = "input"
    for layer in range(network.layers):
        names = [f"features.{layer}.bn.{role}" for role in ["weight", "bias", "running_mean", "running_var"]]
        weight = f"features.{layer}.conv.weight"
        nodes.append(node("Conv", f"/features/{layer}/conv/Conv", [flow, weight], f"conv_{layer}"))
        flow = f"bn_{layer}"
        epsilon = text(1, "epsilon") + b"\x15" + struct.pack("<f", 1e-5) + number(20, 1)
        name = f"/features/{layer}/bn/BatchNormalization"
        nodes.append(node("BatchNormalization", name, [f"conv_{layer}"] + names, flow, epsilon))
        tensors += tensor(weight, network.weight_shape + [1, 1], pieces.Hole(network.weight_size))
        for name, part in zip(names, network.norm(layer)):
            tensors += tensor(name, [network.channels], part)
    ends = [text(11, value("input")), text(12, value(flow))]
    graph = [b"".join(nodes) + text(2, "main_graph")] + tensors + ends
    opset = text(8, text(1, "") + number(2, 15))
    return [number(1, 8) + text(2, "model-files")] + holey(7, graph) + [opset]


def node(kind, name, inputs, output, attribute=None):
    content = b"".join(text(1, each) for each in inputs) + text(2, output) + text(3, name) + text(4, kind)
    return text(1, content + (text(5, attribute) if attribute else b""))


def value(name):
    """A ValueInfoProto of a tensor with four dimensions of any size."""
    dimensions = b"".join(text(1, text(2, word)) for word in ["n", "c", "h", "w"])
    return text(1, name) + text(2, text(1, number(1, FLOAT) + text(2, dimensions)))

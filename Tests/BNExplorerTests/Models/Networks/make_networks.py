#!/usr/bin/env python3
"""Makes network.safetensors, network.onnx and network.h5: a small network whose moving statistics are those of a pass over
data, in three formats. Needs numpy 2.4, onnx 1.23, h5py 3.16 and safetensors 0.8; nothing here was trained.

    image 3 x 16 x 16
    conv_a 3x3  bn_a  ReLU
    conv_b 3x3, depthwise  bn_b  ReLU6
    conv_c 1x1  bn_c                           (no activation)
    conv_d 1x1 with bias  bn_d  SiLU
    conv_e 3x3 in two groups  bn_e  + bn_c     (a residual sum)
    conv_f 1x1  bn_f  ReLU  maximum over 2x2
    conv_g 3x3  bn_g
"""

import json
from pathlib import Path

import h5py
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

HERE = Path(__file__).resolve().parent
EPSILON = 1e-3
random = np.random.default_rng(20191118)


def convolution(x, weight, groups=1, bias=None):
    """Keeps the extents, with zeros around; float64."""
    count, _, rows, columns = x.shape
    outputs, inside, height, width = weight.shape
    padded = np.pad(x, [(0, 0), (0, 0), (height // 2, height // 2), (width // 2, width // 2)])
    result = np.zeros((count, outputs, rows, columns))
    share = outputs // groups
    for group in range(groups):
        for row in range(height):
            for column in range(width):
                part = padded[:, group * inside : (group + 1) * inside, row : row + rows, column : column + columns]
                kernel = weight[group * share : (group + 1) * share, :, row, column]
                result[:, group * share : (group + 1) * share] += np.einsum("oi,nixy->noxy", kernel, part)
    return result if bias is None else result + bias[:, None, None]


def kernel(outputs, inside, extent):
    """Not centered, so that means differ by several deviations."""
    shape = (outputs, inside, extent, extent)
    return (random.normal(size=shape) / np.sqrt(inside * extent * extent)).astype(np.float32)


NORMS = {}


def norm(name, x):
    channels = x.shape[1]
    gamma = random.uniform(0.5, 1.5, channels).astype(np.float32)
    beta = random.normal(0, 0.7, channels).astype(np.float32)
    mean = x.mean(axis=(0, 2, 3)).astype(np.float32)
    variance = x.var(axis=(0, 2, 3)).astype(np.float32)
    NORMS[name] = (gamma, beta, mean, variance)
    scale = gamma / np.sqrt(variance + EPSILON)
    return (x - mean[:, None, None]) * scale[:, None, None] + beta[:, None, None]


WEIGHTS = {
    "a": (kernel(16, 3, 3), 1),
    "b": (kernel(16, 1, 3), 16),
    "c": (kernel(24, 16, 1), 1),
    "d": (kernel(24, 24, 1), 1),
    "e": (kernel(24, 12, 3), 2),
    "f": (kernel(32, 24, 1), 1),
    "g": (kernel(12, 32, 3), 1),
}
BIAS = random.normal(size=24).astype(np.float32)


def forward():
    noise = random.normal(size=(48, 3, 20, 20))
    # Neighbours are alike, as in pictures.
    x = sum(noise[:, :, i : i + 16, j : j + 16] for i in range(5) for j in range(5)) / 5
    conv = lambda name, value, bias=None: convolution(value, *WEIGHTS[name], bias=bias)  # noqa: E731
    a = np.maximum(norm("a", conv("a", x)), 0)
    b = np.clip(norm("b", conv("b", a)), 0, 6)
    c = norm("c", conv("c", b))
    d = norm("d", conv("d", c, BIAS))
    d = d / (1 + np.exp(-d))
    e = norm("e", conv("e", d)) + c
    f = np.maximum(norm("f", conv("f", e)), 0)
    f = f.reshape(48, 32, 8, 2, 8, 2).max(axis=(3, 5))
    norm("g", conv("g", f))


def write_safetensors():
    """By names as PyTorch modules have them, in the order in which they would be made."""
    tensors = {}
    for block, letters in enumerate(["abc", "de", "fg"]):
        for letter in letters:
            tensors[f"features.{block}.conv_{letter}.weight"] = WEIGHTS[letter][0]
            if letter == "d":
                tensors[f"features.{block}.conv_d.bias"] = BIAS
            words = ["weight", "bias", "running_mean", "running_var"]
            for word, numbers in zip(words, NORMS[letter]):
                tensors[f"features.{block}.bn_{letter}.{word}"] = numbers
    save_file(tensors, HERE / "network.safetensors")
    in_order(HERE / "network.safetensors", list(tensors))


def in_order(path, names):
    """safetensors sorts tensors; torch.save does not, and that is what this file stands for."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header, numbers = json.loads(data[8 : 8 + size]), data[8 + size :]
    ordered, body = {}, b""
    for name in names:
        first, last = header[name]["data_offsets"]
        ordered[name] = {**header[name], "data_offsets": [len(body), len(body) + last - first]}
        body += numbers[first:last]
    text = json.dumps(ordered, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)


def write_onnx():
    nodes, tensors = [], []

    def tensor(name, numbers):
        tensors.append(numpy_helper.from_array(numbers, name))
        return name

    def node(kind, inputs, output, **attributes):
        nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def block(letter, value):
        weight, groups = WEIGHTS[letter]
        inputs = [value, tensor(f"conv_{letter}.weight", weight)]
        if letter == "d":
            inputs.append(tensor("conv_d.bias", BIAS))
        pad = weight.shape[2] // 2
        value = node("Conv", inputs, f"conv_{letter}", group=groups, pads=[pad] * 4)
        words = ["weight", "bias", "running_mean", "running_var"]
        names = [tensor(f"bn_{letter}.{word}", numbers) for word, numbers in zip(words, NORMS[letter])]
        return node("BatchNormalization", [value, *names], f"bn_{letter}", epsilon=EPSILON)

    a = node("Relu", [block("a", "image")], "relu_a")
    limits = [tensor("least", np.float32(0)), tensor("greatest", np.float32(6))]
    b = node("Clip", [block("b", a), *limits], "clip_b")
    c = block("c", b)
    d = block("d", c)
    d = node("Mul", [d, node("Sigmoid", [d], "sigmoid_d")], "silu_d")
    e = node("Add", [block("e", d), c], "sum_e")
    f = node("Relu", [block("f", e)], "relu_f")
    f = node("MaxPool", [f], "maximum_f", kernel_shape=[2, 2], strides=[2, 2])
    block("g", f)
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 16, 16])],
        [helper.make_tensor_value_info("bn_g", TensorProto.FLOAT, ["N", 12, 8, 8])],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    (HERE / "network.onnx").write_bytes(model.SerializeToString())


def write_h5():
    """As tf.keras 2.15 writes a functional model, but for settings that nobody reads here."""
    layers, groups = [], {}

    def layer(kind, name, inputs, **config):
        nodes = [[[source, 0, 0, {}] for source in inputs]] if inputs else []
        layers.append({"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes})
        groups[name] = []
        return name

    def block(letter, value):
        weight, groups_ = WEIGHTS[letter]
        last = weight.transpose(2, 3, 1, 0)
        name = f"conv_{letter}"
        if letter == "b":
            value = layer("DepthwiseConv2D", name, [value], padding="same", activation="linear", use_bias=False)
            groups[name] = [(f"{name}/depthwise_kernel:0", weight.transpose(2, 3, 0, 1))]
        else:
            value = layer(
                "Conv2D", name, [value], padding="same", activation="linear", use_bias=letter == "d", groups=groups_
            )
            groups[name] = [(f"{name}/kernel:0", last)] + ([(f"{name}/bias:0", BIAS)] if letter == "d" else [])
        name = f"bn_{letter}"
        value = layer("BatchNormalization", name, [value], axis=[3], momentum=0.99, epsilon=EPSILON)
        words = ["gamma", "beta", "moving_mean", "moving_variance"]
        groups[name] = [(f"{name}/{word}:0", numbers) for word, numbers in zip(words, NORMS[letter])]
        return value

    image = layer("InputLayer", "image", [], batch_input_shape=[None, 16, 16, 3])
    a = layer("Activation", "relu_a", [block("a", image)], activation="relu")
    b = layer("ReLU", "relu_b", [block("b", a)], max_value=6.0, negative_slope=0.0, threshold=0.0)
    c = block("c", b)
    d = layer("Activation", "swish_d", [block("d", c)], activation="swish")
    e = layer("Add", "sum_e", [block("e", d), c])
    f = layer("Activation", "relu_f", [block("f", e)], activation="relu")
    f = layer("MaxPooling2D", "maximum_f", [f], pool_size=[2, 2])
    g = block("g", f)
    config = {"name": "network", "layers": layers, "input_layers": [["image", 0, 0]], "output_layers": [[g, 0, 0]]}
    with h5py.File(HERE / "network.h5", "w", libver="earliest") as file:
        file.attrs["keras_version"] = "2.15.0"
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = json.dumps({"class_name": "Functional", "config": config})
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = [name.encode() for name in groups]
        for name, weights in groups.items():
            group = root.create_group(name)
            group.attrs["weight_names"] = [weight.encode() for weight, _ in weights]
            for weight, numbers in weights:
                group.create_dataset(weight, data=np.ascontiguousarray(numbers))


forward()
write_safetensors()
write_onnx()
write_h5()

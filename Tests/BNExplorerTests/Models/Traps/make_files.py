"""Writes small files with what misleads in those of real libraries, for `cases.json` beside it.

With Python 3.11 and numpy==2.4.6, h5py==3.16.0, onnx==1.23.2: `python make_files.py`. The files that libraries wrote themselves are
among those of the readers' tests; of those here paddle_bn.pdparams is paddlepaddle 3.3.1's, and sequential.h5 what keras 3.15.1
saves of a Sequential called "net". All hold the known layer unless a case says
otherwise.
"""

import gzip
import io
import json
import pickle
import struct
import sys
import types
import zipfile
from collections import OrderedDict
from pathlib import Path

import h5py
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

here = Path(__file__).parent
GAMMA = np.array([0.5, 1, 1.5, 2], np.float32)
BETA = np.array([-1, 0, 1, 2], np.float32)
MEAN = np.array([10, -2, 0.25, 1000], np.float32)
VARIANCE = np.array([4, 0.25, 1e-4, 9], np.float32)
KNOWN = [GAMMA, BETA, MEAN, VARIANCE]
ROLES = ["weight", "bias", "running_mean", "running_var"]


# safetensors, field by field: the library itself writes none of these.


def safetensors(name, entries, data, metadata="none", behind="", change=lambda text: text):
    header = {} if metadata == "none" else {"__metadata__": metadata}
    text = change(json.dumps(header | entries, separators=(",", ":")) + behind)
    (here / f"{name}.safetensors").write_bytes(struct.pack("<Q", len(text)) + text.encode() + data)


def entry(start, size=16, dtype="F32"):
    return {"dtype": dtype, "shape": [4], "data_offsets": [start, start + size]}


DATA = b"".join(array.tobytes() for array in KNOWN)
ENTRIES = {f"bn.{role}": entry(16 * place) for place, role in enumerate(ROLES)}
escaped = lambda text: text.replace("bn.weight", "bn.\\u0077eight")
backwards = dict(reversed(list(ENTRIES.items())))
# Whatever the length comes to, it is no multiple of 8.
safetensors("header", backwards, DATA, metadata=None, behind="   ", change=escaped)
tied = {key: value for key, value in ENTRIES.items() if key != "bn.bias"} | {"other.bias": entry(16)}
safetensors("tied", tied, DATA, metadata={"bn.bias": "other.bias"})
twice = lambda text: text[:-1] + ',"bn.weight":' + json.dumps(entry(0)) + "}"
wrong = {**ENTRIES, "bn.weight": {**entry(0), "dtype": "I32"}}
safetensors("twice", wrong, DATA, change=twice)
small = {"bn.weight": entry(0, 4, "F8_E4M3"), "bn.bias": entry(4, 4, "F8_E5M2")}
small |= {"bn.running_mean": entry(8, 8, "BF16"), "bn.running_var": entry(16)}
halves = (MEAN.view(np.uint32) >> 16).astype("<u2").tobytes()
bytes8 = bytes([0x30, 0x38, 0x3C, 0x40]) + bytes([0xBC, 0x00, 0x3C, 0x40])
safetensors("small", small, bytes8 + halves + VARIANCE.tobytes())
shifted = {**ENTRIES, "bn.running_var": entry(52)}
safetensors("hole", shifted, DATA[:48] + bytes(4) + DATA[48:])
overlapping = {**ENTRIES, "bn.bias": entry(12)}
safetensors("overlap", overlapping, DATA)


# Archives of NumPy, with TensorFlow's names.

TENSORFLOW = dict(zip(["bn/gamma:0", "bn/beta:0", "bn/moving_mean:0", "bn/moving_variance:0"], KNOWN))


def npz(name, arrays):
    with zipfile.ZipFile(here / f"{name}.npz", "w") as archive:
        for key, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, version=(1, 0))
            archive.writestr(zipfile.ZipInfo(f"{key}.npy"), content.getvalue())


np.savez(here / "names.npz", **TENSORFLOW)
npz("big_endian", {key: array.astype(">f8") for key, array in TENSORFLOW.items()})
npz("four", {key: array.reshape(1, 4, 1, 1) for key, array in TENSORFLOW.items()})
npz("fortran", {key: np.asfortranarray(array.reshape(2, 2)) for key, array in TENSORFLOW.items()})
npz("single", {key.replace(":0", ""): array[3].reshape(()) for key, array in TENSORFLOW.items()})

raw = {"moving_mean": MEAN, "moving_variance": VARIANCE}
sonnet = {f"bn/{word}/average": array.reshape(1, 4) for word, array in raw.items()}
sonnet |= {f"bn/{word}/hidden": array.reshape(1, 4) / 3 for word, array in raw.items()}
sonnet |= {f"bn/{word}/counter": np.int64(2) for word in raw}
npz("sonnet", {"bn/scale": GAMMA.reshape(1, 4), "bn/offset": BETA.reshape(1, 4)} | sonnet)

scope = "net/Conv/BatchNorm"
shadow = f"{scope}/{scope}"
npz(
    "slim",
    {
        f"{scope}/beta": BETA,
        f"{scope}/moving_mean": MEAN,
        f"{scope}/moving_variance": VARIANCE,
        f"{shadow}/moving_mean/biased": MEAN / 10,
        f"{shadow}/moving_mean/local_step": np.float32(3),
        f"{shadow}/moving_variance/biased": VARIANCE / 10,
        f"{shadow}/moving_variance/local_step": np.float32(3),
        "net/Conv/weights": np.zeros((1, 1, 1, 4), np.float32),
    },
)
npz(
    "renorm14",
    {key.replace(":0", ""): array for key, array in TENSORFLOW.items()}
    | {
        "bn/renorm_mean": MEAN * 0,
        "bn/renorm_mean_weight": np.float32(0),
        "bn/renorm_stddev": VARIANCE * 0,
        "bn/renorm_stddev_weight": np.float32(0),
    },
)


# Weights of Keras 3 without a configuration.


def keras(name, arrays):
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        group = file.create_group("layers/batch_normalization")
        group = group.create_group("vars")
        group.attrs["name"] = "bn"
        for place, array in enumerate(arrays):
            group.create_dataset(str(place), data=array)
    (here / f"{name}.weights.h5.gz").write_bytes(gzip.compress(content.getvalue(), mtime=0))


keras("no_gamma", [BETA, MEAN, VARIANCE])
keras("no_beta", [GAMMA, MEAN, VARIANCE])


# PyTorch's archives, as its pickles are, without PyTorch.


def torch(name, value, third=()):
    """Writes what torch.save would: arrays become tensors; those in `third` are bytes of a type that only version 3 names."""
    storages = []

    class Tensor:
        def __init__(self, array):
            self.array = array

        def __reduce__(self):
            array = self.array
            strides = tuple(stride // array.itemsize for stride in array.strides)
            if array.dtype == np.uint8:
                place = ("bytes of", modules["torch"].UntypedStorage, array)
                return rebuild["_rebuild_tensor_v3"], (place, 0, array.shape, strides, False, OrderedDict(), dtype, {})
            kind = "LongStorage" if array.dtype == np.int64 else "FloatStorage"
            place = ("bytes of", getattr(modules["torch"], kind), array)
            return rebuild["_rebuild_tensor_v2"], (place, 0, array.shape, strides, False, OrderedDict())

    class Pickler(pickle._Pickler):
        def persistent_id(self, value):
            if isinstance(value, tuple) and value and value[0] == "bytes of":
                storages.append(value[2].tobytes())
                return "storage", value[1], str(len(storages) - 1), "cpu", value[2].size
            return None

        def save(self, value, *rest, **named):
            super().save(Tensor(value) if isinstance(value, np.ndarray) else value, *rest, **named)

        def save_global(self, value, name=None):
            if value is dtype:
                self.write(b"ctorch\nfloat8_e4m3fn\n")
            else:
                super().save_global(value, name)

    modules = {key: types.ModuleType(key) for key in ("torch", "torch._utils")}
    rebuild = {}
    for key in ("_rebuild_tensor_v2", "_rebuild_tensor_v3"):
        function = types.FunctionType((lambda: None).__code__, {}, key)
        function.__module__, function.__qualname__ = "torch._utils", key
        rebuild[key] = function
        setattr(modules["torch._utils"], key, function)
    for key in ("FloatStorage", "LongStorage", "UntypedStorage", "float8_e4m3fn"):
        setattr(modules["torch"], key, type(key, (), {"__module__": "torch"}))
    dtype = modules["torch"].float8_e4m3fn
    sys.modules |= modules
    content = io.BytesIO()
    Pickler(content, 2).dump(value)
    for key in modules:
        del sys.modules[key]
    with zipfile.ZipFile(here / f"{name}.pt", "w") as archive:
        archive.writestr(zipfile.ZipInfo("archive/data.pkl"), content.getvalue())
        for place, storage in enumerate(storages):
            archive.writestr(zipfile.ZipInfo(f"archive/data/{place}"), storage)
        archive.writestr(zipfile.ZipInfo("archive/version"), "3\n")


def state(prefix, names=ROLES, **more):
    return {f"{prefix}{name}": array for name, array in zip(names, KNOWN)} | {
        f"{prefix}{name}": array for name, array in more.items()
    }


torch("holder", state("bn.", running_var_holder=VARIANCE * 3, weight_holder=GAMMA * 4))
torch("counter", state("bn.", num_batches_tracked=np.array(0)))
torch("averaged", {"n_averaged": np.array(7)} | state("module.bn.", num_batches_tracked=np.array(5)))
moments = {0: {"exp_avg": GAMMA / 2, "exp_avg_sq": GAMMA / 4}, 1: {"momentum_buffer": BETA / 2}}
torch(
    "wrapped",
    {
        "epoch": 3,
        "model": state("module._orig_mod.bn."),
        "ema": state("module._orig_mod.bn."),
        "optimizer": {"state": moments, "param_groups": [{"lr": 0.1, "params": [0, 1]}]},
    },
)
quantizers = {"weight_fake_quant.scale": GAMMA[:1], "weight_fake_quant.zero_point": np.array([0])}
kernel = np.ones((4, 1, 1, 1), np.float32)
torch("quantized1", {"conv.weight": kernel} | state("conv.", ["gamma", "beta"] + ROLES[2:], **quantizers))
torch("fused", state("bn.0.", num_batches_tracked=np.array(5)))
torch("third", state("bn.") | {"bn.weight": np.array([0x30, 0x38, 0x3C, 0x40], np.uint8)})


# What the newer exporter of PyTorch leaves of a Conv and its batch norm.

scaled = numpy_helper.from_array(kernel * 2, "conv.weight")
shifted = numpy_helper.from_array(BETA, "conv.bias")
x, y = (helper.make_tensor_value_info(key, TensorProto.FLOAT, [1, 4, 1, 1]) for key in "xy")
node = helper.make_node("Conv", ["x", "conv.weight", "conv.bias"], ["y"], name="node_conv2d", group=4)
graph = helper.make_graph([node], "main_graph", [x], [y], [scaled, shifted])
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), here / "folded.onnx")
(here / "folded.onnx.data").write_bytes(b"")


# Networks of Caffe, field by field.


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number, content):
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def layer(name, kind, bottom, top, blobs):
    message = field(1, name) + field(2, kind) + field(3, bottom) + field(4, top)
    for numbers in blobs:
        numbers = np.array(numbers, "<f4")
        message += field(7, field(5, numbers.tobytes()) + field(7, field(1, varint(numbers.size))))
    return field(100, message)


def caffe(name, factor, text=None):
    network = field(1, "net") + layer("a/norm", "BatchNorm", "x", "x", [MEAN * factor, VARIANCE * factor, [factor]])
    network += layer("something", "Scale", "x", "y", [GAMMA, BETA])
    # It takes another blob, and is nothing but a scale.
    network += layer("a/scale", "Scale", "z", "z", [GAMMA * 3, BETA * 3])
    (here / f"{name}.caffemodel").write_bytes(network)
    if text:
        (here / f"{name}.prototxt").write_text(text)


caffe("divisor0", 0)
caffe("text", 1, 'layer { name: "a/norm" type: "BatchNorm" batch_norm_param { eps: 0.002 } }\n')


# OpenVINO's text of its first set of operations, which has gamma and beta in front of the input.


def openvino(name):
    layers, edges = "", ""
    for place, (port, array) in enumerate(zip([0, 1, 3, 4], KNOWN)):
        layers += f'<layer id="{place}" name="{place + 11}" type="Const" version="opset1">'
        layers += f'<data element_type="f32" shape="4" offset="{place * 16}" size="16"/></layer>\n'
        edges += f'<edge from-layer="{place}" from-port="0" to-layer="9" to-port="{port}"/>\n'
    layers += '<layer id="4" name="x" type="Parameter" version="opset1"><data element_type="f32" shape="1,4"/></layer>\n'
    edges += '<edge from-layer="4" from-port="0" to-layer="9" to-port="2"/>\n'
    layers += '<layer id="9" name="19" type="BatchNormInference" version="opset1"><data epsilon="0.002"/></layer>\n'
    text = f'<?xml version="1.0"?>\n<net name="net" version="11">\n<layers>\n{layers}</layers>\n<edges>\n{edges}</edges>\n</net>\n'
    (here / f"{name}.xml").write_text(text)
    (here / f"{name}.bin").write_bytes(DATA)


openvino("first")


# madmom's pickle: an object of a batch norm, with Python's own numbers and arrays in Fortran's order.

modules = ["madmom", "madmom.ml", "madmom.ml.nn", "madmom.ml.nn.layers"]
for key in modules:
    sys.modules[key] = types.ModuleType(key)
kind = type("BatchNormLayer", (), {"__module__": modules[-1]})
sys.modules[modules[-1]].BatchNormLayer = kind
norm = kind()
mean = np.asfortranarray(MEAN.astype(np.float64).reshape(2, 2))
inverse = np.asfortranarray((1 / np.sqrt(np.array([4, 0.25, 0.0625, 16]))).reshape(2, 2))
norm.__dict__ |= {"beta": 0, "gamma": 1, "mean": mean, "inv_std": inverse, "activation_fn": None}
(here / "madmom.pkl").write_bytes(pickle.dumps({"layers": [norm]}, protocol=2))
for key in modules:
    del sys.modules[key]

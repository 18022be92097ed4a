"""The zip archive of torch.save: a pickle of the tensors' places and a stored member for the numbers of each
(torch 2.15, torch/serialization.py and caffe2/serialize/inline_container.cc)."""

import collections
import io
import pickle
import sys
import types

from . import pieces
from .zip_archive import Archive


class FloatStorage:
    """Stands for torch's class of this name, which is all that a pickle says of it."""


def _rebuild_tensor_v2():
    """Stands for torch's function of this name."""


class Tensor:
    def __init__(self, key, shape):
        self.key = key
        self.shape = tuple(shape)

    def __reduce__(self):
        strides, count = [], 1
        for extent in reversed(self.shape):
            strides.insert(0, count)
            count *= extent
        storage = Storage(self.key, count)
        return _rebuild_tensor_v2, (storage, 0, self.shape, tuple(strides), False, collections.OrderedDict())


class Storage:
    def __init__(self, key, count):
        self.key = key
        self.count = count


class Pickler(pickle.Pickler):
    def persistent_id(self, what):
        if isinstance(what, Storage):
            return "storage", FloatStorage, what.key, "cpu", what.count
        return None


def write(network, path):
    for name, what in [("torch", FloatStorage), ("torch._utils", _rebuild_tensor_v2)]:
        # A pickle names what it refers to, and makes sure that it is there.
        module = sys.modules.setdefault(name, types.ModuleType(name))
        what.__module__, what.__qualname__ = name, what.__name__
        setattr(module, what.__name__, what)
    tensors, members = collections.OrderedDict(), []

    def add(name, shape, piece):
        tensors[name] = Tensor(str(len(members)), shape)
        members.append(piece)

    for layer in range(network.layers):
        add(f"features.{layer}.conv.weight", network.weight_shape + [1, 1], pieces.Hole(network.weight_size))
        for role, part in zip(["weight", "bias", "running_mean", "running_var"], network.norm(layer)):
            add(f"features.{layer}.bn.{role}", [network.channels], part)
    text = io.BytesIO()
    Pickler(text, protocol=2).dump(tensors)
    archive = Archive()
    archive.add("model/data.pkl", text.getvalue())
    archive.add("model/byteorder", b"little")
    for key, piece in enumerate(members):
        archive.add(f"model/data/{key}", piece)
    archive.add("model/version", b"3\n")
    pieces.write(path, archive.pieces())
    return [path]

"""Writes suffix.h5 as Keras 2.2 would name what is in it, with an optimizer that has the shapes of the parameters.

With Python 3.11 and h5py==3.16.0, numpy==2.4.6: `python make_suffix.py`. Names have a scope with a number inside, the branches stand in
another order than that of their names, and the class is what tells a batch norm.
"""

import gzip
import io
import json
from pathlib import Path

import h5py
import numpy as np

KNOWN = [np.float32(n) for n in ([0.5, 1, 1.5, 2], [-1, 0, 1, 2], [10, -2, 0.25, 1000], [4, 0.25, 1e-4, 9])]
ROLES = ["gamma:0", "beta:0", "moving_mean:0", "moving_variance:0"]
NORM = {"axis": [3], "momentum": 0.97, "epsilon": 2e-3, "center": True, "scale": True}


def layer(name, kind, inputs, **config):
    nodes = [[[other, 0, 0, {}] for other in inputs]] if inputs else []
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes}


layers = [
    layer("in", "InputLayer", []),
    layer("b_second", "BatchNormalization", ["in"], **NORM),
    layer("a_first", "BatchNormalization", ["in"], **NORM),
    layer("own", "MyScale", ["a_first"]),
    layer("tail", "BatchNormalization", ["own"], **{**NORM, "scale": False}),
]
model = {"name": "m", "layers": layers, "input_layers": [["in", 0, 0]], "output_layers": [["tail", 0, 0]]}
content = io.BytesIO()
with h5py.File(content, "w") as file:
    file.attrs["keras_version"] = b"2.2.4"
    file.attrs["model_config"] = json.dumps({"class_name": "Model", "config": model}).encode()
    weights = file.create_group("model_weights")
    weights.attrs["layer_names"] = [each["name"].encode() for each in layers]
    for each in layers:
        group, names = weights.create_group(each["name"]), []
        if each["class_name"] == "BatchNormalization":
            first = 1 if each["name"] == "tail" else 0
            for role, numbers in list(zip(ROLES, KNOWN))[first:]:
                name = f"{each['name']}/{each['name']}_17/{role}"
                group.create_dataset(name, data=numbers * (2 if each["name"] == "a_first" else 1))
                names.append(name.encode())
        if each["name"] == "own":
            for name in ("own/gamma:0", "own/beta:0"):
                group.create_dataset(name, data=KNOWN[0])
                names.append(name.encode())
        group.attrs["weight_names"] = names
    moments = file.create_group("optimizer_weights/training/Adam")
    for place in range(8):
        moments.create_dataset(f"Variable_{place}:0", data=KNOWN[place % 4])
(Path(__file__).parent / "suffix.h5.gz").write_bytes(gzip.compress(content.getvalue(), mtime=0))

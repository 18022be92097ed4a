"""Captures of networks and what the doctor says of them."""

import copy
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import safetensors.torch
import torch

import networks
from faults import change

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Sources/BNExplorer/Data"))

from bn_capture import capture  # noqa: E402


def captured(model, inputs, path, batch):
    with torch.no_grad(), capture(model, path, rows=0):
        for part in inputs.split(batch):
            model(part)


class Capture:
    """A capture file, read."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            self.members = {name: archive.read(name) for name in archive.namelist()}
        self.about = json.loads(self.array("capture.json").tobytes())
        called = [layer for layer in self.about["layers"] if layer["calls"] > 0]
        self.layers = sorted(called, key=lambda layer: layer["order"])

    def array(self, name):
        return np.load(io.BytesIO(self.members[f"{name}.npy"]))

    def layer(self, name):
        about = next(layer for layer in self.layers if layer["name"] == name)
        part = {key: self.array(f"{name}/{key}") for key in ("stored_mean", "stored_variance", "mean", "m2", "count")}
        size = len(part["mean"])
        gamma, beta = (self.array(f"{name}/{key}") if f"{name}/{key}.npy" in self.members else np.full(size, usual)
                       for key, usual in (("gamma", 1.0), ("beta", 0.0)))
        return {"mean": part["stored_mean"], "variance": part["stored_variance"], "gamma": gamma, "beta": beta,
                "epsilon": about["epsilon"], "seen_mean": part["mean"], "seen_variance": part["m2"] / part["count"]}

    def until(self, name, path):
        """The same run as far as one layer, those behind it never called: a fault there does not change what came in before."""
        about = copy.deepcopy(self.about)
        last = next(layer["order"] for layer in self.layers if layer["name"] == name)
        gone = [layer for layer in about["layers"] if layer["calls"] > 0 and layer["order"] > last]
        for layer in gone:
            layer.update(calls=0, order=None)
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, np.frombuffer(json.dumps(about).encode(), np.uint8))
        # What the layer itself had stored is left out: it would tell that the file is another one.
        dropped = (*(f"{layer['name']}/" for layer in gone), f"{name}/stored_")
        with zipfile.ZipFile(path, "w") as archive:
            for member, data in self.members.items():
                if not member.startswith(dropped):
                    archive.writestr(member, buffer.getvalue() if member == "capture.json.npy" else data)


class Doctor:
    """The program."""

    def __init__(self, program):
        self.program = program

    def __call__(self, model, capture=None):
        """The findings that are more than information, and the layer that it began with."""
        command = [self.program, "doctor", str(model), "--json"] + (["--captured", str(capture)] if capture else [])
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode not in (0, 1):
            sys.exit(f"calibrate: {' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        if not rows:  # no batch norm
            return [], None
        return [row for row in rows[:-1] if row["severity"] in ("ERROR", "WARN")], rows[-1].get("cause")


def saved(model, path):
    safetensors.torch.save_file({name: value.contiguous() for name, value in model.state_dict().items()}, path)


def planted(model, name, faulty):
    """A copy of a network with other numbers in one layer."""
    model = copy.deepcopy(model)
    layer = dict(model.named_modules())[name]
    with torch.no_grad():
        for key, target in (("mean", layer.running_mean), ("variance", layer.running_var), ("gamma", layer.weight), ("beta", layer.bias)):
            if key in faulty:
                target.copy_(torch.tensor(faulty[key]))
        if "updates" in faulty:
            layer.num_batches_tracked.fill_(faulty["updates"])
        if "epsilon" in faulty:
            layer.eps = faulty["epsilon"]
    return model


def outputs_change(healthy, faulty):
    """What a change of the input changes in a layer's output, by the moments of both inputs, as `faults.change` has it.

    The two inputs go through the same numbers: only means can be compared channel by channel, and deviations.
    """
    scale = healthy["gamma"] / np.sqrt(healthy["variance"] + healthy["epsilon"])
    shift = scale * (faulty["seen_mean"] - healthy["seen_mean"])
    stretch = np.abs(scale) * (np.sqrt(faulty["seen_variance"]) - np.sqrt(healthy["seen_variance"]))
    means = scale * (healthy["seen_mean"] - healthy["mean"]) + healthy["beta"]
    return float(np.sqrt((shift**2 + stretch**2).mean() / ((scale**2 * healthy["seen_variance"]).mean() + means.var())))


__all__ = ["Capture", "Doctor", "captured", "change", "networks", "outputs_change", "planted", "saved"]

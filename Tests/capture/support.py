"""What the tests of bn_capture.py share: the module itself, reading a file, and moments by numpy alone."""

import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "Sources/BNExplorer/Data"))

# Sums of a few thousand float64 numbers, added in another order: 2^-53 times a few thousand, and some room.
CLOSE = 1e-12


class Captured:
    """A capture as a reader without bn_capture.py finds it."""

    def __init__(self, path):
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        self.about = json.loads(bytes(arrays.pop("capture.json")).decode())
        self.entries = {entry["name"]: entry for entry in self.about["layers"]}
        self.layers = {name: {} for name in self.entries}
        for member, values in arrays.items():
            name, _, part = member.rpartition("/")
            self.layers[name][part] = values

    @property
    def names(self):
        return [entry["name"] for entry in self.about["layers"]]


class InFolder(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "run.npz")

    def captured(self):
        self.assertEqual(os.listdir(self.folder), ["run.npz"], "nothing but the file is left")
        return Captured(self.path)

    def check(self, arrays, batches, axis=1, tolerance=CLOSE):
        """A layer's arrays against those of its inputs by numpy."""
        for part, expected in moments(batches, arrays["pivot"], axis).items():
            scale = np.nanmax(np.abs(expected))
            np.testing.assert_allclose(
                arrays[part], expected, rtol=tolerance, atol=tolerance * scale, err_msg=part, equal_nan=True
            )

    def check_output(self, arrays, batches, axis=1):
        for part, expected in moments(batches, None, axis).items():
            if part in ("count", "mean", "m2", "nonfinite"):
                scale = np.nanmax(np.abs(expected))
                np.testing.assert_allclose(
                    arrays[f"output_{part}"], expected, rtol=CLOSE, atol=CLOSE * scale, err_msg=part, equal_nan=True
                )


def moments(batches, pivot=None, axis=1):
    """By the definitions, of lists of batches: each channel's finite values in one vector, each example's in another."""
    examples = [np.moveaxis(x, axis, 1).reshape(x.shape[0], x.shape[axis], -1).astype(np.float64) for x in batches]
    examples = [example for batch in examples for example in batch]
    channels = len(examples[0])
    rows = [one_channel([e[c][np.isfinite(e[c])] for e in examples], pivot[c] if pivot is not None else 0) for c in range(channels)]
    found = {part: np.array([row[part] for row in rows]) for part in rows[0]}
    found["nonfinite"] = np.array([sum((~np.isfinite(e[c])).sum() for e in examples) for c in range(channels)])
    return found


def one_channel(examples, pivot):
    x = np.concatenate(examples)
    a = np.array([e.mean() for e in examples if len(e)])
    q = np.array([((e - pivot) ** 2).mean() for e in examples if len(e)])
    some = len(x) > 0
    d = x - x.mean() if some else x
    return {
        "count": len(x),
        "mean": x.mean() if some else np.nan,
        "m2": (d**2).sum(),
        "m3": (d**3).sum(),
        "m4": (d**4).sum(),
        "min": x.min() if some else np.nan,
        "max": x.max() if some else np.nan,
        "example_count": len(a),
        "example_mean": a.mean() if some else 0,
        "example_mean_m2": ((a - a.mean()) ** 2).sum() if some else 0,
        "example_square_mean": q.mean() if some else 0,
        "example_square_m2": ((q - q.mean()) ** 2).sum() if some else 0,
        "example_cross_m2": ((a - a.mean()) * (q - q.mean())).sum() if some else 0,
    }

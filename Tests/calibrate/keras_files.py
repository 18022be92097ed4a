"""Keras files: SpliceAI's five and a small Xception for faces. Their numbers are changed in a copy of the file."""

import json
import os
import shutil

import h5py
import numpy as np

os.environ.setdefault("KERAS_BACKEND", "torch")

ROLES = {"mean": "moving_mean", "variance": "moving_variance", "gamma": "gamma", "beta": "beta"}


def datasets(file, layer):
    """The arrays of a layer by what they are; those that the layer does not have are missing."""
    group = file["model_weights"] if "model_weights" in file else file
    found = {}
    group[layer].visititems(lambda name, item: found.__setitem__(name.split("/")[-1].split(":")[0], item)
                            if isinstance(item, h5py.Dataset) else None)
    return {role: found[name] for role, name in ROLES.items() if name in found}


def layers(path):
    """The batch norms in the order of the configuration, each with its numbers and, for want of data, with inputs that have them."""
    with h5py.File(path, "r") as file:
        configuration = json.loads(file.attrs["model_config"])["config"]
        configuration = configuration["layers"] if isinstance(configuration, dict) else configuration
        result = {}
        for entry in configuration:
            if entry["class_name"] != "BatchNormalization":
                continue
            name = entry["config"]["name"]
            parts = {role: np.array(item, np.float64) for role, item in datasets(file, name).items()}
            size = len(parts["mean"])
            result[name] = {"gamma": np.ones(size), "beta": np.zeros(size), **parts, "epsilon": entry["config"]["epsilon"],
                            "seen_mean": parts["mean"], "seen_variance": parts["variance"]}
        return result


def planted(path, copy, layer, faulty):
    shutil.copyfile(path, copy)
    with h5py.File(copy, "r+") as file:
        for role, item in datasets(file, layer).items():
            if role in faulty:
                item[...] = faulty[role]


def capture_of(path, inputs, target, batch):
    import keras
    from bn_capture import capture

    model = keras.models.load_model(path, compile=False)
    with capture(model, target, rows=0):
        model.predict(inputs, batch_size=batch, verbose=0)

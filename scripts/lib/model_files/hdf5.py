"""A model of Keras 2 in HDF5, which only h5py can write (keras 2.15, keras/src/saving/legacy/hdf5_format.py)."""

import json


def write(network, path):
    import h5py

    with h5py.File(path, "w") as file:
        config = {"class_name": "Sequential", "config": {"name": "sequential", "layers": list(layers(network))}}
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.15.0"
        file.attrs["backend"] = "tensorflow"
        weights = file.create_group("model_weights")
        names = [layer["config"]["name"] for layer in config["config"]["layers"]]
        # As texts of one length: an attribute takes no more than 64 KiB, so that Keras cuts longer lists into pieces.
        pieces = [names[start : start + 1000] for start in range(0, len(names), 1000)]
        for place, piece in enumerate(pieces):
            weights.attrs["layer_names" if len(pieces) == 1 else f"layer_names{place}"] = [name.encode() for name in piece]
        for layer in range(network.layers):
            shape = [1, 1] + network.weight_shape[::-1]
            kernel = group(weights, f"conv2d_{layer}", ["kernel:0"])
            hole(h5py, kernel, b"kernel:0", shape)
            roles = ["gamma:0", "beta:0", "moving_mean:0", "moving_variance:0"]
            norm = group(weights, f"batch_normalization_{layer}", roles)
            for role, part in zip(roles, network.norm(layer)):
                norm.create_dataset(role, data=memoryview(part).cast("f"), dtype="<f4")
    return [path]


def layers(network):
    for layer in range(network.layers):
        kernel = {"name": f"conv2d_{layer}", "filters": network.channels, "kernel_size": [1, 1], "use_bias": False}
        yield {"class_name": "Conv2D", "config": kernel}
        norm = {"name": f"batch_normalization_{layer}", "axis": [3], "momentum": 0.99, "epsilon": 0.001}
        yield {"class_name": "BatchNormalization", "config": norm | {"center": True, "scale": True}}


def group(weights, name, roles):
    outer = weights.create_group(name)
    outer.attrs["weight_names"] = [f"{name}/{role}".encode() for role in roles]
    return outer.create_group(name)


def hole(h5py, group, name, shape):
    """An array that has its place in the file, which nothing is written to."""
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_layout(h5py.h5d.CONTIGUOUS)
    plan.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    plan.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    space = h5py.h5s.create_simple(tuple(shape))
    h5py.h5d.create(group.id, name, h5py.h5t.IEEE_F32LE, space, dcpl=plan)

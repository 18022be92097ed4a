"""Writes the files of this folder and expected.json, which says what is in them.

Run once by each Keras, since the two cannot live in one process:

    pip install keras==3.15.1 jax scipy h5py==3.16.0    then: KERAS_BACKEND=numpy python make_files.py 3
    pip install tensorflow-cpu==2.15.1 h5py==3.16.0     then: python make_files.py 2
    the first of the two once more:                     python make_files.py hdf5

They are kept packed: HDF5 has much room between its parts.
"""

import gzip
import json
import os
import pathlib
import sys
import tempfile

import h5py
import numpy as np

HERE = pathlib.Path(__file__).parent
FOLDER = pathlib.Path(tempfile.mkdtemp())
EXPECTED = HERE / "expected.json"
RANDOM = np.random.default_rng(1)


def keras_and_layers():
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if sys.argv[1] == "2":
        from tensorflow import keras
    else:
        import keras
    return keras, keras.layers


def fill(model):
    """Other numbers for every weight; one element at least of each beta is negative, no gamma's."""
    values = []
    for weight in model.weights:
        numbers = RANDOM.normal(size=weight.shape).astype("float32")
        name = weight.name
        if "beta" in name:
            numbers.flat[0] = -1
        elif "mean" not in name:
            numbers = abs(numbers) + np.float32(0.1)
        values.append(numbers)
    model.set_weights(values)


def named(model, layers, prefix=""):
    """Batch norms in network order, each under the names of what is around it."""
    for layer in model.layers:
        name = prefix + layer.name
        if isinstance(layer, layers.BatchNormalization):
            yield name, layer
        elif hasattr(layer, "layers"):
            yield from named(layer, layers, name + "/")
        elif isinstance(layer, layers.TimeDistributed):
            yield f"{name}/{layer.layer.name}", layer.layer
        elif hasattr(layer, "first_norm"):
            for inside in (layer.first_norm, layer.second_norm):
                yield f"{name}/{inside.name}", inside


def facts(model, layers):
    found, seen = [], set()
    for name, layer in named(model, layers):
        if id(layer) in seen:
            continue
        seen.add(id(layer))

        def numbers(weight):
            return [float(x) for x in np.asarray(weight).ravel()]

        axis = layer.axis if isinstance(layer.axis, int) else list(layer.axis)
        found.append({
            "name": name,
            "gamma": numbers(layer.gamma) if layer.scale else None,
            "beta": numbers(layer.beta) if layer.center else None,
            "mean": numbers(layer.moving_mean),
            "variance": numbers(layer.moving_variance),
            "epsilon": layer.epsilon,
            "momentum": layer.momentum,
            "axis": axis if isinstance(axis, int) else axis[0] if len(axis) == 1 else None,
        })
    return found


def models(keras, layers):
    @keras.saving.register_keras_serializable("mine")
    class Own(layers.BatchNormalization):
        pass

    @keras.saving.register_keras_serializable("mine")
    class Block(layers.Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.first_norm = layers.BatchNormalization()
            self.second_norm = layers.BatchNormalization(scale=False)

        if sys.argv[1] == "3":
            # tf.keras names weights by the calls that make them: here both layers' would have one name.
            def build(self, shape):
                self.first_norm.build(shape)
                self.second_norm.build(shape)

        def call(self, x):
            return self.second_norm(self.first_norm(x))

    def nested():
        shared = layers.BatchNormalization(name="shared")
        start = layers.Input((2,), name="start")
        x = layers.BatchNormalization(name="first", epsilon=1e-5, momentum=0.9)(start)
        x = layers.LayerNormalization(name="look_alike")(x)
        x = layers.BatchNormalization(name="no_gamma", scale=False)(x)
        x = layers.BatchNormalization(name="no_beta", center=False)(x)
        x = layers.BatchNormalization(name="neither", scale=False, center=False)(x)
        x = layers.Add()([shared(x), shared(start)])
        inside = layers.Input((2,))
        y = layers.BatchNormalization(name="same")(inside)
        x = keras.Model(inside, shared(y), name="left")(x)
        inside = layers.Input((2,))
        y = layers.BatchNormalization(name="same")(inside)
        deep = keras.Sequential([layers.Input((2,)), layers.Dense(2), layers.BatchNormalization(name="deep")], name="deep_model")
        x = keras.Model(inside, deep(y), name="right")(x)
        return keras.Model(start, Own(name="own")(x))

    def block():
        start = layers.Input((2,))
        x = layers.BatchNormalization(name="before")(start)
        x = Block(name="block_of_two")(x)
        return keras.Model(start, layers.BatchNormalization(name="behind")(x))

    def wrapped():
        return keras.Sequential([
            layers.Input((3, 2)),
            layers.Masking(mask_value=float("nan")),
            layers.TimeDistributed(layers.BatchNormalization(name="inner"), name="each"),
            layers.BatchNormalization(name="steps", axis=1),
        ])

    def renorm():
        return keras.Sequential([layers.Input((2,)), layers.BatchNormalization(name="renormalized", renorm=True)])

    def trained():
        model = keras.Sequential([layers.Input((2,)), layers.BatchNormalization(name="trained"), layers.Dense(2)])
        model.compile("adam", "mse")
        if sys.argv[1] == "2":
            model.fit(np.ones((2, 2)), np.ones((2, 2)), verbose=0)
        else:
            model.optimizer.build(model.trainable_variables)
        return model

    return {"nested": nested, "block": block, "wrapped": wrapped, "renorm": renorm, "trained": trained}


def write_keras():
    keras, layers = keras_and_layers()
    known = json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}
    major = "keras" + sys.argv[1]
    wanted = {
        "3": ["nested.keras", "nested.h5", "nested.weights.h5", "block.keras", "wrapped.keras", "renorm.keras", "trained.keras"],
        "2": ["nested.keras", "nested.h5", "nested_only.h5", "block.h5", "wrapped.h5", "trained.h5"],
    }[sys.argv[1]]
    own = {name: name.split(".")[0].split("_")[0] for name in wanted}
    for stem, make in models(keras, layers).items():
        keras.backend.clear_session()
        model = make()
        fill(model)
        for name in (name for name in wanted if own[name] == stem):
            path = str(FOLDER / f"{major}_{name}")
            (model.save_weights if "weights" in name or "only" in name else model.save)(path)
            known[f"{major}_{name}"] = facts(model, layers)
        if stem == "wrapped" and major == "keras3":
            path = str(FOLDER / f"{major}_wrapped.weights.json")
            model.save_weights(path, max_shard_size=5e-8)
            known[f"{major}_wrapped.weights.json"] = facts(model, layers)
    EXPECTED.write_text(json.dumps(known, indent=1) + "\n")


def write_hdf5():
    """Files that Keras does not write: every way of storing numbers, and links that lead elsewhere."""
    numbers = np.arange(6, dtype="float32") - 2.5
    with h5py.File(FOLDER / "storage.h5", "w") as file:
        file.create_dataset("contiguous", data=numbers)
        file.create_dataset("big_endian", data=numbers.astype(">f4"))
        file.create_dataset("half", data=numbers.astype("float16"))
        file.create_dataset("double", data=numbers.astype("float64").reshape(2, 3))
        file.create_dataset("long", data=numbers.astype("int64"))
        file.create_dataset("bytes", data=np.arange(6, dtype="uint8"))
        file.create_dataset("truth", data=np.array([True, False]))
        file.create_dataset("scalar", data=np.float32(7))
        file.create_dataset("chunked", data=numbers, chunks=(4,))
        file.create_dataset("packed", data=np.tile(numbers, 200), chunks=(100,), compression="gzip", shuffle=True)
        file.create_dataset("checked", data=numbers, chunks=(6,), fletcher32=True)
        file.create_dataset("unknown_filter", data=np.tile(numbers, 200), compression="lzf")
        file.create_dataset("never_written", (3,), "float32", fillvalue=4.5)
        file.create_dataset("empty", (0, 4), "float32")
        file.create_dataset("text", data="not a number")
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple((6,))
        made = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32LE, space, compact)
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, numbers)
        pair = h5py.h5t.create(h5py.h5t.OPAQUE, 2)
        made = h5py.h5d.create(file.id, b"bfloat16", pair, h5py.h5s.create_simple((3,)))
        made.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([0x3F80, 0xC000, 0x4060], "uint16").view("V2"))
        file["bfloat16"].attrs["dtype"] = "bfloat16"
        file.attrs["fixed"] = np.array([b"one", b"three"])
        file.attrs["variable"] = ["one", "three"]
        file.attrs["number"] = 2.5
    with h5py.File(FOLDER / "links.h5", "w", userblock_size=1024) as file:
        group = file.create_group("a/b")
        group["again"] = file["a"]
        group["numbers"] = numbers
        file["soft"] = h5py.SoftLink("/a/b/numbers")
        file["elsewhere"] = h5py.ExternalLink("/etc/passwd", "/x")
        file.create_dataset("outside", (4,), "float32", external=[("/etc/passwd", 0, 16)])
        layout = h5py.VirtualLayout((6,), "float32")
        layout[:] = h5py.VirtualSource("/etc/passwd", "x", (6,))
        file.create_virtual_dataset("put_together", layout)
        file.create_dataset("unwritten", (2,), "float32")
    with h5py.File(FOLDER / "newest.h5", "w", libver="latest") as file:
        for index in range(20):
            file[f"group{index}/numbers"] = numbers + index
            file.attrs[f"attribute{index}"] = index


write_hdf5() if sys.argv[1] == "hdf5" else write_keras()
for path in FOLDER.iterdir():
    (HERE / (path.name + ".gz")).write_bytes(gzip.compress(path.read_bytes(), mtime=0))

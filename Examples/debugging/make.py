#!/usr/bin/env python3
"""Makes the files of the worked cases in docs/debugging.md: one small network trained on the digits, broken in seven ways.

    python make.py        needs torch, numpy, safetensors, keras and onnx; writes beside this file
"""

import copy
import gzip
import os
import sys
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from torch import nn

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "Sources/BNExplorer/Data"
sys.path.insert(0, str(DATA))

from bn_capture import capture  # noqa: E402

torch.set_num_threads(1)


def digits():
    """The images, 0 to 1, and their labels; the last 400 are never trained on."""
    parts = []
    for name, header in ("images-idx3", 16), ("labels-idx1", 8):
        with gzip.open(DATA / f"digits8x8-train-{name}-ubyte.gz") as file:
            parts.append(np.frombuffer(file.read(), np.uint8, offset=header))
    order = np.random.default_rng(1).permutation(len(parts[1]))
    images = torch.tensor(parts[0].reshape(-1, 1, 8, 8)[order].astype(np.float32) / 16)
    return images, torch.tensor(parts[1][order].astype(np.int64))


def network(eps=1e-5):
    layers, before = [], 1
    for width in (8, 12, 16):
        layers += [nn.Conv2d(before, width, 3, padding=1, bias=False), nn.BatchNorm2d(width, eps=eps), nn.ReLU()]
        before = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))


def train(model, images, labels, epochs, rate=0.05, prepare=lambda model: model.train()):
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs * (len(images) // 50))
    for _ in range(epochs):
        for rows in torch.randperm(len(images)).split(50):
            prepare(model)
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def estimated(model, images):
    """The same network with moving statistics of these images: each batch counts alike."""
    model = copy.deepcopy(model).train()
    with torch.no_grad():
        for norm in model.modules():
            if isinstance(norm, nn.BatchNorm2d):
                norm.reset_running_stats()
                norm.momentum = None
        for part in images.split(20):
            model(part)
    return model.eval()


def save(model, name):
    safetensors.torch.save_file(model.state_dict(), HERE / f"{name}.safetensors")


def record(model, images, name):
    with torch.no_grad(), capture(model, HERE / f"{name}.npz", rows=0):
        for part in images.split(64):
            model(part)


def main():
    images, labels = digits()
    known, held = images[:1000], images[1000:1256]
    torch.manual_seed(0)
    healthy = train(network(), known, labels[:1000], 12)
    save(healthy, "healthy")
    record(healthy, held, "healthy")

    # 1: eval() all the time.
    torch.manual_seed(0)
    never = train(network(), known, labels[:1000], 12, prepare=lambda model: model.eval())
    save(never, "never-updated")
    record(never, held, "never-updated")

    for name, model in ("healthy", healthy), ("never updated", never):
        print(f"{name}: {(model(held).argmax(1) == labels[1000:1256]).float().mean():.3f} right")

    # 2: bytes instead of shares.
    record(healthy, 255 * held, "inputs-255")

    # 3: tuned for bright paper, with the batch norms of a network for dark.
    frozen = train(copy.deepcopy(healthy), 1 - known, labels[:1000], 4, rate=0.002, prepare=lambda model: model.eval())
    save(frozen, "frozen")
    record(frozen, 1 - held, "frozen")
    mended = estimated(frozen, 1 - known)
    save(mended, "frozen-mended")
    record(mended, 1 - held, "frozen-mended")

    # 4: a network with faint inputs, trained with TensorFlow's epsilon and run with PyTorch's.
    torch.manual_seed(0)
    faint = train(network(eps=1e-3), known / 20, labels[:1000], 12)
    first = nn.Sequential(faint[0])
    with torch.no_grad():
        x = first(held[:8] / 20)
        np.save(HERE / "epsilon-x.npy", x.permute(0, 2, 3, 1).numpy())
        np.save(HERE / "epsilon-y.npy", faint[1](x).permute(0, 2, 3, 1).numpy())
    save(faint, "epsilon")
    converted = network()
    converted.load_state_dict(faint.state_dict())
    record(converted.eval(), held / 20, "epsilon")

    # 5: a converter that takes the third array of a layer for the fourth.
    exchanged = copy.deepcopy(healthy)
    norm = exchanged[4]
    mean = norm.running_mean.clone()
    norm.running_mean.copy_(norm.running_var)
    norm.running_var.copy_(mean)
    save(exchanged, "exchanged")

    # 6: one row a batch, and the same with 25.
    for name, batch in ("one-row", 1), ("rows", 25):
        rows_of(batch, name, known, labels[:1000], held)

    # 7: one that folds the right numbers, and one that forgets epsilon.
    folded(faint, "folded", 1e-3)
    folded(faint, "folded-wrongly", 0)


def rows_of(batch, name, known, labels, held):
    """A perceptron in Keras, which lets a batch have one row."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(16, use_bias=False, name="dense"), keras.layers.BatchNormalization(name="norm"),
              keras.layers.ReLU(name="relu"), keras.layers.Dense(10, name="digit")]
    model = keras.Sequential([keras.Input((64,)), *layers])
    model.compile(keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(known.flatten(1).numpy(), labels.numpy(), batch_size=batch, epochs=1 if batch == 1 else 15, verbose=0)
    model.save(HERE / f"{name}.keras")
    with capture(model, HERE / f"{name}.npz", rows=0):
        model.predict(held.flatten(1).numpy(), batch_size=64, verbose=0)


def folded(model, name, epsilon):
    """Writes the network as exporters do: each batch norm multiplied into the convolution in front, in half precision."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    nodes, constants, before = [], [], "image"
    for index in (0, 3, 6):
        convolution, norm = model[index], model[index + 1]
        scale = norm.weight / torch.sqrt(norm.running_var + epsilon)
        parts = {"weight": convolution.weight * scale[:, None, None, None], "bias": norm.bias - norm.running_mean * scale}
        for key, value in parts.items():
            constants.append(numpy_helper.from_array(value.detach().numpy().astype(np.float16), f"{index}.{key}"))
        inputs = [before, f"{index}.weight", f"{index}.bias"]
        nodes.append(helper.make_node("Conv", inputs, [f"{index}.out"], pads=[1, 1, 1, 1], name=f"conv{index}"))
        nodes.append(helper.make_node("Relu", [f"{index}.out"], [f"{index}.relu"], name=f"relu{index}"))
        before = f"{index}.relu"
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT16, ["n", 1, 8, 8])
    result = helper.make_tensor_value_info(before, TensorProto.FLOAT16, ["n", 16, 8, 8])
    graph = helper.make_graph(nodes, "digits", [image], [result], constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8), HERE / f"{name}.onnx")


if __name__ == "__main__":
    main()

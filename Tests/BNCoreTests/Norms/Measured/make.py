#!/usr/bin/env python3
"""Prints norms.json: one batch through PyTorch's norms in float64, without scale and shift. Needs torch 2.13."""

import json

import torch
from torch.nn import functional as F

cases = []
for shape in (2, 4, 3, 2), (3, 6), (2, 6, 5):
    x = torch.linspace(-2, 3, torch.Size(shape).numel(), dtype=torch.float64).sin().mul(3).add(1).reshape(shape)
    for epsilon in 1e-5, 0.1:
        rest = shape[1:]
        outputs = {
            "batch": F.batch_norm(x, None, None, training=True, eps=epsilon),
            "layer": F.layer_norm(x, rest, eps=epsilon),
            "group 2": F.group_norm(x, 2, eps=epsilon),
            "group 1": F.group_norm(x, 1, eps=epsilon),
            "rms": F.rms_norm(x, rest, eps=epsilon),
        }
        # PyTorch refuses an instance of one number.
        if len(shape) > 2:
            outputs["instance"] = F.instance_norm(x, eps=epsilon)
        cases.append(
            {"shape": shape, "epsilon": epsilon, "x": x.flatten().tolist(),
             "outputs": {name: y.flatten().tolist() for name, y in outputs.items()}}
        )  # fmt: skip
print(json.dumps(cases))

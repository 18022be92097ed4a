#!/usr/bin/env python3
"""Makes truth.json: layers folded by torch.nn.utils.fusion, and what torch.ao's observers make of them.

Needs torch 2.13.0 and numpy 2.3. Every number is a float32, written with the digits that read back to it.
"""

import json
from pathlib import Path

import torch
from torch.ao.quantization.observer import MinMaxObserver, PerChannelMinMaxObserver
from torch.nn.utils.fusion import fuse_conv_bn_weights, fuse_linear_bn_weights

HERE = Path(__file__).resolve().parent
EPSILON = 1e-3
REACH = 3.0
torch.manual_seed(20150211)


def numbers(tensor):
    return [float(value) for value in tensor.detach().double().flatten()]


def observed(observer, tensor):
    observer(tensor.detach())
    scale, zero_point = observer.calculate_qparams()
    return {"steps": numbers(scale), "zero_points": [int(value) for value in zero_point.flatten()]}


def norm(channels):
    layer = torch.nn.BatchNorm2d(channels, eps=EPSILON)
    with torch.no_grad():
        layer.weight.uniform_(-1.5, 1.5)
        layer.bias.normal_()
        layer.running_mean.normal_(std=2)
        layer.running_var.uniform_(0.1, 3)
        # A channel that hardly ever varied: folding blows its weights up.
        layer.running_var[0] = 1e-4
    return layer.eval()


def case(name, module, layout, groups=1, order=None, transpose=False):
    """The order is that of a TensorFlow kernel's dimensions."""
    weight, bias = module.weight, module.bias
    outputs = weight.shape[1] * groups if transpose else weight.shape[0]
    bn = norm(outputs)
    arguments = (bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias)
    if isinstance(module, torch.nn.Linear):
        folded, shift = fuse_linear_bn_weights(weight, bias, *arguments)
    elif transpose and groups > 1:
        # fuse_conv_bn_weights knows no groups here: each by itself.
        parts = [
            fuse_conv_bn_weights(w, b, *(a if isinstance(a, float) else a[i * (outputs // groups) :][: outputs // groups]
                                         for a in arguments), transpose=True)
            for i, (w, b) in enumerate(zip(weight.chunk(groups), bias.chunk(groups)))
        ]
        folded, shift = (torch.cat([part[i] for part in parts]) for i in range(2))
    else:
        folded, shift = fuse_conv_bn_weights(weight, bias, *arguments, transpose=transpose)
    axis = 1 if transpose else 0
    output = torch.stack([bn.bias - REACH * bn.weight.abs(), bn.bias + REACH * bn.weight.abs()])
    truth = {
        "weight_together": observed(MinMaxObserver(torch.qint8, torch.per_tensor_symmetric), folded),
        "output_together": observed(MinMaxObserver(torch.quint8, torch.per_tensor_affine), output),
        "output_alone": observed(PerChannelMinMaxObserver(1, torch.quint8, torch.per_channel_affine), output),
    }
    # The observer knows no channels of several groups on one axis.
    if not (transpose and groups > 1):
        observer = PerChannelMinMaxObserver(axis, torch.qint8, torch.per_channel_symmetric)
        truth["weight_alone"] = observed(observer, folded)
    if order == "depthwise":
        weight, folded = ((w.permute(2, 3, 0, 1).reshape(*w.shape[2:], groups, -1)) for w in (weight, folded))
    elif order:
        weight, folded = weight.permute(order), folded.permute(order)
    return {
        "name": name, "layout": layout, "groups": 1 if order == "depthwise" else groups, "shape": list(weight.shape),
        "weight": numbers(weight), "bias": None if bias is None else numbers(bias), "gamma": numbers(bn.weight),
        "beta": numbers(bn.bias), "mean": numbers(bn.running_mean), "variance": numbers(bn.running_var),
        "folded_weight": numbers(folded), "folded_bias": numbers(shift), **truth,
    }


CASES = [
    case("convolution", torch.nn.Conv2d(3, 6, 3), "outputFirst"),
    case("without bias", torch.nn.Conv2d(3, 6, 3, bias=False), "outputFirst"),
    case("in groups", torch.nn.Conv1d(6, 8, 3, groups=2), "outputFirst", groups=2),
    case("depthwise", torch.nn.Conv2d(8, 8, 3, groups=8), "outputFirst", groups=8),
    case("linear", torch.nn.Linear(10, 6), "outputFirst"),
    case("transposed", torch.nn.ConvTranspose2d(4, 6, 2), "transposedFirst", transpose=True),
    case("transposed in groups", torch.nn.ConvTranspose2d(4, 6, 2, groups=2), "transposedFirst", 2, transpose=True),
    case("HWIO", torch.nn.Conv2d(3, 6, 3), "outputLast", order=(2, 3, 1, 0)),
    case("dense", torch.nn.Linear(10, 6), "outputLast", order=(1, 0)),
    case("HWIM", torch.nn.Conv2d(4, 8, 3, groups=4), "depthwise", groups=4, order="depthwise"),
    case("HWOI", torch.nn.ConvTranspose2d(4, 6, 2), "transposedLast", order=(2, 3, 1, 0), transpose=True),
]

document = {"torch": torch.__version__, "epsilon": EPSILON, "reach": REACH, "cases": CASES}
(HERE / "truth.json").write_text(json.dumps(document, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")

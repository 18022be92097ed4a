#!/usr/bin/env bash
# torch 2.15.0 (PyPI; about 3 GB with what it asks for).
#
# InstanceNorm2d(affine=True, track_running_stats=True) has exactly BatchNorm2d's five entries in its state dict: the same
# keys, shapes and types, and the same version in the metadata. From the same five tensors both compute the same output in
# evaluation mode: there instance norm divides by running_var, not by what each instance has. But the running variance that it
# learns is the mean of the variances of single instances; what lies between instances is not in it. So a state dict does not
# say of which layer it is, and trained on the very same batches the two are far apart.
#
# Seen, trained 200 times on two instances around 0 and around 100, each of deviation 1:
#   same entries: True; same metadata: True; largest difference of outputs from the same tensors: 0.0
#   running_var of instance norm about 1, of batch norm about 2500
#
# Needs python3 (3.10 or later) and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet torch==2.15.0

cat >"$work/train.py" <<'PYTHON'
import torch


def entries(layer):
    return [(key, value.shape, value.dtype) for key, value in layer.state_dict().items()]


torch.manual_seed(1)
instance = torch.nn.InstanceNorm2d(3, affine=True, track_running_stats=True)
batch = torch.nn.BatchNorm2d(3)
x = torch.tensor([0.0, 100.0]).view(2, 1, 1, 1) + torch.randn(2, 3, 32, 32)
for _ in range(200):
    instance(x)
    batch(x)
variances = [layer.running_var.mean().item() for layer in (instance, batch)]

other = torch.nn.BatchNorm2d(3)
other.load_state_dict(instance.state_dict())
difference = (other.eval()(x) - instance.eval()(x)).abs().max().item()
same = instance.state_dict()._metadata == other.state_dict()._metadata
print(f"same entries: {entries(instance) == entries(other)}; same metadata: {same}; "
      f"largest difference of outputs from the same tensors: {difference}")
print(f"running_var of instance norm about {variances[0]:.0f}, of batch norm about {round(variances[1], -2):.0f}")
PYTHON

expected='same entries: True; same metadata: True; largest difference of outputs from the same tensors: 0.0
running_var of instance norm about 1, of batch norm about 2500'
seen=$("$work/python/bin/python" "$work/train.py" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]

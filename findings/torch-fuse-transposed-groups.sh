#!/usr/bin/env bash
# torch 2.13.0 (PyPI; about 3 GB with what it asks for; any index with the CPU's build does).
#
# torch.nn.utils.fusion.fuse_conv_bn_weights(transpose=True) multiplies axis 1 of the kernel by as many scales as there are
# output channels. A transposed convolution has output channels / groups there: in two groups it fails, and in as many groups
# as channels, where the axis is 1, it is broadcast: the kernel gets another shape, and nothing is said before it runs.
#
# Seen, for ConvTranspose2d(4, 4, 2) in eval mode:
#   1 group: (4, 4, 2, 2), right
#   2 groups: RuntimeError
#   4 groups: (4, 4, 2, 2) in place of (4, 1, 2, 2)
#
# Needs python3 (3.10 or later) and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet torch==2.13.0

cat >"$work/fuse.py" <<'PYTHON'
import torch
from torch.nn.utils.fusion import fuse_conv_bn_eval

torch.manual_seed(0)
for groups in 1, 2, 4:
    convolution = torch.nn.ConvTranspose2d(4, 4, 2, groups=groups).eval()
    norm = torch.nn.BatchNorm2d(4).eval()
    torch.nn.init.uniform_(norm.weight)
    torch.nn.init.uniform_(norm.running_mean)
    before, title = convolution.weight.shape, f"{groups} group{'s' if groups > 1 else ''}"
    try:
        fused = fuse_conv_bn_eval(convolution, norm, transpose=True)
    except RuntimeError as error:
        print(f"{title}: {type(error).__name__}")
        continue
    if fused.weight.shape != before:
        print(f"{title}: {tuple(fused.weight.shape)} in place of {tuple(before)}")
        continue
    x = torch.randn(1, 4, 3, 3)
    right = torch.allclose(fused(x), norm(convolution(x)), atol=1e-5)
    print(f"{title}: {tuple(fused.weight.shape)}, {'right' if right else 'wrong'}")
PYTHON

expected='1 group: (4, 4, 2, 2), right
2 groups: RuntimeError
4 groups: (4, 4, 2, 2) in place of (4, 1, 2, 2)'
seen=$("$work/python/bin/python" "$work/fuse.py" 2>"$work/log") || { cat "$work/log" >&2; exit 1; }
echo "$seen"
[ "$seen" = "$expected" ]

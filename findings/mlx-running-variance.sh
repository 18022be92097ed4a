#!/usr/bin/env bash
# mlx 0.32.0 and 0.32.4 (PyPI, CPU builds for Linux).
#
# What training puts into the running variance of mlx.nn.BatchNorm changed between two patch releases: 0.32.0 takes the
# biased variance of a batch (divided by n), 0.32.1 and later the unbiased one (divided by n - 1), as PyTorch does. Both write
# it as `running_var` beside `weight`, `bias` and `running_mean`, which are PyTorch's names too, with no version and no
# metadata in the file: a model.safetensors or .npz cannot say which of the three wrote it. With small batches the difference
# is large: for a batch of two it is the factor 2. What normalizes a training batch is biased in both.
#
# Seen, after one training pass with momentum 1 over the batch [[1, 10], [3, 30]]:
#   0.32.0 running_var [1.0, 100.0]
#   0.32.4 running_var [2.0, 200.0]
#   both: bias, running_mean, running_var, weight; metadata null
#
# Needs Linux on x86-64 or arm64, python3 and PyPI. Exit status 1: this is no longer so.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/train.py" <<'PYTHON'
import json, struct, sys
import mlx.core as mx
import mlx.nn as nn

layer = nn.BatchNorm(2, momentum=1.0)
layer(mx.array([[1.0, 10.0], [3.0, 30.0]]))
layer.save_weights(sys.argv[1])
written = open(sys.argv[1], "rb").read()
header = json.loads(written[8 : 8 + struct.unpack("<Q", written[:8])[0]])
print("running_var", layer.running_var.tolist())
print(*sorted(set(header) - {"__metadata__"}), header.get("__metadata__"))
PYTHON

for version in 0.32.0 0.32.4; do
  python3 -m venv "$work/$version"
  "$work/$version/bin/pip" install --quiet "mlx==$version" "mlx-cpu==$version"
  "$work/$version/bin/python" "$work/train.py" "$work/$version.safetensors" >"$work/$version.txt"
  sed "s/^/$version: /" "$work/$version.txt"
done

names='bias running_mean running_var weight None'
[ "$(<"$work/0.32.0.txt")" = "running_var [1.0, 100.0]"$'\n'"$names" ] || exit 1
[ "$(<"$work/0.32.4.txt")" = "running_var [2.0, 200.0]"$'\n'"$names" ] || exit 1
